// Reads a value out of a lesson's YAML, and keeps what was wrong with its place, what was expected, what was found, what to do.

import { nearest } from '#lab/why/deciding/finding.ts';
import type { Problem } from './problem.ts';
import { LOCALES, type Text } from './text.ts';

/** Counted from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** Finds a path in the file, or what comes nearest above it; the caller has the YAML document. */
export type SpotOf = (path: readonly (string | number)[]) => Spot | undefined;

export interface ReaderContext {
  readonly file: string;
  readonly spotOf: SpotOf;
  readonly problems: Problem[];
}

/** Nothing but `${name}`: a template that is shown before anything was drawn. */
export const PLACE_PATTERN = '^\\$\\{[a-zA-Z][^{}\\s]*\\}$';
const isPlace = (text: string): boolean => new RegExp(PLACE_PATTERN).test(text);

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80));

export class Reader {
  readonly value: unknown;
  readonly #path: readonly (string | number)[];
  readonly #context: ReaderContext;
  /** Paths of fields that are not there, but were written under a name that is nearly theirs. */
  readonly #misspelt: Set<string>;

  constructor(
    value: unknown,
    context: ReaderContext,
    path: readonly (string | number)[] = [],
    misspelt: Set<string> = new Set(),
  ) {
    this.value = value;
    this.#context = context;
    this.#path = path;
    this.#misspelt = misspelt;
  }

  #below(value: unknown, part: string | number): Reader {
    return new Reader(value, this.#context, [...this.#path, part], this.#misspelt);
  }

  get path(): string {
    return this.#path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
  }

  get present(): boolean {
    return this.value !== undefined;
  }

  problem(name: string, message: string, hint: string, expected?: string): void {
    this.#context.problems.push({
      name,
      file: this.#context.file,
      ...this.#context.spotOf(this.#path),
      path: this.path,
      message,
      ...(expected && { expected, found: show(this.value) }),
      hint,
    });
  }

  /** Says what would be right, and goes on with `fallback`. */
  wrong<T>(expected: string, fallback: T, example: string): T {
    // It is there under another name, which has been told.
    if (!this.present && this.#misspelt.has(this.path)) return fallback;
    this.problem(
      this.present ? 'WrongType' : 'Missing',
      this.present ? 'this is not what the format has here' : 'this is needed',
      `Write it as: ${example}`,
      expected,
    );
    return fallback;
  }

  field(name: string): Reader {
    const value =
      typeof this.value === 'object' && this.value !== null ? (this.value as Record<string, unknown>)[name] : undefined;
    return this.#below(value, name);
  }

  /** Refuses fields that the format does not have. */
  only(...names: readonly string[]): void {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      this.wrong('a mapping', undefined, names.map((n) => `${n}: …`).join(', '));
      return;
    }
    for (const name of Object.keys(this.value)) {
      if (names.includes(name)) continue;
      const meant = nearest(name, names);
      if (meant) this.#misspelt.add(this.field(meant).path);
      this.field(name).problem(
        'UnknownField',
        'the format has no such field',
        meant ? `Write it as: ${meant}` : `Remove it, or use one of: ${names.join(', ')}`,
        `one of ${names.join(', ')}`,
      );
    }
  }

  items(): readonly Reader[] {
    if (!this.present) return [];
    if (!Array.isArray(this.value)) return this.wrong('a list', [], '- …');
    return this.value.map((item, i) => this.#below(item, i));
  }

  string(): string {
    return typeof this.value === 'string' ? this.value : this.wrong('a string', '', '"…"');
  }

  id(): string {
    return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(String(this.value))
      ? String(this.value)
      : this.wrong('small letters, digits and hyphens', '', slugOf(String(this.value ?? '')) || 'open-a-port');
  }

  /** The source of a regular expression. */
  pattern(): string {
    const source = this.string();
    try {
      new RegExp(source);
    } catch (error) {
      this.problem(
        'BadPattern',
        (error as Error).message,
        'Escape what is meant literally: \\( \\. \\?',
        'a regular expression',
      );
    }
    return source;
  }

  /** @param min The least that it may be. Default: any. */
  whole(min = Number.NEGATIVE_INFINITY): number {
    const isWhole = Number.isInteger(this.value) && (this.value as number) >= min;
    return isWhole
      ? (this.value as number)
      : this.wrong(
          min === Number.NEGATIVE_INFINITY ? 'a whole number' : `a whole number of at least ${min}`,
          Math.max(0, min),
          typeof this.value === 'string' && /^\d+$/.test(this.value) && Number(this.value) >= min
            ? this.value
            : min > 0 && Number.isFinite(min)
              ? String(min)
              : '200',
        );
  }

  boolean(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.wrong('true or false', false, 'true');
  }

  oneOf<T extends string>(...values: readonly T[]): T {
    return values.includes(this.value as T)
      ? (this.value as T)
      : this.wrong(
          `one of ${values.join(', ')}`,
          values[0]!,
          (typeof this.value === 'string' && nearest(this.value, values)) || values[0]!,
        );
  }

  /** A part between 0 and 1: `0.1`, or `10%`. */
  part(): number {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(String(this.value))?.[1];
    const part = percent === undefined ? this.value : Number(percent) / 100;
    return typeof part === 'number' && part >= 0 && part <= 1
      ? part
      : this.wrong('a part between 0 and 1, or a percentage', 0, '10%');
  }

  /** Milliseconds: `500ms`, `60s`, `10m`, `2h`, `90d`. */
  duration(): number {
    const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(this.value)) ?? [];
    const ms = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
    return unit === undefined
      ? this.wrong('a duration: a number and ms, s, m, h or d', 0, '60s')
      : Number(count) * ms[unit as keyof typeof ms];
  }

  strings(): readonly string[] {
    if (typeof this.value === 'string' && isPlace(this.value)) return [this.value];
    return this.items().map((item) => item.string());
  }

  mapping<T>(read: (value: Reader) => T): Readonly<Record<string, T>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      return this.wrong('a mapping', {}, '{ name: … }');
    return Object.fromEntries(Object.keys(this.value).map((name) => [name, read(this.field(name))]));
  }

  text(): Text {
    if (typeof this.value === 'string' && isPlace(this.value)) {
      const place = this.value.slice(2, -1);
      return { en: `\${${place}.en}`, zh: `\${${place}.zh}` };
    }
    const found = this.value as Partial<Record<string, unknown>> | undefined;
    if (typeof found !== 'object' || found === null)
      return this.wrong('a text in every language', { en: '', zh: '' }, '{ en: "…", zh: "…" }');
    this.only(...LOCALES);
    const in_ = (locale: (typeof LOCALES)[number]): string => this.field(locale).string();
    return { en: in_('en'), zh: in_('zh') };
  }

  optional<T>(read: (reader: Reader) => T): T | undefined {
    return this.present ? read(this) : undefined;
  }
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** What is read from the cluster later stands in it as `${…}`. */
export function asUrl(reader: Reader, schemes: readonly string[]): string {
  try {
    const { protocol } = new URL(String(reader.value).replace(/\$\{[^{}\s]*\}/g, '1'));
    if (schemes.includes(protocol.slice(0, -1))) return String(reader.value);
  } catch {
    // Said below.
  }
  const [last, ...others] = [...schemes].reverse().map((scheme) => `${scheme}://`);
  return reader.wrong(`a URL: ${others.reverse().join(', ')} or ${last}`, 'http://nowhere/', '"http://web:80/"');
}
