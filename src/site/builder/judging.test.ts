import { expect, test } from 'vitest';
import { draftOf } from '#authoring/draft.ts';
import { type LessonFolder, textAt } from '#authoring/folder.ts';
import type { Cell, Play, Table } from '#authoring/table.ts';
import type { Waiting } from './desk.ts';
import { inOrder, settled } from './judging.ts';

const cell = (state: Cell['state'], because = ''): Cell => ({ state, because: { en: because, zh: because } });
const plays: readonly Play[] = [
  { kind: 'start', lines: [] },
  { kind: 'solution', lines: ['right'] },
  { kind: 'nearMiss', lines: ['one'] },
  { kind: 'nearMiss', lines: ['two'] },
];
const WORDS = 'connection refused by the server';
const table: Table = {
  rows: [{ id: 'a', cells: [cell('failed'), cell('passed'), cell('passed'), cell('failed', WORDS)], refuses: [] }],
  mutants: [],
};

test('near misses that change places take their columns along', () => {
  const [start, solution, one, two] = plays as [Play, Play, Play, Play];
  const states = (now: readonly Play[]): unknown =>
    inOrder({ table, plays }, now)?.rows[0]?.cells.map(({ state }) => state);
  expect(states(plays)).toEqual(['failed', 'passed', 'passed', 'failed']);
  expect(states([start, solution, two, one])).toEqual(['failed', 'passed', 'failed', 'passed']);
});

test.each<readonly [string, readonly Play[]]>([
  ['one more', [...plays, { kind: 'nearMiss', lines: ['three'] }]],
  ['one less', plays.slice(0, 3)],
  ['as many, another among them', [...plays.slice(0, 3), { kind: 'nearMiss', lines: ['three'] }]],
  ['one of them twice', [...plays.slice(0, 3), plays[2]!]],
  ['another solution', [plays[0]!, { kind: 'solution', lines: ['other'] }, ...plays.slice(2)]],
])('a table is not of other plays: %s', (_, now) => expect(inOrder({ table, plays }, now)).toBeUndefined());

const YAML = `title: { en: "T", zh: "T" }
exercises:
  - id: first
    ask: { en: "Do", zh: "做" }
    checks:
      - id: a
        ask: { en: "A", zh: "A" }
`;
const desk = (waiting: readonly Waiting[], text = YAML): Parameters<typeof settled>[0] => {
  const folder: LessonFolder = { name: '15-a', files: { 'lesson.yaml': text } };
  return { folder, waiting, draft: draftOf(text) };
};
const [one, two, late]: readonly [Waiting, Waiting, Waiting] = [
  { exercise: 'first', run: ['one'] },
  { exercise: 'first', run: ['two'] },
  { exercise: 'first', run: ['late'] },
];
const missesIn = (folder: LessonFolder): unknown =>
  draftOf(textAt(folder, 'lesson.yaml'))!.exercises[0]!.nearMisses.map(({ run, fails, says }) => [run, fails, says]);

test('what a check refuses is written down, with its words; what none refuses, and what came since, waits on', () => {
  const { folder, waiting } = settled(desk([one, two, late]), 'first', [one, two], table, 2);
  expect(waiting).toEqual([one, late]);
  expect(missesIn(folder)).toEqual([[['two'], 'a', WORDS]]);
});

test('a near miss that was taken away meanwhile does not come back, and no other gets its verdict', () => {
  const { folder, waiting } = settled(desk([late]), 'first', [one, two], table, 2);
  expect([waiting, missesIn(folder)]).toEqual([[late], []]);
  // The first has gone: the second keeps its own column.
  expect(missesIn(settled(desk([two]), 'first', [one, two], table, 2).folder)).toEqual([[['two'], 'a', WORDS]]);
});

test('of an exercise that has gone nothing is written', () => {
  const now = desk([two], YAML.replace('id: first', 'id: other'));
  expect(settled(now, 'first', [one, two], table, 2)).toEqual({ folder: now.folder, waiting: [two] });
});
