// How figures are taken and told.

/** One figure, one line. */
export const print = (name: string, value: number | string, unit: string): void =>
  console.log(`${name} ${typeof value === 'number' ? round(value) : value} ${unit}`);

/** Enough digits to compare, not more. */
const round = (value: number): number => (value < 1 ? Math.round(value * 1000) / 1000 : Math.round(value * 10) / 10);

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
