import { expect, test } from 'vitest';
import { type Beginnings, beginProgram } from './begin-program.ts';
import { parseLesson } from './lesson.ts';

const read = parseLesson(
  'content/lessons/01-test/lesson.yaml',
  `title: { en: t, zh: t }
summary: { en: s, zh: s }
minutes: 1
exercises:
  - { id: here, ask: { en: a, zh: a }, checks: [{ id: c, ask: { en: a, zh: a }, ran: { line: x } }] }
  - { id: hunt, start: {}, ask: { en: a, zh: a }, checks: [{ id: d, ask: { en: a, zh: a }, ran: { line: x } }] }
`,
);
if ('problems' in read) throw new Error(JSON.stringify(read.problems));
const { lesson } = read;

async function begin(args: string, nextSeed?: number, enter: Beginnings['enter'] = () => undefined) {
  const entered: unknown[] = [];
  let [out, err] = ['', ''];
  const program = beginProgram(lesson, {
    nextSeed: () => nextSeed,
    enter(...wanted) {
      entered.push(wanted);
      return enter(...wanted);
    },
  });
  const code = await program({
    argv: ['begin', ...args.split(' ').filter(Boolean)],
    stdout: { write: (text: string) => (out += text) !== '', drained: async () => undefined },
    stderr: { write: (text: string) => (err += text) !== '', drained: async () => undefined },
  } as unknown as Parameters<typeof program>[0]);
  return { code, out, err, entered };
}

test('it enters the cluster of an exercise, from the seed of before', async () => {
  expect(await begin('hunt')).toEqual({
    code: 0,
    out: 'The cluster of hunt takes the place of what was here.\n',
    err: '',
    entered: [['hunt', undefined]],
  });
});

test.each(['hunt --seed 42', '--seed=42 hunt'])('%s: from that seed, and it says how to come back', async (args) => {
  const { out, entered } = await begin(args);
  expect(entered).toEqual([['hunt', 42]]);
  expect(out).toContain('Drawn from seed 42: `begin hunt --seed 42` is this one again.\n');
});

test('--again takes the next seed that draws something else, and refuses where there is none', async () => {
  expect(await begin('hunt --again', 8)).toMatchObject({ code: 0, entered: [['hunt', 8]] });
  expect(await begin('hunt --again')).toMatchObject({
    code: 1,
    err: 'begin: hunt is the same with every seed; begin it with: begin hunt\n',
    entered: [],
  });
});

test.each([
  '',
  'hunt more',
  'hunt --seed',
  'hunt --seed -1',
  'hunt --seed x',
  'hunt --seed 4294967296',
  'hunt --seed 1 --again',
  '--help',
])('%j is told how it is used', async (args) => {
  const { code, err, entered } = await begin(args, 8);
  expect([code, entered]).toEqual([2, []]);
  expect(err).toMatch(/^Usage: begin EXERCISE \[--seed N \| --again\]\n[\s\S]*cluster of their own: hunt\n$/);
});

test('what has no cluster of its own cannot be begun, and whoever keeps the clusters may refuse', async () => {
  expect((await begin('here')).err).toBe('begin: "here" has no cluster of its own; these have: hunt\n');
  expect(await begin('hunt', undefined, () => 'not now')).toMatchObject({ code: 1, out: '', err: 'begin: not now\n' });
});
