// Reads a command line as spf13/pflag does: `-owide`, `-it`, `--flag value`, `--flag=value`, `--`, with pflag's own errors.

import { parseGoDuration } from '#apimachinery/duration.ts';
import type { Flag, FlagValues } from './command.ts';

export interface ParsedLine {
  readonly flags: FlagValues;
  readonly args: readonly string[];
  readonly afterDash: readonly string[] | undefined;
  /** `Flag --x has been deprecated, …`, in the order met. */
  readonly warnings: readonly string[];
}

type Parsed = ParsedLine | { readonly error: string };

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);
const quote = (text: string): string => JSON.stringify(text);

/** The value of a flag that stands alone; undefined when it needs an argument. */
export function standAlone(flag: Flag): string | undefined {
  return flag.noOptDefault ?? (flag.type === 'bool' ? 'true' : undefined);
}

const INTS: Partial<Record<Flag['type'], { parse: string; from: bigint; to: bigint }>> = {
  int: { parse: 'ParseInt', from: -(2n ** 63n), to: 2n ** 63n - 1n },
  int32: { parse: 'ParseInt', from: -(2n ** 31n), to: 2n ** 31n - 1n },
  uint16: { parse: 'ParseUint', from: 0n, to: 65535n },
};

/** Go's reason why `value` is no such type; undefined when it is. */
function mistake(flag: Flag, value: string): string | undefined {
  const int = INTS[flag.type];
  if (int) {
    const sign =
      int.parse === 'ParseInt' ? /^[-+]?(0x[\da-f]+|0b[01]+|0o?[0-7]+|\d+)$/i : /^(0x[\da-f]+|0b[01]+|0o?[0-7]+|\d+)$/i;
    if (!sign.test(value)) return `strconv.${int.parse}: parsing ${quote(value)}: invalid syntax`;
    const number = toInt(value);
    return number < int.from || number > int.to
      ? `strconv.${int.parse}: parsing ${quote(value)}: value out of range`
      : undefined;
  }
  if (flag.type === 'bool') {
    return TRUE.has(value) || FALSE.has(value)
      ? undefined
      : `strconv.ParseBool: parsing ${quote(value)}: invalid syntax`;
  }
  if (flag.type === 'duration' && parseGoDuration(value) === undefined) {
    if (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(value)) return `time: missing unit in duration ${quote(value)}`;
    const unit = /^[-+]?(?:\d+\.?\d*|\.\d+)([^\d.]+)/.exec(value)?.[1];
    return unit
      ? `time: unknown unit ${quote(unit)} in duration ${quote(value)}`
      : `time: invalid duration ${quote(value)}`;
  }
  return undefined;
}

/** Go's base 0: `0x1f`, `0b1`, `017`. */
function toInt(value: string): bigint {
  const digits = value.replace(/^[-+]/, '').replace(/^0o?(?=[0-7]+$)/i, '0o');
  const number = BigInt(digits);
  return value.startsWith('-') ? -number : number;
}

/** One line of CSV, as pflag's StringSlice reads it. */
function splitCsv(text: string): string[] {
  if (text === '') return [];
  const fields: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
    const plain = quoted ?? /^([^,]*)(,|$)/.exec(rest)!;
    fields.push(quoted ? plain[1]!.replaceAll('""', '"') : plain[1]!);
    rest = rest.slice(plain[0].length);
    if (plain[2] === '') return fields;
  }
}

/** `[a,b]` or `[]`: what a list flag's default says. */
const defaultList = (text: string): string[] => splitCsv(text.replace(/^\[|\]$/g, ''));

export class Values implements FlagValues {
  readonly #flags = new Map<string, Flag>();
  readonly #given = new Map<string, string[]>();
  readonly given: (readonly [string, string])[] = [];

  constructor(flags: readonly Flag[]) {
    for (const flag of flags) this.#flags.set(flag.name, flag);
  }

  /** Go's reason for refusing; undefined when it was taken. */
  set(flag: Flag, value: string): string | undefined {
    const wrong = mistake(flag, value);
    if (wrong !== undefined) return wrong;
    this.given.push([flag.name, value]);
    const before = this.#given.get(flag.name) ?? [];
    if (flag.type === 'strings') this.#given.set(flag.name, [...before, ...splitCsv(value)]);
    else if (flag.type === 'stringArray') this.#given.set(flag.name, [...before, value]);
    else this.#given.set(flag.name, [value]);
    return undefined;
  }

  #text(name: string): string {
    const flag = this.#flags.get(name);
    if (!flag) throw new Error(`flag accessed but not defined: ${name}`);
    return this.#given.get(name)?.[0] ?? flag.default.replace(/^'(.*)'$/s, '$1');
  }

  string(name: string): string {
    return this.#text(name);
  }

  bool(name: string): boolean {
    return TRUE.has(this.#text(name));
  }

  int(name: string): number {
    const text = this.#text(name);
    return text === '' ? 0 : Number(toInt(text));
  }

  durationMs(name: string): number {
    return parseGoDuration(this.#text(name)) ?? 0;
  }

  list(name: string): readonly string[] {
    return this.#given.get(name) ?? defaultList(this.#text(name));
  }

  changed(name: string): boolean {
    return this.#given.has(name);
  }
}

export function parseFlags(declared: readonly Flag[], argv: readonly string[]): Parsed {
  const values = new Values(declared);
  const byName = new Map(declared.map((f) => [f.name, f]));
  const byShort = new Map(declared.filter((f) => f.short).map((f) => [f.short!, f]));
  const args: string[] = [];
  const warnings: string[] = [];

  const set = (flag: Flag, value: string): string | undefined => {
    const wrong = values.set(flag, value);
    const shown = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
    if (wrong !== undefined) return `invalid argument ${quote(value)} for "${shown}" flag: ${wrong}`;
    if (flag.deprecated) warnings.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}`);
    return undefined;
  };

  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') {
      const afterDash = argv.slice(at + 1);
      return { flags: values, args, afterDash, warnings };
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const name = word.slice(2).split('=', 1)[0]!;
      if (name === '' || name.startsWith('-')) return { error: `bad flag syntax: ${word}` };
      const flag = byName.get(name);
      if (!flag) return { error: `unknown flag: --${name}` };
      const alone = standAlone(flag);
      let value: string;
      if (word.length > 2 + name.length) value = word.slice(3 + name.length);
      else if (alone !== undefined) value = alone;
      else if (at + 1 < argv.length) value = argv[++at]!;
      else return { error: `flag needs an argument: --${name}` };
      const wrong = set(flag, value);
      if (wrong) return { error: wrong };
      continue;
    }
    // A bundle of shorthands: the first one that takes a value takes the rest of the word.
    for (let letters = word.slice(1); letters !== ''; ) {
      const letter = letters[0]!;
      const flag = byShort.get(letter);
      if (!flag) return { error: `unknown shorthand flag: '${letter}' in -${letters}` };
      const rest = letters.slice(1);
      const alone = standAlone(flag);
      let value: string;
      letters = '';
      if (rest.length > 1 && rest.startsWith('=')) value = rest.slice(1);
      else if (alone !== undefined) {
        value = alone;
        letters = rest;
      } else if (rest !== '') value = rest;
      else if (at + 1 < argv.length) value = argv[++at]!;
      else return { error: `flag needs an argument: '${letter}' in -${word.slice(1)}` };
      const wrong = set(flag, value);
      if (wrong) return { error: wrong };
    }
  }
  return { flags: values, args, afterDash: undefined, warnings };
}
