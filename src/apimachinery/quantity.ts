// Models apimachinery/pkg/api/resource Quantity: `250m`, `64Mi`, `1e3`. Exact down to nano, as upstream.

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
/** Powers of 1000, from nano upwards. */
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const NANO = 1_000_000_000n;

type Format = 'decimal' | 'binary' | 'exponent';

interface Parsed {
  /** In billionths of the base unit. */
  readonly nano: bigint;
  readonly format: Format;
}

/** Upstream's error text for what does not parse. */
export const QUANTITY_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function parse(text: string): Parsed | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  const binary = BINARY.indexOf(suffix as (typeof BINARY)[number]);
  let numerator = BigInt(whole + fraction || '0') * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  if (exponent !== undefined) {
    const power = Number(exponent);
    if (Math.abs(power) > 40) return undefined;
    if (power >= 0) numerator *= 10n ** BigInt(power);
    else denominator *= 10n ** BigInt(-power);
  } else if (binary > 0) {
    numerator *= 1024n ** BigInt(binary);
  } else {
    const thousand = DECIMAL.indexOf(suffix as (typeof DECIMAL)[number]) - 3;
    if (thousand >= 0) numerator *= 1000n ** BigInt(thousand);
    else denominator *= 1000n ** BigInt(-thousand);
  }
  // Rounded up to a nano, away from zero.
  const nano = (numerator + denominator - 1n) / denominator;
  const format: Format = exponent !== undefined ? 'exponent' : binary > 0 ? 'binary' : 'decimal';
  return { nano: sign === '-' ? -nano : nano, format };
}

/** In base units (cores, bytes); undefined if it is not a quantity. */
export function parseQuantity(text: string | number): number | undefined {
  const parsed = parse(String(text));
  return parsed && Number(parsed.nano) / 1e9;
}

function decimal(nano: bigint, exponent: boolean): string {
  if (nano === 0n) return '0';
  let at = 0;
  let mantissa = nano;
  while (at < DECIMAL.length - 1 && mantissa % 1000n === 0n) {
    mantissa /= 1000n;
    at++;
  }
  if (!exponent) return `${mantissa}${DECIMAL[at]}`;
  return at === 3 ? String(mantissa) : `${mantissa}e${(at - 3) * 3}`;
}

function format({ nano, format: as }: Parsed): string {
  if (as !== 'binary' || (nano > -1024n * NANO && nano < 1024n * NANO)) return decimal(nano, as === 'exponent');
  let units = nano > 0n ? (nano + NANO - 1n) / NANO : nano / NANO;
  let at = 0;
  while (at < BINARY.length - 1 && units % 1024n === 0n) {
    units /= 1024n;
    at++;
  }
  return `${units}${BINARY[at]}`;
}

/** As the API server writes it back: `1000m` → `1`, `1.5Gi` → `1536Mi`, `0.5` → `500m`. Undefined if it is not a quantity. */
export function canonicalQuantity(text: string | number): string | undefined {
  const parsed = parse(String(text));
  if (!parsed) return undefined;
  return format(parsed);
}

/** What is not a quantity counts as nothing. */
const amountOf = (text: string | number | undefined): Parsed =>
  parse(String(text ?? '0')) ?? { nano: 0n, format: 'decimal' };

/** Negative, zero, positive: `a` is less, the same, more. Exact. */
export function compareQuantities(a: string | number | undefined, b: string | number | undefined): number {
  const difference = amountOf(a).nano - amountOf(b).nano;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** In the format of `a`, or of `b` where `a` is nothing. Source: Quantity.Add. */
export function addQuantities(a: string | number | undefined, b: string | number | undefined): string {
  const [x, y] = [amountOf(a), amountOf(b)];
  return format({ nano: x.nano + y.nano, format: x.nano === 0n ? y.format : x.format });
}

export function subtractQuantities(a: string | number | undefined, b: string | number | undefined): string {
  const [x, y] = [amountOf(a), amountOf(b)];
  return format({ nano: x.nano - y.nano, format: x.nano === 0n ? y.format : x.format });
}

/** In thousandths, rounded up. Source: Quantity.MilliValue. */
export function milliValue(text: string | number | undefined): number {
  const { nano } = amountOf(text);
  return Number((nano + 999_999n) / 1_000_000n);
}
