// Models cel-go ext/formatting.go: `"%s has %d".format([name, count])`.

import { Failure } from '../failure.ts';

/** As `%s` writes it, also within lists and maps. */
export function textOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value]
      .map(([k, v]) => `${textOf(k)}: ${textOf(v)}`)
      .sort()
      .join(', ')}}`;
  if (value instanceof Date) return value.toISOString().replace(/\.000Z$/, 'Z');
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === 'number') return Number.isInteger(value) ? `${value}` : String(value);
  return String(value);
}

const wrong = (verb: string, value: unknown): Failure =>
  new Failure(`error during formatting: ${verb} clause can't be used on ${kindOf(value)}`);

function kindOf(value: unknown): string {
  if (value === null) return 'null_type';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'map';
  const names: Readonly<Record<string, string>> = {
    bigint: 'int',
    number: 'double',
    boolean: 'bool',
    string: 'string',
  };
  return names[typeof value] ?? 'object';
}

function formatted(verb: string, precision: number | undefined, value: unknown): string {
  const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined;
  switch (verb) {
    case 's':
      return textOf(value);
    case 'd':
      if (number === undefined) throw wrong('decimal', value);
      return String(value);
    case 'f':
      if (number === undefined) throw wrong('fixed-point', value);
      return number.toFixed(precision ?? 6);
    case 'e':
      if (number === undefined) throw wrong('scientific', value);
      return number.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (typeof value !== 'bigint') throw wrong('binary', value);
      return value.toString(2);
    case 'o':
      if (typeof value !== 'bigint') throw wrong('octal', value);
      return value.toString(8);
    case 'x':
    case 'X': {
      if (typeof value !== 'bigint' && typeof value !== 'string') throw wrong('hex', value);
      const hex =
        typeof value === 'bigint'
          ? value.toString(16)
          : [...new TextEncoder().encode(value)].map((b) => b.toString(16).padStart(2, '0')).join('');
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      throw new Failure(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

export function formatText(text: string, values: readonly unknown[]): string {
  let at = 0;
  return text.replace(/%(?:%|(?:\.(\d+))?(.))/gs, (clause, precision?: string, verb?: string) => {
    if (clause === '%%') return '%';
    if (at >= values.length) throw new Failure(`index ${at} out of range`);
    return formatted(verb ?? '', precision === undefined ? undefined : Number(precision), values[at++]);
  });
}
