// Rules of custom resources through the server. Texts: apiextensions-apiserver pkg/apiserver/schema/cel and pkg/apis/apiextensions/validation,
// cel-go's checker and interpreter, from their source.

import { expect, test } from 'vitest';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';

await preload();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';
const SCHEMA = 'spec.validation.openAPIV3Schema';

const definition = (spec: object): object => ({
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
      },
    ],
  },
});

function lab(spec: object) {
  const made = new Lab({ nodes: 1 });
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Loose =>
    made.handle({ method, path, body, headers } as never, LEARNER);
  return { call, answer: call('POST', DEFINITIONS, definition(spec)) };
}

const PROPERTIES = {
  n: { type: 'integer' },
  min: { type: 'integer' },
  x: { type: 'number' },
  s: { type: 'string' },
  when: { type: 'string', format: 'date-time' },
  wait: { type: 'string', format: 'duration' },
  flag: { type: 'boolean' },
  tags: { type: 'array', maxItems: 3000, items: { type: 'string' } },
  many: { type: 'array', items: { type: 'string' } },
  labels: { type: 'object', additionalProperties: { type: 'string' } },
  port: { 'x-kubernetes-int-or-string': true },
  'a-b': { type: 'string' },
  if: { type: 'integer' },
  ports: {
    type: 'array',
    maxItems: 10,
    items: { type: 'object', properties: { name: { type: 'string' }, port: { type: 'integer' } } },
  },
  inner: { type: 'object', properties: { n: { type: 'integer' } } },
};
const withRules = (...rules: object[]): object => ({
  type: 'object',
  properties: PROPERTIES,
  'x-kubernetes-validations': rules,
});

/** Undefined: it was stored. */
function judged(rule: object, spec: object): string | undefined {
  const { call, answer } = lab(withRules(rule));
  if (answer.code !== 201) throw new Error(answer.body.message);
  const { body } = call('POST', WIDGETS, { metadata: { name: 'w' }, spec });
  return body.kind === 'Status' ? body.message.replace('Widget.example.com "w" is invalid: ', '') : undefined;
}

test.each([
  ['self.n >= self.min', { n: 2, min: 1 }],
  ['self.n + 1 == 3 && self.x > 1.0', { n: 2, x: 1.5 }],
  ['has(self.n) && !has(self.s)', { n: 1 }],
  ['self.tags.all(t, t.startsWith("a")) && self.tags.size() == 2', { tags: ['a', 'ab'] }],
  ['self.tags.exists_one(t, t == "b") && "a" in self.tags', { tags: ['a', 'b'] }],
  ['self.labels.all(k, self.labels[k] == "1") && "x" in self.labels', { labels: { x: '1' } }],
  ['self.ports.all(p, self.ports.exists_one(q, q.name == p.name))', { ports: [{ name: 'a' }, { name: 'b' }] }],
  ['self.ports.map(p, p.port) == [1, 2]', { ports: [{ port: 1 }, { port: 2 }] }],
  [
    'self.ports.map(p, p.port).sum() == 3 && self.ports.map(p, p.port).isSorted()',
    { ports: [{ port: 1 }, { port: 2 }] },
  ],
  ['self.tags.indexOf("b") == 1 && [3, 1].min() == 1 && [3, 1].max() == 3', { tags: ['a', 'b'] }],
  ['type(self.port) == string ? self.port.endsWith("%") : self.port < 10', { port: '5%' }],
  ['type(self.port) == string ? self.port.endsWith("%") : self.port < 10', { port: 5 }],
  ['self.a__dash__b == "x" && self.__if__ == 1', { 'a-b': 'x', if: 1 }],
  ['self.when > timestamp("2020-01-01T00:00:00Z")', { when: '2021-01-01T00:00:00Z' }],
  ['self.wait == duration("90s")', { wait: '1m30s' }],
  ['self.s.matches("(?i)^A$")', { s: 'a' }],
  // As GRPCRoute has it.
  ['self.s.matches("^(?i)A$")', { s: 'a' }],
  ['self.s.find("[0-9]+") == "12" && self.s.findAll("[0-9]+") == ["12", "3"]', { s: 'a12b3' }],
  [
    'url(self.s).getHost() == "a.b:80" && url(self.s).getPort() == "80" && isURL(self.s)',
    { s: 'https://a.b:80/c?d=e' },
  ],
  ['quantity(self.s).isGreaterThan(quantity("1Gi")) && isQuantity("1x") == false', { s: '2Gi' }],
  ['cidr(self.s).containsIP("10.1.2.3") && ip("::1").isLoopback() && !isIP("1.2.3")', { s: '10.0.0.0/8' }],
  ['!format.dns1123Label().validate(self.s).hasValue()', { s: 'abc' }],
  ['sets.contains(self.tags, ["a"]) && sets.intersects([1], [1, 2])', { tags: ['b', 'a'] }],
  ['self.s.lowerAscii() == "ab" && self.s.charAt(0) == "A" && self.s.replace("B", "c") == "Ac"', { s: 'AB' }],
  ['"%s-%d".format([self.s, self.n]) == "a-1"', { s: 'a', n: 1 }],
  ['self.inner == self.inner && self.?inner.?n.orValue(7) == 7', { inner: {} }],
  ['self.ports.filter(p, p.name.matches("^a\\\\z")).size() == 1', { ports: [{ name: 'a' }, { name: 'ab' }] }],
  ['self.n == 1 ? true : self.flag', { n: 1 }],
])('true: %s', (rule, spec) => {
  expect(judged({ rule }, spec)).toBeUndefined();
});

test.each([
  [{ rule: 'self.n > 1' }, { n: 1 }, 'spec: Invalid value: "object": failed rule: self.n > 1'],
  [{ rule: 'self.n > 1', message: ' too small ' }, { n: 1 }, 'spec: Invalid value: "object": too small'],
  [
    { rule: 'self.n > 1', messageExpression: '"n is %d".format([self.n])', message: 'm' },
    { n: 1 },
    'spec: Invalid value: "object": n is 1',
  ],
  [{ rule: 'self.n > 1', message: 'm', fieldPath: '.inner.n' }, { n: 1 }, 'spec.inner.n: Invalid value: "object": m'],
  [{ rule: 'self.n > 1', message: 'm', reason: 'FieldValueForbidden' }, { n: 1 }, 'spec: Forbidden: m'],
  [{ rule: 'self.n > 1', message: 'm', reason: 'FieldValueRequired' }, { n: 1 }, 'spec: Required value: m'],
  [{ rule: 'self.n > 1', reason: 'FieldValueDuplicate' }, { n: 1 }, 'spec: Duplicate value: "object"'],
  [{ rule: 'self.n > 1' }, { min: 1 }, 'spec: Invalid value: "object": no such key: n evaluating rule: self.n > 1'],
  [
    { rule: 'self.tags[3] == "a"' },
    { tags: [] },
    'spec: Invalid value: "object": index out of bounds: 3 evaluating rule: self.tags[3] == "a"',
  ],
  [
    { rule: '1 / self.n == 1' },
    { n: 0 },
    'spec: Invalid value: "object": division by zero evaluating rule: 1 / self.n == 1',
  ],
  [
    { rule: 'self.port < 10' },
    { port: 'x' },
    `spec: Invalid value: "object": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.port < 10`,
  ],
  [
    { rule: 'self.n > 1' },
    { n: 'x' },
    '[spec.n: Invalid value: "string": spec.n in body must be of type integer: "string", <nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
  ],
])('%j of %j', (rule, spec, expected) => {
  expect(judged(rule, spec)).toBe(expected);
});

test.each([
  ['self.foo > 1', `1:5: undefined field 'foo'`, 4],
  ['foo > 1', `1:1: undeclared reference to 'foo' (in container '')`, 0],
  ['self.s > 1', `1:8: found no matching overload for '_>_' applied to '(string, int)'`, 7],
  ['self.s + 1 == "a"', `1:8: found no matching overload for '_+_' applied to '(string, int)'`, 7],
  ['self.s.startsWith(1)', `1:18: found no matching overload for 'startsWith' applied to 'string.(int)'`, 17],
  ['self.s.nope()', `1:12: undeclared reference to 'nope' (in container '')`, 11],
  ['1 in self.tags', `1:3: found no matching overload for '@in' applied to '(int, list(string))'`, 2],
  ['self.tags == ["a", 1]', `1:20: expected type 'string' but found 'int'`, 19],
  [
    'self.n +',
    `1:9: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}`,
    8,
  ],
  ['has(self.n) && self.n', `1:13: found no matching overload for '_&&_' applied to '(bool, int)'`, 12],
])('a rule with a mistake: %s', (rule, expected, column) => {
  const { answer } = lab(withRules({ rule }));
  const shown = JSON.stringify({
    Rule: rule,
    Message: '',
    MessageExpression: '',
    Reason: null,
    FieldPath: '',
    OptionalOldSelf: null,
  })
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026');
  expect(answer.body.message).toBe(
    `CustomResourceDefinition.apiextensions.k8s.io "widgets.example.com" is invalid: ${SCHEMA}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: ${shown}: compilation failed: ERROR: <input>:${expected}\n | ${rule}\n | ${'.'.repeat(column)}^`,
  );
});

const AT = `${SCHEMA}.properties[spec].x-kubernetes-validations[0]`;
test.each([
  [{ rule: ' ' }, `${AT}.rule: Required value: rule is not specified`],
  [{ rule: 'true', message: ' ' }, `${AT}.message: Invalid value: " ": must be non-empty if specified`],
  [{ rule: 'true\n&& true' }, `${AT}.message: Required value: message must be specified if rule contains line breaks`],
  [
    { rule: 'true', reason: 'Nope' },
    `${AT}.reason: Unsupported value: "Nope": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
  ],
  [{ rule: 'true', fieldPath: '.nope' }, `${AT}.fieldPath: Invalid value: ".nope": must be a valid path`],
])('a rule that says %j', (rule, expected) => {
  expect(lab(withRules(rule)).answer.body.message).toContain(expected);
});

test('what a rule or its message comes to', () => {
  expect(lab(withRules({ rule: 'self.n' })).answer.body.message).toContain('cel expression must evaluate to a bool');
  expect(lab(withRules({ rule: 'true', messageExpression: 'self.n' })).answer.body.message).toContain(
    'messageExpression must evaluate to a string',
  );
});

test('a change is judged by what was there before', () => {
  const { call } = lab({
    type: 'object',
    properties: {
      fixed: {
        type: 'string',
        'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'may not change' }],
      },
      once: {
        type: 'string',
        'x-kubernetes-validations': [
          { rule: 'oldSelf.hasValue() || self == "first"', optionalOldSelf: true, message: 'begins with first' },
        ],
      },
      ports: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        items: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string' },
            port: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf' }] },
          },
        },
      },
    },
  });
  const put = (spec: object): Loose => {
    const { metadata } = call('GET', `${WIDGETS}/w`).body;
    return call('PUT', `${WIDGETS}/w`, { metadata, spec }).body.message;
  };
  const said = (text: string): string => `Widget.example.com "w" is invalid: ${text}`;
  expect(call('POST', WIDGETS, { metadata: { name: 'w' }, spec: { once: 'second' } }).body.message).toBe(
    said('spec.once: Invalid value: "string": begins with first'),
  );
  const ports = [
    { name: 'a', port: 1 },
    { name: 'b', port: 2 },
  ];
  expect(call('POST', WIDGETS, { metadata: { name: 'w' }, spec: { once: 'first', ports } }).code).toBe(201);
  expect(put({ fixed: 'x', once: 'second', ports: ports.toReversed() })).toBeUndefined();
  expect(put({ fixed: 'y', ports })).toBe(said('spec.fixed: Invalid value: "string": may not change'));
  expect(put({ fixed: 'x', ports: [{ name: 'b', port: 1 }] })).toBe(
    said('spec.ports[0].port: Invalid value: "integer": failed rule: self >= oldSelf'),
  );
});

test('what an update leaves alone is let through, with a warning', () => {
  const { call } = lab({ type: 'object', properties: PROPERTIES });
  call('POST', WIDGETS, { metadata: { name: 'w' }, spec: { n: 1, inner: { n: 1 } } });
  const inner = { ...PROPERTIES.inner, 'x-kubernetes-validations': [{ rule: 'self.n > 1' }] };
  const merge = { 'content-type': 'application/merge-patch+json' };
  call(
    'PATCH',
    `${DEFINITIONS}/widgets.example.com`,
    definition({ type: 'object', properties: { ...PROPERTIES, inner } }),
    merge,
  );
  const { code, headers } = call('PATCH', `${WIDGETS}/w`, { spec: { n: 5 } }, merge);
  expect([code, headers?.warning]).toEqual([200, 'spec.inner: Invalid value: "object": failed rule: self.n > 1']);
  expect(call('PATCH', `${WIDGETS}/w`, { spec: { inner: { n: 0 } } }, merge).code).toBe(422);
});

test('below a list whose items have no names, nobody knows what was there before', () => {
  const items = { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] };
  const { answer } = lab({ type: 'object', properties: { tags: { type: 'array', items } } });
  const tags = `${SCHEMA}.properties[spec].properties[tags]`;
  expect(answer.body.message).toContain(
    `${tags}.items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${tags}`,
  );
});

test('what is not simulated is told of, and a loop that would not end is refused', () => {
  const { answer, call } = lab(withRules({ rule: 'semver(self.s).major() == 1' }));
  expect(answer.headers.warning).toContain('Portolan does not simulate semver in x-kubernetes-validations');
  expect(call('POST', WIDGETS, { metadata: { name: 'w' }, spec: { tags: [''] } }).code).toBe(201);
  const tags = Array.from({ length: 2000 }, (_, i) => `t${i}`);
  expect(judged({ rule: 'self.tags.all(a, self.tags.exists_one(b, a == b))' }, { tags })).toContain(
    `'operation cancelled: actual cost limit exceeded': no further validation rules will be run`,
  );
});

test('a rule that may take too long is refused where it is written', () => {
  const TOO_COSTLY =
    'Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';
  const { answer } = lab(withRules({ rule: 'self.many.all(a, self.many.exists_one(b, a == b))' }));
  expect(answer.body.message).toContain(`${AT}.rule: ${TOO_COSTLY}`);
  const all = { type: 'array', items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self != ""' }] } };
  expect(lab({ type: 'object', properties: { all } }).answer.code).toBe(201);
  expect(lab(withRules({ rule: 'self.many.all(a, a != "")' })).answer.code).toBe(201);
  const inner = {
    type: 'array',
    items: { type: 'string' },
    'x-kubernetes-validations': [{ rule: 'self.all(a, a != "")' }],
  };
  expect(lab({ type: 'object', properties: { all: { type: 'array', items: inner } } }).answer.body.message).toContain(
    TOO_COSTLY,
  );
});
