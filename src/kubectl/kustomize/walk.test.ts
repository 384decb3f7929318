// A kustomization may be a stranger's, brought by a link: its paths lead to own fields, whatever they are called.
import { afterEach, expect, test } from 'vitest';
import { fieldsAt, splitPath, valueAt } from './field-path.ts';
import { atPath, setField } from './walk.ts';

const NAMES = ['__proto__', 'constructor.prototype'];
const shared = (): unknown => ({ ...Object.getOwnPropertyDescriptors(Object.prototype) })['polluted' as never];
afterEach(() => {
  delete (Object.prototype as { polluted?: unknown }).polluted;
});

test.each(NAMES)('a replacement to %s makes a field of that name', (name) => {
  const object = { kind: 'ConfigMap' };
  const found = fieldsAt(object, splitPath(`${name}.polluted`), 'one');
  expect(found).toHaveProperty('ok');
  for (const { holder, key } of 'ok' in found ? found.ok : []) setField(holder, key, 'one');
  expect(shared()).toBeUndefined();
  expect(JSON.stringify(object)).toContain('"polluted":"one"');
  expect(valueAt(object, splitPath(`${name}.polluted`))).toBe('one');
  expect(valueAt({}, splitPath(`${name}.toString`))).toBeUndefined();
});

test.each(NAMES)('so does a label’s path to %s', (name) => {
  const object = { kind: 'ConfigMap' };
  atPath(object, `${name.replace('.', '/')}/polluted`, true, (holder, field) => setField(holder, field, 'two'));
  expect(shared()).toBeUndefined();
  expect(JSON.stringify(object)).toContain('"polluted":"two"');
  atPath({ kind: 'x' }, name.replace('.', '/'), false, () => expect.unreachable());
});
