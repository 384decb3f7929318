// An Ingress's annotations, read and judged one by one. Models internal/ingress/annotations/parser/{main,validators}.go.
// Differs: of free texts only those of redirects, rewrites, canaries and auth-url are held against the characters that the controller takes.

import type { Ingress } from '#api/networking/types.ts';
import { addressRange } from '../client-address.ts';
import { flagOf } from './settings.ts';

export const PREFIX = 'nginx.ingress.kubernetes.io/';

/** What a text may consist of. Source: validators.go, by the names there. */
export const CHARACTERS = {
  basic: /^[-._~a-zA-Z0-9/:]*$/,
  url: /^[-._~a-zA-Z0-9/:?&=]*$/,
  urlWithVariables: /^[-._~a-zA-Z0-9/:?&=$]*$/,
  pathWithCapture: /^\/?[-._~a-zA-Z0-9/:$]*$/,
  regex: /^[-._~a-zA-Z0-9/:^$[\](){}*+?|&=\\]*$/,
} as const;

/** What a value that cannot be read leads to: the default, with a line in the log, or that the whole Ingress is refused. */
type Wrong = 'default' | 'refused';

export class AnnotationValues {
  /** Values for which the Ingress is refused, in the words of the webhook and the event. */
  readonly problems: string[] = [];
  /** Values in whose place the default stands, in the words of the log. */
  readonly warnings: string[] = [];
  readonly #all: Readonly<Record<string, string>>;
  readonly #key: string;

  constructor({ metadata: { namespace = 'default', name, annotations = {} } }: Ingress) {
    this.#all = annotations;
    this.#key = `${namespace}/${name}`;
  }

  /** Empty: there is none, or it is not as the pattern wants it. */
  text(name: string, characters?: RegExp, wrong: Wrong = 'default'): string {
    const given = this.#all[PREFIX + name] ?? '';
    if (!characters || characters.test(given)) return given;
    this.wrong(name, wrong);
    return '';
  }

  flag(name: string, fallback = false, wrong: Wrong = 'default'): boolean {
    const given = this.#all[PREFIX + name] ?? '';
    if (given === '') return fallback;
    const value = flagOf(given);
    if (value === undefined) this.wrong(name, wrong);
    return value ?? fallback;
  }

  whole(name: string, fallback: number, wrong: Wrong = 'default'): number {
    const given = this.#all[PREFIX + name] ?? '';
    if (given === '') return fallback;
    if (/^[-+]?\d+$/.test(given)) return Number(given);
    this.wrong(name, wrong);
    return fallback;
  }

  /** Addresses and ranges. One that is none makes all of them wrong, and so does a comma at the end. Undefined: not given. */
  ranges(name: string, alias?: string): readonly string[] | { readonly wrong: string } | undefined {
    const own = this.#all[PREFIX + name];
    const full = own || alias === undefined || !this.#all[PREFIX + alias] ? name : alias;
    const given = this.#all[PREFIX + full];
    if (given === undefined) return undefined;
    const listed = given.split(',').map((range) => range.trim());
    if (listed.every((range) => addressRange(range) !== undefined)) return listed;
    return { wrong: invalid(full) };
  }

  wrong(name: string, wrong: Wrong): void {
    const value = this.#all[PREFIX + name] ?? '';
    if (wrong === 'refused') this.problems.push(invalid(name));
    else
      this.warnings.push(
        `validation error on ingress ${this.#key}: annotation ${name} contains invalid value ${value}`,
      );
  }
}

const invalid = (name: string): string => `annotation ${PREFIX}${name} contains invalid value`;
