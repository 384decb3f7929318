import { expect, test } from 'vitest';
import type { CheckVerdict } from '../worker/protocol.ts';
import { type LessonLog, NO_LOG, noted } from './class-log.ts';
import { type ClassPlan, fragmentOf, planIn, readPlan } from './plan.ts';
import { type Results, readResults } from './results.ts';
import { byClass, type CsvWords, csvOf, latest, perExercise, perMisconception } from './tally.ts';

const KNOWN = ['clusterip', 'nodeport'];
const plan: ClassPlan = {
  ...{ portolan: 'class', version: 1, title: 'Net 1 – 网络', lessons: ['nodeport', 'clusterip'], seed: 7 },
  ...{ locale: 'zh', deadline: 'Friday, 5 pm', hints: false },
};

test('a plan comes back from a link and from a file', () => {
  expect(planIn(fragmentOf(plan), KNOWN)).toEqual({ plan });
  expect(readPlan(JSON.stringify(plan), KNOWN)).toEqual({ plan });
  const { seed: _, ...free } = plan;
  expect(readPlan(JSON.stringify(free), KNOWN)).toEqual({ plan: free });
});

test.each<readonly [string, object, string]>([
  ['kind', { portolan: 'progress' }, '{"portolan":"progress"'],
  ['version', { version: 2 }, '2'],
  ['title', { title: ' ' }, '" "'],
  ['title', { title: 'a\nb' }, '"a\\nb"'],
  ['title', { title: 'x'.repeat(121) }, '"xxx'],
  ['lessons', { lessons: [] }, '[]'],
  ['lessons', { lessons: ['nodeport', 'nodeport'] }, '["nodeport","nodeport"]'],
  ['unknown', { lessons: ['../x'] }, '"../x"'],
  ['seed', { seed: -1 }, '-1'],
  ['locale', { locale: 'fr' }, '"fr"'],
  ['deadline', { deadline: 5 }, '5'],
  ['hints', { hints: 'no' }, '"no"'],
])('a plan with another %s is refused: %j', (fault, change, found) => {
  const read = readPlan(JSON.stringify({ ...plan, ...change }), KNOWN);
  expect(read).toMatchObject({ fault });
  expect((read as { found: string }).found).toContain(found);
});

test.each([
  ['json', '#class=%%%'],
  ['json', '#class=e30'.slice(0, 8)],
  ['kind', `#class=${btoa('{}')}`],
])('a link that was cut off is no plan (%s)', (fault, link) => expect(planIn(link, KNOWN)).toMatchObject({ fault }));

const verdict = (state: CheckVerdict['state'], because: string, missed: readonly string[] = []): CheckVerdict => ({
  ...{ exercise: 'one', check: 'a', state, because, missed },
});

test('tries are counted once for each thing that a check said; the first pass is what counts', () => {
  const steps: readonly (readonly [CheckVerdict, number])[] = [
    [verdict('pending', ''), 1],
    [verdict('failed', 'refused', ['wrong port']), 2],
    [verdict('failed', 'refused', ['wrong port']), 3],
    [verdict('failed', 'no name'), 4],
    [verdict('failed', 'refused', ['wrong port']), 5],
    [verdict('passed', 'ok'), 6],
    [verdict('passed', 'ok'), 7],
  ];
  const log = steps.reduce<LessonLog>((so, [one, at]) => noted(so, [one], at), NO_LOG);
  expect(log.exercises).toEqual({ one: { triedAt: 2, passedAt: 6, tries: 3, missed: { 'wrong port': 2 } } });
  expect(noted(log, [verdict('passed', 'ok')], 9)).toBe(log);
});

const course = [
  { slug: 'nodeport', exercises: [{ id: 'open' }] },
  { slug: 'clusterip', exercises: [{ id: 'zero' }, { id: 'one' }] },
];
const plain: CsvWords = { heads: ['class', 'learner'], missed: (_, __, name) => name };

const results = (
  learner: string,
  savedAt: number,
  tries: number,
  missed: Record<string, number>,
  passedAt?: number,
): Results => ({
  ...{ portolan: 'results', version: 1, class: 'Net 1', learner, savedAt },
  lessons: {
    clusterip: {
      seed: 7,
      exercises: { one: { triedAt: 1, tries, missed, ...(passedAt !== undefined && { passedAt }) } },
    },
  },
});

test('results come back from their file', () => {
  const one = results('Ada', 5, 2, { 'wrong port': 1 }, 4);
  expect(readResults(JSON.stringify(one))).toEqual({ results: one });
});

test.each<readonly [string, string]>([
  ['json', 'kubectl'],
  ['kind', '[]'],
  ['version', JSON.stringify({ ...results('Ada', 5, 2, {}), version: 2 })],
  ['learner', JSON.stringify({ ...results('Ada', 5, 2, {}), learner: { toString: 1 } })],
  ['learner', JSON.stringify({ ...results('Ada', 5, 2, {}), savedAt: 1e99 })],
  ['lessons', JSON.stringify({ ...results('Ada', 5, 2, {}), lessons: { '../x': { exercises: {} } } })],
  [
    'lessons',
    JSON.stringify({ ...results('Ada', 5, 2, {}), lessons: { a: { exercises: { b: { tries: -1, missed: {} } } } } }),
  ],
  [
    'lessons',
    '{"portolan":"results","version":1,"class":"","learner":"a","savedAt":1,"lessons":{"__proto__":{"exercises":{}}}}',
  ],
  ['size', 'x'.repeat(2_000_001)],
])('another %s is refused', (fault, text) => expect(readResults(text)).toEqual({ fault }));

test('a class is counted by exercise and by misconception, the last file of each learner', () => {
  const all = latest([
    results('Bob', 9, 3, { 'wrong port': 1, 'no name': 1 }),
    results('Ada', 5, 9, {}),
    results('Ada', 6, 1, { 'wrong port': 1 }, 4),
  ]);
  expect(perExercise(all, course)).toEqual([
    { lesson: 'clusterip', exercise: 'zero', passed: 0, tried: 0, tries: 0 },
    { lesson: 'clusterip', exercise: 'one', passed: 1, tried: 2, tries: 1 },
  ]);
  expect(perMisconception(all)).toEqual([
    { lesson: 'clusterip', exercise: 'one', name: 'wrong port', learners: ['Ada', 'Bob'] },
    { lesson: 'clusterip', exercise: 'one', name: 'no name', learners: ['Bob'] },
  ]);
});

test('files of two classes do not mix, though a learner is in both', () => {
  const other = { ...results('Ada', 4, 8, {}), class: 'Net 2' };
  const all = latest([results('Ada', 5, 9, {}), other, results('Bob', 5, 1, {})]);
  expect(byClass(all).map(([title, own]) => [title, own.map(({ learner }) => learner)])).toEqual([
    ['Net 1', ['Ada', 'Bob']],
    ['Net 2', ['Ada']],
  ]);
});

test('an exercise that another version of the course had comes behind its own', () => {
  const { lessons, ...own } = results('Ada', 5, 2, {});
  const one = lessons['clusterip']!;
  const old = { ...own, lessons: { clusterip: { exercises: { gone: one.exercises['one']!, ...one.exercises } } } };
  expect(perExercise([old], course).map(({ exercise }) => exercise)).toEqual(['zero', 'one', 'gone']);
});

test('as CSV, a learner has a line for each exercise, tried or not; and one if their file has no lesson', () => {
  const csv = csvOf([results('Ada', 0, 2, { port: 1 }, 4), { ...results('Bob', 0, 0, {}), lessons: {} }], course, {
    heads: ['班级', '学习者'],
    missed: (...of) => of.join('/'),
  });
  expect(csv.split('\r\n')).toEqual([
    '班级,学习者',
    'Net 1,Ada,clusterip,zero,,,0,,1970-01-01T00:00:00.000Z,',
    'Net 1,Ada,clusterip,one,1970-01-01T00:00:00.004Z,1970-01-01T00:00:00.001Z,2,clusterip/one/port,1970-01-01T00:00:00.000Z,',
    'Net 1,Bob,,,,,,,1970-01-01T00:00:00.000Z,',
    '',
  ]);
});

test('as CSV: quoted as RFC 4180 has it, and nothing is a formula', () => {
  const hostile = results('=HYPERLINK("http://x","a")', 0, 0, { '@SUM(1)': 2, 'a, "b"': 1 });
  const { lessons } = hostile;
  const csv = csvOf(
    [{ ...hostile, lessons: { clusterip: { ...lessons['clusterip']!, commands: ['-x', 'b'] } } }],
    [],
    plain,
  );
  expect(csv).toBe(
    'class,learner\r\n' +
      `Net 1,"'=HYPERLINK(""http://x"",""a"")",clusterip,one,,1970-01-01T00:00:00.001Z,0,"'@SUM(1) (2×); a, ""b""",1970-01-01T00:00:00.000Z,"'-x\nb"\r\n`,
  );
});
