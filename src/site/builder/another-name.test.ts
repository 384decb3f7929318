import { expect, test } from 'vitest';
import { textAt } from '#authoring/folder.ts';
import { renameCheck, renameExercise, renameParam } from './another-name.ts';
import { blank, Desk } from './desk.ts';

test('near misses that wait go by the new names too, and the exercise stays at hand', async () => {
  const desk = new Desk();
  await desk.ready;
  const text = `params:
  port: { oneOf: [ 30036 ] } # kept
exercises:
  - id: first
    checks: []
  - id: one
    checks: [ { id: who, ask: { en: "w", zh: "w" }, predict: { right: a } } ]
`;
  const run = ['begin one', 'curl http://web:${port}; answer who a'];
  desk.lay(
    {
      folder: { ...blank().folder, files: { 'lesson.yaml': text } },
      waiting: [{ exercise: 'one', run }],
      typed: { one: ['ls'] },
    },
    'shape',
    'one',
  );
  renameExercise(desk, 'one', 'two');
  renameCheck(desk, 'who', 'by-whom');
  renameParam(desk, 'port', 'door');
  expect(textAt(desk.folder, 'lesson.yaml')).toBe(
    text.replace('id: one', 'id: two').replace('id: who', 'id: by-whom').replace('port:', 'door:'),
  );
  expect([desk.exercise, desk.typedFor('two'), desk.waiting]).toEqual([
    'two',
    ['ls'],
    [{ exercise: 'two', run: ['begin two', 'curl http://web:${door}; answer by-whom a'] }],
  ]);
});
