import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type FieldPlace, placeOf, stepsOf, type Wanted } from './field-place.ts';
import { parseYamlDocuments } from './yaml.ts';

const text = `# Two objects.
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    example.com/a.b: "yes"
spec:
  ports:
    - name: http
      port: 80
      nodePort: 80 # too small
    - {name: https, port: 443, nodePort: 44}
  selector: {app: web}
---
# The second one.
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: two
  template: &pod
    metadata:
      labels:
        app: web
  other: *pod
  strategy:
`;

/** What is underlined. */
function underlined(whole: string, { range }: FieldPlace): string {
  const lines = whole.split('\n').slice(range.line - 1, range.endLine);
  return lines.join('\n').slice(range.column - 1, range.endColumn - 1);
}

test.each<[string, number, Wanted | undefined, string, Partial<FieldPlace>]>([
  ['a value', 0, { field: 'spec.ports[0].nodePort' }, 'nodePort: 80', { isMissing: false, from: 12, to: 12 }],
  ['in a flow', 0, { field: 'spec.ports[1].nodePort' }, 'nodePort: 44', { from: 13, to: 13 }],
  ['an item', 0, { field: 'spec.ports[0]' }, 'name: http', { isMissing: false, from: 10, to: 12 }],
  ['an item by its keys', 0, { field: '.spec.ports[port=443,protocol="TCP"].nodePort' }, 'nodePort: 44', {}],
  ['an item that nobody has numbered', 0, { field: 'spec.ports.nodePort' }, 'nodePort: 80', { from: 12 }],
  ['a key with dots', 0, { field: 'metadata.annotations[example.com/a.b]' }, 'example.com/a.b: "yes"', { from: 7 }],
  ['a mapping', 0, { field: 'metadata.annotations' }, 'annotations', { isMissing: false, from: 6, to: 7 }],
  ['a list', 0, { field: 'spec.ports' }, 'ports', { from: 9, to: 13 }],
  ['a mapping on its line', 0, { field: 'spec.selector' }, 'selector: {app: web}', { from: 14 }],
  ['what is not there', 0, { field: 'spec.externalName' }, 'spec', { isMissing: true, from: 8, to: 14 }],
  ['an item too many', 0, { field: 'spec.ports[2].port' }, 'ports', { isMissing: true, from: 9, to: 13 }],
  ['nothing of all that', 0, { field: 'data' }, 'apiVersion: v1', { isMissing: true, from: 2, to: 14 }],
  ['the whole', 0, undefined, 'apiVersion: v1', { isMissing: true, from: 2, to: 14 }],
  ['the whole of the second', 15, undefined, 'apiVersion: apps/v1', { from: 17, to: 26 }],
  ['a value of the second', 15, { field: 'spec.replicas' }, 'replicas: two', { from: 20 }],
  ['through an alias', 15, { field: 'spec.other.metadata.labels.app' }, 'app: web', { from: 24 }],
  ['nothing behind a key', 15, { field: 'spec.strategy' }, 'strategy:', { isMissing: false, from: 26 }],
])('%s', (_, before, wanted, shown, place) => {
  const found = placeOf(text, before, wanted);
  expect(underlined(text, found)).toBe(shown);
  expect(found).toMatchObject(place);
});

test('of several items the one whose value is of the type that the server did not expect', () => {
  const two = 'ports:\n- port: 80\n- port: http\n';
  expect(placeOf(two, 0, { field: 'ports.port', type: 'string' }).from).toBe(3);
  expect(placeOf(two, 0, { field: 'ports.port', type: 'number' }).from).toBe(2);
});

test('what has no value is of no type that is looked for', () => {
  const bare = 'ports: [{port}, {port: x}]\n';
  expect(underlined(bare, placeOf(bare, 0, { field: 'ports.port', type: 'string' }))).toBe('port: x');
  const empty = 'ports:\n- port:\n- port: {a: 1}\n';
  expect(placeOf(empty, 0, { field: 'ports.port', type: 'object' }).from).toBe(3);
});

test('a path is read as the server writes it', () => {
  expect(stepsOf('spec.ports[0].nodePort')).toEqual(['spec', 'ports', 0, 'nodePort']);
  expect(stepsOf('metadata.annotations[example.com/a.b]')).toEqual(['metadata', 'annotations', 'example.com/a.b']);
  expect(stepsOf('data[a=b]')).toEqual(['data', { keys: { a: 'b' } }]);
  expect(stepsOf('.spec.containers[name="web [1]"].image')).toEqual([
    'spec',
    'containers',
    { keys: { name: 'web [1]' } },
    'image',
  ]);
});

test('a text that is no YAML, or has no such document, has a place too', () => {
  for (const bad of ['', '\n\n', 'a: [', '- - :\n x', '---\n---\n'])
    expect(placeOf(bad, 0, { field: 'spec.ports[0]' }).range.line).toBeGreaterThan(0);
  expect(placeOf('a: 1\n', 7, { field: 'a' }).range).toEqual({ line: 8, column: 1, endLine: 8, endColumn: 2 });
});

/** Values that occur once each, so that what is underlined tells which it is. */
const objects = fc.letrec((tie) => ({
  leaf: fc.constant(undefined),
  list: fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
  map: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}([./-][a-z]{1,4})?$/), tie('value'), { minKeys: 1, maxKeys: 3 }),
  value: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('map'), tie('list')),
}));

/** Gives every leaf a number; its path as the server writes it goes to `paths`. */
function numbered(value: unknown, path: string, paths: string[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => numbered(item, `${path}[${i}]`, paths));
  if (typeof value !== 'object') {
    paths.push(path);
    return `value-${paths.length - 1}.`;
  }
  const step = (key: string): string => (/[./]/.test(key) ? `${path}[${key}]` : path ? `${path}.${key}` : key);
  return Object.fromEntries(
    Object.entries(value as object).map(([key, member]) => [key, numbered(member, step(key), paths)]),
  );
}

test('every value of every document is found where it stands, however it is written', () => {
  const styles = fc.record({
    version: fc.constant('1.1'),
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
    indent: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(objects.map, styles), { minLength: 1, maxLength: 3 }), (documents) => {
      const all = documents.map(([object, style]) => {
        const paths: string[] = [];
        return { paths, text: stringify(numbered(object, '', paths), style as never) };
      });
      const whole = all.map((each) => each.text).join('---\n# between\n');
      const read = parseYamlDocuments(whole);
      if ('error' in read) throw new Error(read.error);
      for (const [i, { paths }] of all.entries())
        for (const [n, field] of paths.entries()) {
          const place = placeOf(whole, read.before[i]!, { field });
          expect(underlined(whole, place), field).toContain(`value-${n}.`);
          expect(place.isMissing, field).toBe(false);
        }
    }),
    { numRuns: 60 },
  );
});
