// Models kube-openapi/pkg/validation/strfmt: the formats that a schema may ask of a string. Others ask nothing.

import { isDns1123Label, isDns1123Subdomain } from '#apimachinery/validation.ts';
import { validCidr, validIp } from '../registry/core/service/ip.ts';

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const uuid = (version: string): ((text: string) => boolean) =>
  matches(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$`, 'i'));

const isDate = (text: string): boolean => {
  const [, y = '', m = '', d = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const at = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)));
  return y !== '' && at.getUTCMonth() === Number(m) - 1 && at.getUTCDate() === Number(d);
};

const isDateTime = (text: string): boolean =>
  isDate(text.slice(0, 10)) &&
  /^[T ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i.test(text.slice(10));

const isUri = matches(/^(\/|[a-z][a-z0-9+.-]*:)[^\s]*$/i);

/** `1h30m`, and words: `2 days`. Source: strfmt ParseDuration. */
const isDuration = (text: string): boolean =>
  /^[+-]?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text) ||
  /^\s*\d+\s*(ns|nanos?|us|µs|micros?|ms|millis?|s|secs?|m|mins?|h|hrs?|hours?|d|days?|w|wks?|weeks?)\s*$/i.test(text);

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matches(/^[0-9a-f]{24}$/i),
  uri: isUri,
  email: matches(/^[^@\s]+@[^@\s]+$/),
  hostname: (text) =>
    text.length <= 255 && /^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.?)+$/.test(text) && !text.endsWith('-'),
  ipv4: (text) => validIp(text) === 'IPv4',
  ipv6: (text) => validIp(text) === 'IPv6',
  cidr: validCidr,
  mac: matches(/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i),
  uuid: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i),
  uuid3: uuid('3'),
  uuid4: uuid('4'),
  uuid5: uuid('5'),
  isbn: matches(/^(97[89][- ]?)?(\d[- ]?){9}[\dXx]$/),
  isbn10: matches(/^(\d[- ]?){9}[\dXx]$/),
  isbn13: matches(/^97[89][- ]?(\d[- ]?){9}\d$/),
  creditcard: matches(/^(\d[ -]?){13,19}$/),
  ssn: matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matches(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/i),
  rgbcolor: matches(/^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/),
  byte: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  password: () => true,
  date: isDate,
  'date-time': isDateTime,
  datetime: isDateTime,
  duration: isDuration,
  'k8s-short-name': (text) => isDns1123Label(text).length === 0,
  'k8s-long-name': (text) => isDns1123Subdomain(text).length === 0,
};

export const isKnownFormat = (format: string): boolean => Object.hasOwn(FORMATS, format);

/** True for what the format allows, and for every format that nobody knows. */
export const fitsFormat = (format: string, text: string): boolean => !isKnownFormat(format) || FORMATS[format]!(text);
