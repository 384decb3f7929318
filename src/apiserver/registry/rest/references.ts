// Models the checks of references to others, which several groups share: a kind and a name that fit into a path, a domain's path.

import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Subdomain, isPathSegmentName } from '#apimachinery/validation.ts';

const segment = (value: string | undefined, at: string): FieldError[] =>
  value ? invalids(at, value, isPathSegmentName(value)) : [field.required(at)];

export const validateKindAndName = (reference: { kind?: string; name?: string } | undefined, at: string) => [
  ...segment(reference?.kind, `${at}.kind`),
  ...segment(reference?.name, `${at}.name`),
];

/** Source: validateIngressTypedLocalObjectReference and the beginning of what extends it. */
export const validateTyped = (
  reference: { apiGroup?: string; kind?: string; name?: string },
  at: string,
): FieldError[] => [
  ...(reference.apiGroup === undefined
    ? []
    : invalids(`${at}.apiGroup`, reference.apiGroup, isDns1123Subdomain(reference.apiGroup))),
  ...validateKindAndName(reference, at),
];

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPath = new RegExp(`^${HTTP_PATH}$`);

/** Source: IsDomainPrefixedPath. */
export function validateDomainPrefixed(value: string, at: string): FieldError[] {
  if (value === '') return [field.required(at)];
  const [domain = '', path] = value.split(/\/(.*)/s);
  if (!domain || !path) return [field.invalid(at, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const errors = invalids(at, domain, isDns1123Subdomain(domain));
  if (httpPath.test(path)) return errors;
  return [...errors, field.invalid(at, path, `Invalid path (regex used for validation is '${HTTP_PATH}')`)];
}
