// Models apimachinery/pkg/util/validation: the rules for names, labels and ports. Each returns what is wrong; empty means valid.

const DNS1123_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`;
const DNS1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const WILDCARD_SUBDOMAIN = `\\*\\.${DNS1123_SUBDOMAIN}`;
const CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+';
const HTTP_HEADER_NAME = '[-A-Za-z0-9]+';
const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORE_SUBDOMAIN = `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`;

const anchored = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const dns1123Label = anchored(DNS1123_LABEL);
const dns1123Subdomain = anchored(DNS1123_SUBDOMAIN);
const dns1035Label = anchored(DNS1035_LABEL);
const qualifiedName = anchored(QUALIFIED_NAME);
const labelValue = anchored(LABEL_VALUE);
const wildcardSubdomain = anchored(WILDCARD_SUBDOMAIN);
const configMapKey = anchored(CONFIG_MAP_KEY);
const httpHeaderName = anchored(HTTP_HEADER_NAME);
const underscoreSubdomain = anchored(UNDERSCORE_SUBDOMAIN);

const bytes = (text: string): number => new TextEncoder().encode(text).length;
export const maxLengthError = (length: number): string => `must be no more than ${length} characters`;

/** `message (e.g. 'a',  or 'b', regex used for validation is 'r')`. The double space is upstream's. */
function regexError(message: string, pattern: string, ...examples: string[]): string {
  return `${message} (e.g. ${examples.map((e) => `'${e}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const DNS1035_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const QUALIFIED_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const HEADER_MESSAGE = "a valid HTTP header must consist of alphanumeric characters or '-'";
const UNDERSCORE_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const WILDCARD_MESSAGE =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";

export function isDns1123Label(value: string): string[] {
  const errors = bytes(value) > 63 ? [maxLengthError(63)] : [];
  if (!dns1123Label.test(value)) {
    // Source: IsDNS1123Label: a dotted name is told apart, because it is the usual mistake.
    errors.push(
      dns1123Subdomain.test(value) && value.includes('.')
        ? 'must not contain dots'
        : regexError(LABEL_MESSAGE, DNS1123_LABEL, 'my-name', '123-abc'),
    );
  }
  return errors;
}

export function isDns1123Subdomain(value: string): string[] {
  const errors = bytes(value) > 253 ? [maxLengthError(253)] : [];
  if (!dns1123Subdomain.test(value)) errors.push(regexError(SUBDOMAIN_MESSAGE, DNS1123_SUBDOMAIN, 'example.com'));
  return errors;
}

export function isWildcardDns1123Subdomain(value: string): string[] {
  const errors = bytes(value) > 253 ? [maxLengthError(253)] : [];
  if (!wildcardSubdomain.test(value)) errors.push(regexError(WILDCARD_MESSAGE, WILDCARD_SUBDOMAIN, '*.example.com'));
  return errors;
}

export function isDns1035Label(value: string): string[] {
  const errors = bytes(value) > 63 ? [maxLengthError(63)] : [];
  if (!dns1035Label.test(value)) errors.push(regexError(DNS1035_MESSAGE, DNS1035_LABEL, 'my-name', 'abc-123'));
  return errors;
}

/** A label or annotation key: `name` or `prefix/name`. */
export function isQualifiedName(value: string): string[] {
  const parts = value.split('/');
  const errors: string[] = [];
  let name = value;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    name = parts[1]!;
    if (prefix === '') errors.push('prefix part must be non-empty');
    else errors.push(...isDns1123Subdomain(prefix).map((m) => `prefix part ${m}`));
  } else if (parts.length > 2) {
    return [
      `a qualified name ${regexError(QUALIFIED_MESSAGE, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (bytes(name) > 63) errors.push(`name part ${maxLengthError(63)}`);
  if (!qualifiedName.test(name)) {
    errors.push(`name part ${regexError(QUALIFIED_MESSAGE, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')}`);
  }
  return errors;
}

export function isLabelValue(value: string): string[] {
  const errors = bytes(value) > 63 ? [maxLengthError(63)] : [];
  if (!labelValue.test(value))
    errors.push(regexError(LABEL_VALUE_MESSAGE, LABEL_VALUE, 'MyValue', 'my_value', '12345'));
  return errors;
}

export function isValidPortNum(value: number): string[] {
  return Number.isInteger(value) && value >= 1 && value <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

/** An IANA service name, as a container's port or a string target port is named. */
export function isValidPortName(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 15) errors.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** A key of a ConfigMap or Secret. */
export function isConfigMapKey(value: string): string[] {
  const errors = bytes(value) > 253 ? [maxLengthError(253)] : [];
  if (!configMapKey.test(value)) {
    errors.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        CONFIG_MAP_KEY,
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  }
  if (value === '.') errors.push("must not be '.'");
  else if (value === '..') errors.push("must not be '..'");
  else if (value.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

/** Source: IsRelaxedEnvVarName, which v1.34 asks always. */
export function isEnvVarName(value: string): string[] {
  return /^[\x20-\x3c\x3e-\x7e]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Of a header that a probe sends. */
export function isHttpHeaderName(value: string): string[] {
  if (httpHeaderName.test(value)) return [];
  return [regexError(HEADER_MESSAGE, HTTP_HEADER_NAME, 'X-Header-Name')];
}

/** A domain of a DNS search list, where labels may have underscores. */
export function isDns1123SubdomainWithUnderscore(value: string): string[] {
  const errors = bytes(value) > 253 ? [maxLengthError(253)] : [];
  if (!underscoreSubdomain.test(value)) {
    errors.push(regexError(UNDERSCORE_MESSAGE, UNDERSCORE_SUBDOMAIN, 'example.com'));
  }
  return errors;
}

/** A user's or a group's number. Source: IsValidUserID, IsValidGroupID. */
export const isValidId = (id: number): string[] =>
  id >= 0 && id <= 2147483647 ? [] : ['must be between 0 and 2147483647, inclusive'];

/** A name that only has to be one segment of a URL's path: RBAC's objects. */
export function isPathSegmentName(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((c) => value.includes(c)).map((c) => `may not contain '${c}'`);
}
