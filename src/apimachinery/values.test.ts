// Names, durations, quantities, field selectors, media types: small tables of cases.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { humanDuration, parseGoDuration } from './duration.ts';
import { matchesFields, parseFieldSelector } from './fields.ts';
import { canonicalQuantity, parseQuantity } from './quantity.ts';
import { negotiate } from './table.ts';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  isValidPortName,
  isWildcardDns1123Subdomain,
} from './validation.ts';

test.each([
  [119, '119s'],
  [120, '2m'],
  [125, '2m5s'],
  [600, '10m'],
  [10_799, '179m'],
  [10_800, '3h'],
  [12_000, '3h20m'],
  [28_800, '8h'],
  [172_800, '2d'],
  [180_000, '2d2h'],
  [691_200, '8d'],
  [63_072_000, '2y'],
  [65_000_000, '2y22d'],
  [-1.5, '0s'],
  [-3, '<invalid>'],
])('%d seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds * 1000)).toBe(text);
});

test('Go durations', () => {
  expect(['1m30s', '1.5h', '250ms', '-2s', '0', '5', '', '1x'].map(parseGoDuration)).toEqual([
    90_000,
    5_400_000,
    250,
    -2000,
    0,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ['1000m', '1'],
  ['0.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['1024', '1024'],
  ['1024Ki', '1Mi'],
  ['512Ki', '512Ki'],
  ['1e3', '1e3'],
  ['100000', '100k'],
  ['0', '0'],
  ['-0.1', '-100m'],
  ['1.25', '1250m'],
  ['abc', undefined],
  ['1 Gi', undefined],
  ['', undefined],
])('quantity %s is written back as %s', (text, expected) => {
  expect(canonicalQuantity(text)).toBe(expected);
});

test('a canonical quantity stays as it is, and keeps its value', () => {
  const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi');
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), suffix, (n, unit) => {
      const canonical = canonicalQuantity(`${n}${unit}`)!;
      expect(canonicalQuantity(canonical)).toBe(canonical);
      expect(parseQuantity(canonical)).toBeCloseTo(parseQuantity(`${n}${unit}`)!);
    }),
  );
});

test('names, in upstream words', () => {
  expect(isDns1035Label('Bad_Name')).toEqual([
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  ]);
  expect(isDns1123Label('a.b')).toEqual(['must not contain dots']);
  expect(isDns1123Subdomain('Foo_bar')).toEqual([
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ]);
  expect(isDns1123Label('a'.repeat(64))).toEqual(['must be no more than 63 characters']);
  expect(isValidPortName('8080')).toEqual(['must contain at least one letter (a-z)']);
  expect(isQualifiedName('example.com/app')).toEqual([]);
  expect(isQualifiedName('/app')).toEqual(['prefix part must be non-empty']);
  expect(isWildcardDns1123Subdomain('*.example.com')).toEqual([]);
});

test('field selectors', () => {
  expect(parseFieldSelector('a=b,c!=d\\,e')).toEqual([
    { field: 'a', operator: '=', value: 'b' },
    { field: 'c', operator: '!=', value: 'd,e' },
  ]);
  expect(parseFieldSelector('foo')).toEqual({ error: "invalid selector: 'foo'; can't understand 'foo'" });
  expect(matchesFields([{ field: 'a', operator: '!=', value: 'b' }], () => 'c')).toBe(true);
});

test('what an Accept header asks for', () => {
  const table =
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
  expect(negotiate(table)).toMatchObject({
    as: 'Table',
    version: 'v1',
    contentType: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  });
  expect(negotiate('application/vnd.kubernetes.protobuf,application/json')?.as).toBe('object');
  expect(negotiate('text/html')).toBeUndefined();
});
