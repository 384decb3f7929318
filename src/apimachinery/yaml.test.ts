import { expect, test } from 'vitest';
import { parseYamlDocuments, toYaml } from './yaml.ts';

// The expected texts were printed by `kubectl create configmap … --dry-run=client -o yaml`.
test('toYaml quotes, folds and sorts as kubectl does', () => {
  expect(
    toYaml({
      a: 'the quick brown fox jumps over the lazy dog again and again and again until the cows come home: yes # it goes on and on without end, amen',
      aa: '0b11',
      ab: '+1',
      ac: '0o7',
      ad: '017',
      ae: '!x',
      af: 'a #b',
      ag: '---',
      ah: '-',
      ai: '?',
      aj: 'x\n \ny',
      ak: '\nx',
      al: 'x\n\n',
      b: '10:30',
      c: 'yes',
      d: 'a\tb',
      e: 'l1\nl2',
      f: '2020-01-01',
      h: '- a',
      i: 'quick brown fox jumps over the lazy dog again and again and again until the cows come home and again and again',
      j: ' lead\nx',
      n: "'q'",
      o: 'say "x"',
      p: 'trail\n',
      q: 'a \nb',
      s: '=',
      t: '<<',
      u: '@x',
      v: 'é漢😀',
      w: 'a:b',
      x: '[a',
      y: '1_000',
      z: '.5',
    }),
  ).toBe(`a: 'the quick brown fox jumps over the lazy dog again and again and again until the
  cows come home: yes # it goes on and on without end, amen'
aa: "0b11"
ab: "+1"
ac: "0o7"
ad: "017"
ae: '!x'
af: 'a #b'
ag: '---'
ah: '-'
ai: '?'
aj: "x\\n \\ny"
ak: |2-

  x
al: |+
  x

b: "10:30"
c: "yes"
d: "a\\tb"
e: |-
  l1
  l2
f: "2020-01-01"
h: '- a'
i: quick brown fox jumps over the lazy dog again and again and again until the cows
  come home and again and again
j: |2-
   lead
  x
"n": '''q'''
o: say "x"
p: |
  trail
q: "a \\nb"
s: =
t: <<
u: '@x'
v: "é漢\\U0001F600"
w: a:b
x: '[a'
"y": "1_000"
z: ".5"
`);
  expect(toYaml({ spec: { ports: [{ port: 80, name: 'http' }, []], selector: {}, none: null }, kind: 'X' })).toBe(
    'kind: X\nspec:\n  none: null\n  ports:\n  - name: http\n    port: 80\n  - []\n  selector: {}\n',
  );
});

test.each([
  ['a: b\n c: d\n', 'yaml: line 2: mapping values are not allowed in this context'],
  [
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [a, b\ndata: {}\n',
    "yaml: line 4: did not find expected ',' or ']'",
  ],
  ['a: [\n', 'yaml: line 1: did not find expected node content'],
  ['a: [b,', 'yaml: line 1: did not find expected node content'],
  ['x: y\na: {b: \n', 'yaml: line 2: did not find expected node content'],
  ['a: [b\n', "yaml: line 1: did not find expected ',' or ']'"],
  ['a: }\n', 'yaml: did not find expected node content'],
  ['a: "x\nb: c\n', 'yaml: line 3: found unexpected end of stream'],
  ['a:\n\tb: c\n', 'yaml: line 2: found character that cannot start any token'],
  ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
  ['a: b\nfoo\n', "yaml: line 3: could not find expected ':'"],
  ['a: @b\nc: d\n', 'yaml: found character that cannot start any token'],
  ['a: b\n d\n  x: y: z\n', 'yaml: line 3: mapping values are not allowed in this context'],
  ['a:\n  - b\n  c: d\n', "yaml: line 2: did not find expected '-' indicator"],
  ['a: b\n- c\n', 'yaml: line 1: did not find expected key'],
  ['- c\nb: a\n', "yaml: line 1: did not find expected '-' indicator"],
  ['x:\n    a: b\n  c: d\n', 'yaml: line 2: did not find expected key'],
])('go-yaml says of %j: %s', (text, error) => {
  expect(parseYamlDocuments(text)).toMatchObject({ error });
});

test('documents are read as YAML 1.1 without base 60 and times', () => {
  expect(
    parseYamlDocuments('# none\n---\na: yes\nb: 0777\nc: 10:30\nd: 2020-01-01\n8: x\n---\n---\n- 1_000\n- ~\n'),
  ).toEqual({
    ok: [{ a: true, b: 511, c: '10:30', d: '2020-01-01', 8: 'x' }, [1000, null]],
    before: [2, 9],
    duplicates: [],
  });
  expect(parseYamlDocuments('a: 1\na: 2\n')).toMatchObject({ ok: [{ a: 2 }], duplicates: [{ key: 'a', line: 2 }] });
});

// Source: go-yaml v2 resolve.go and strconv.ParseInt with base 0.
test.each([
  ['e1', 'e1'],
  ['E5', 'E5'],
  ['e+1', 'e+1'],
  ['.e3', '.e3'],
  ['.', '.'],
  ['-.', '-.'],
  ['+', '+'],
  ['1e3', 1000],
  ['-1.5E-1', -0.15],
  ['.5', 0.5],
  ['.5e1', 5],
  ['1.', 1],
  ['1_000', 1000],
  ['017', 15],
  ['0o17', 15],
  ['08', 8],
  ['0x1F', 31],
  ['0b11', 3],
  ['.inf', Number.POSITIVE_INFINITY],
])('the word %s is %s', (word, value) => {
  expect(parseYamlDocuments(`a: ${word}`)).toMatchObject({ ok: [{ a: value }] });
});
