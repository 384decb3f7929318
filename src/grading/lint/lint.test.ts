import { expect, test } from 'vitest';
import type { Lesson } from '../lesson.ts';
import { showProblem } from '../problem.ts';
import { NO_START } from '../start.ts';
import { lintProse } from './prose.ts';

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
<Compare />
<Exercise id="two"/>
`;
const lint = (zh: string | undefined, en: string | undefined = PROSE): readonly string[] =>
  lintProse(lesson, 'dir', { en, zh }).map(({ column: _, ...problem }) => showProblem(problem));

test('the same blocks in other words are right', () => {
  expect(lint(PROSE.replace('# Title', '# 标题'))).toEqual([]);
});

test.each([
  [
    'another command',
    'kubectl get pods',
    'kubectl get svc',
    3,
    'block 2',
    'Run kubectl get pods',
    'Run kubectl get svc',
  ],
  ['another block', '<Compare />', '<Object />', 5, 'block 4', 'Compare', 'Object'],
  ['a block less', '<Compare />', '', 6, 'block 4', 'Compare', 'Exercise two'],
  ['a block more', '<Compare />', '<Compare />\n<CheatSheet/>', 6, 'block 5', 'Exercise two', 'CheatSheet'],
])('languages differ by %s', (_what, from, to, line, block, expected, found) => {
  expect(lint(PROSE.replace(from, to))).toEqual([
    `dir/zh.mdx:${line}: LanguagesDiffer: ${block} is not that of en.mdx\n  expected: ${expected}\n  found:    ${found}\n  to do:    Every language has the same exercises, commands, headings and blocks, in the same order.`,
  ]);
});

test('languages differ where one ends early', () => {
  const longer = `${PROSE}<Compare />\n`;
  expect(lint(PROSE, longer)).toEqual([expect.stringContaining('expected: Compare\n  found:    no more blocks')]);
  expect(lint(longer)).toEqual([expect.stringContaining('expected: no more blocks\n  found:    Compare')]);
});

test('a language without prose', () => {
  expect(lint(undefined)).toEqual([
    'dir/zh.mdx:1: NoProse: the lesson has no prose in this language\n  to do:    Write dir/zh.mdx, with the same blocks as the others.',
  ]);
});

test('an exercise that lesson.yaml does not have, and one that stands nowhere', () => {
  const wrong = PROSE.replace('"two"', '"three"');
  expect(lint(wrong, wrong).filter((shown) => shown.startsWith('dir/en'))).toEqual([
    'dir/en.mdx:6: NoSuchExercise: <Exercise id="three"/> is not in lesson.yaml\n  expected: one of one, two\n  found:    three\n  to do:    Mend the id, or add the exercise.',
    'dir/en.mdx:7: ExerciseNotPlaced: exercise two stands nowhere in the prose\n  to do:    Place it: <Exercise id="two"/>',
  ]);
});
