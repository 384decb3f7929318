import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonSyntaxError, summarizeData } from './go-json.ts';

// Expected texts: encoding/json scanner.go and its tests.
test.each([
  ['', 'unexpected end of JSON input'],
  ['{', 'unexpected end of JSON input'],
  ['{"a":1', 'unexpected end of JSON input'],
  ['x', "invalid character 'x' looking for beginning of value"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['{} x', "invalid character 'x' after top-level value"],
  ['tru', 'unexpected end of JSON input'],
  ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['-x', "invalid character 'x' in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1ex', "invalid character 'x' in exponent of numeric literal"],
  ['"\\q"', "invalid character 'q' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['01', "invalid character '1' after top-level value"],
  ["'a'", "invalid character '\\'' looking for beginning of value"],
])('%j: %s', (text, message) => {
  expect(jsonSyntaxError(text)).toBe(message);
});

test('it complains of exactly what JSON.parse refuses', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '1',
    '-',
    '0',
    '.5',
    'e1',
    'true',
    'nul',
    ' ',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(jsonSyntaxError(text) === undefined).toBe(valid);
    }),
    { numRuns: 3000 },
  );
});

test('a body that is nested too deep costs no stack', () => {
  expect(jsonSyntaxError('['.repeat(200_000))).toBe('exceeded max depth');
});

test.each([
  ['', '<empty>'],
  ['[1]', '5b315d'],
  [`{"a":"${'x'.repeat(40)}"}`, '{"a":"xxxxxxxxxxxxxxxxxxxxxxxx ...'],
])('summary of %j', (text, shown) => expect(summarizeData(text)).toBe(shown));
