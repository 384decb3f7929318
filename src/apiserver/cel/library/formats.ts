// Models apiserver/pkg/cel/library/format.go: `format.dns1123Label().validate(name)` is none, or what is wrong.

import { type Environment, Optional } from '@marcbachmann/cel-js';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
} from '#apimachinery/validation.ts';
import { fitsFormat } from '../../customresources/formats.ts';
import { registerNamespace } from './namespace.ts';

class Format {
  constructor(
    readonly name: string,
    readonly check: (text: string) => readonly string[],
  ) {}
}

/** A prefix of a generated name may end with a dash. Source: apimachinery NameIs… with prefix. */
const prefix =
  (check: (text: string) => string[]) =>
  (text: string): string[] =>
    check(text.replace(/-$/, 'a'));
const fits =
  (format: string, why: string) =>
  (text: string): string[] =>
    fitsFormat(format, text) ? [] : [why];

const FORMATS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: isDns1123Subdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: prefix(isDns1123Label),
  dns1123SubdomainPrefix: prefix(isDns1123Subdomain),
  dns1035LabelPrefix: prefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: fits('uri', 'invalid URL'),
  uuid: fits('uuid', 'does not match the UUID format'),
  byte: fits('byte', 'invalid base64'),
  date: fits('date', 'invalid date'),
  datetime: fits('date-time', 'invalid datetime'),
};

export function registerFormats(environment: Environment): void {
  const TYPE = 'kubernetes.NamedFormat';
  const all = new Map(Object.entries(FORMATS).map(([name, check]) => [name, new Format(name, check)]));
  environment
    .registerType(TYPE, { ctor: Format, fields: {} })
    .registerFunction(`${TYPE}.validate(string): optional<list<string>>`, ({ check }: Format, text: string) => {
      const wrong = check(text);
      return wrong.length > 0 ? Optional.of([...wrong]) : Optional.none();
    });
  registerNamespace(environment, 'format', {
    [`named(string): optional<${TYPE}>`]: (name: string) => Optional.of(all.get(name)),
    ...Object.fromEntries([...all].map(([name, format]) => [`${name}(): ${TYPE}`, () => format])),
  });
}
