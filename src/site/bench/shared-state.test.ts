import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fragmentOf, type SharedState, sharedStateIn } from './shared-state.ts';

const state: SharedState = {
  seed: 42,
  commands: ['kubectl apply -f - <<EOF\nkind: Service\nEOF', 'echo 中文 "quoted"'],
  files: { 'service.yaml': 'kind: Service\n' },
  begins: 'two-apps',
};
const when = { start: 1_800_000_000, pauses: [300, 0, 12_000], terminals: [0, 1] };
const fragment = (value: unknown): string => `#state=${deflateRawSync(JSON.stringify(value)).toString('base64url')}`;

test('what was put into a link comes out of it', async () => {
  const link = await fragmentOf(state);
  expect(link).toMatch(/^#state=[\w-]+$/);
  expect(await sharedStateIn(link)).toEqual(state);
  expect(await sharedStateIn(await fragmentOf({ ...state, when }))).toEqual({ ...state, when });
});

test('a link of an earlier version opens, and says nothing of when', async () => {
  // `{"v":1,"seed":7,"commands":["ls"],"files":{}}`, as it was made.
  expect(await sharedStateIn('#state=q1YqU7Iy1FEqTk1NUbIy11FKzs_NTcxLKVayilbKKVaK1VFKy8xJLVayqq6tBQA')).toEqual({
    ...{ seed: 7, commands: ['ls'], files: {} },
  });
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
  ['pauses of other lines', fragment({ v: 1, ...state, ...when, pauses: [1, 2] })],
  ['time that goes back', fragment({ v: 1, ...state, ...when, pauses: [300, -1, 0] })],
  ['more time than anyone waits for', fragment({ v: 1, ...state, ...when, pauses: [6e8, 1, 6e8] })],
  ['a beginning before all certificates', fragment({ v: 1, ...state, ...when, start: 0 })],
  ['a terminal that no bench has', fragment({ v: 1, ...state, ...when, terminals: [0, 4] })],
  ['a file elsewhere', fragment({ v: 1, ...state, files: { '../.kube/config': '' } })],
  ['what inflates without end', fragment({ v: 1, ...state, files: { a: 'a'.repeat(5_000_000) } })],
])('a link with %s is refused', async (_, link) => {
  expect(await sharedStateIn(link)).toBeUndefined();
});
