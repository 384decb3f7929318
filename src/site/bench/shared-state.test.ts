import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fragmentOf, type SharedState, sharedStateIn } from './shared-state.ts';

const state: SharedState = {
  seed: 42,
  commands: ['kubectl apply -f - <<EOF\nkind: Service\nEOF', 'echo 中文 "quoted"'],
  files: { 'service.yaml': 'kind: Service\n' },
  begins: 'two-apps',
};
const fragment = (value: unknown): string => `#state=${deflateRawSync(JSON.stringify(value)).toString('base64url')}`;

test('what was put into a link comes out of it', async () => {
  const link = await fragmentOf(state);
  expect(link).toMatch(/^#state=[\w-]+$/);
  expect(await sharedStateIn(link)).toEqual(state);
});

test.each([
  ['another fragment', '#exercise-1'],
  ['no base64', '#state=%%%'],
  ['nothing that inflates', '#state=AAAA'],
  ['cut off', fragment({ v: 1, ...state }).slice(0, 40)],
  ['no JSON object', fragment(null)],
  ['of a version to come', fragment({ v: 2, ...state })],
  ['a seed that is none', fragment({ v: 1, ...state, seed: '1' })],
  ['keys that no one types', fragment({ v: 1, ...state, commands: ['echo \x1b]0;title\x07'] })],
  ['a command that is none', fragment({ v: 1, ...state, commands: [{ toString: 'x' }] })],
  ['more commands than anyone reads', fragment({ v: 1, ...state, commands: Array(201).fill('true') })],
  ['a beginning that is no name', fragment({ v: 1, ...state, begins: '../x' })],
  ['a file elsewhere', fragment({ v: 1, ...state, files: { '../.kube/config': '' } })],
  ['what inflates without end', fragment({ v: 1, ...state, files: { a: 'a'.repeat(5_000_000) } })],
])('a link with %s is refused', async (_, link) => {
  expect(await sharedStateIn(link)).toBeUndefined();
});
