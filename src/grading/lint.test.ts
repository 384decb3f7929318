import { expect, test } from 'vitest';
import type { Lesson } from './lesson.ts';
import { lintProse } from './lint.ts';
import { showProblem } from './problem.ts';
import { NO_START } from './start.ts';

const text = { en: '', zh: '' };
const exercise = (id: string): Lesson['exercises'][number] => ({
  id,
  ask: text,
  needs: [],
  checks: [],
  hints: [],
  solution: [],
  alternatives: [],
  nearMisses: [],
  letsThrough: [],
});
const lesson: Lesson = {
  slug: 'x',
  title: text,
  summary: text,
  minutes: 1,
  start: NO_START,
  params: [],
  letsThrough: [],
  exercises: [exercise('one'), exercise('two')],
};

const PROSE = `# Title

<Run>kubectl get pods</Run>
<Exercise id="one"/>
<Map />
<Exercise id="two"/>
`;
const lint = (zh: string | undefined, en: string | undefined = PROSE): readonly string[] =>
  lintProse(lesson, 'dir', { en, zh }).map(showProblem);

test('the same blocks in other words are right', () => {
  expect(lint(PROSE.replace('# Title', '# 标题'))).toEqual([]);
});

test.each([
  [
    'another command',
    'kubectl get pods',
    'kubectl get svc',
    3,
    'block 1',
    'Run kubectl get pods',
    'Run kubectl get svc',
  ],
  ['another block', '<Map />', '<Trace />', 5, 'block 3', 'Map', 'Trace'],
  ['a block less', '<Map />', '', 6, 'block 3', 'Map', 'Exercise two'],
  ['a block more', '<Map />', '<Map />\n<Quiz id="q"/>', 6, 'block 4', 'Exercise two', 'Quiz'],
])('languages differ by %s', (_what, from, to, line, block, expected, found) => {
  expect(lint(PROSE.replace(from, to))).toEqual([
    `dir/zh.mdx:${line}: LanguagesDiffer: ${block} is not that of en.mdx\n  expected: ${expected}\n  found:    ${found}\n  to do:    Every language has the same exercises, commands and blocks, in the same order.`,
  ]);
});

test('languages differ where one ends early', () => {
  const longer = `${PROSE}<Compare />\n`;
  expect(lint(PROSE, longer)).toEqual([expect.stringContaining('expected: Compare\n  found:    no more blocks')]);
  expect(lint(longer)).toEqual([expect.stringContaining('expected: no more blocks\n  found:    Compare')]);
});

test('a language without prose', () => {
  expect(lint(undefined)).toEqual([
    'dir/zh.mdx: NoProse: the lesson has no prose in this language\n  to do:    Write dir/zh.mdx, with the same blocks as the others.',
  ]);
});

test('an exercise that lesson.yaml does not have, and one that stands nowhere', () => {
  const wrong = PROSE.replace('"two"', '"three"');
  expect(lint(wrong, wrong).filter((shown) => shown.startsWith('dir/en'))).toEqual([
    'dir/en.mdx:6: NoSuchExercise: <Exercise id="three"/> is not in lesson.yaml\n  expected: one of one, two\n  found:    three\n  to do:    Mend the id, or add the exercise.',
    'dir/en.mdx: ExerciseNotPlaced: exercise two stands nowhere in the prose\n  to do:    Place it: <Exercise id="two"/>',
  ]);
});
