import { expect, test } from 'vitest';
import type { CommandRecord } from './check.ts';
import type { Verdict } from './grade.ts';
import { type Lesson, parseLesson } from './lesson.ts';
import { beginning, shown, solvedBy, unsolved } from './progress.ts';
import { names, subjectOf } from './subject.ts';

const text = (words: string) => `{ en: ${words}, zh: ${words} }`;
const exercise = (id: string, check: string) =>
  `  - id: ${id}\n    ask: ${text(id)}\n    solution: ['true']\n    checks: [{ id: ${id}-check, ask: ${text(id)}, ${check} }]\n`;
const read = parseLesson(
  'content/lessons/01-test/lesson.yaml',
  `title: ${text('t')}\nsummary: ${text('s')}\nminutes: 1\nstart: { nodes: 1 }\nexercises:\n` +
    exercise('first', "reach: { from: laptop, url: 'http://one.default/' }") +
    exercise('second', "object: { apiVersion: v1, kind: Service, name: two }, that: 'true'") +
    exercise('third', "ran: { line: '^curl' }"),
);
if ('problems' in read) throw new Error(JSON.stringify(read.problems));
const lesson: Lesson = read.lesson;

const verdict = (id: string, state: Verdict['state']): Verdict => ({
  exercise: id,
  check: `${id}-check`,
  state,
  because: { en: `${id} ${state}`, zh: `${id} ${state}` },
  trace: [],
});
const ran = (line: string, stdout = '', stderr = ''): CommandRecord => ({
  line,
  place: 'laptop',
  exitCode: 0,
  stdout,
  stderr,
  exchanges: [],
});
const failing = ['first', 'second', 'third'].map((id) => verdict(id, 'failed'));
const states = (commands: readonly CommandRecord[], solved = {}) =>
  shown(failing, lesson, solved, commands, new Map()).map(({ state }) => state);

test('before any command, checks of the cluster wait; a kind that says so by itself is taken at its word', () => {
  expect(states([])).toEqual(['pending', 'pending', 'failed']);
});

test('any command tries the exercise at hand, and no later one', () => {
  expect(states([ran('kubectl get pods')])).toEqual(['failed', 'pending', 'failed']);
});

test.each([
  ['its name on the line', ran('cat two.yaml')],
  ['its name in what kubectl answered', ran('kubectl create -f .', 'service/two created\n')],
  ['its name in what kubectl refused', ran('kubectl apply -f .', '', 'The Service "two" is invalid\n')],
])('a later exercise is tried by %s', (_, command) => {
  expect(states([command])).toEqual(['failed', 'failed', 'failed']);
});

test.each([
  ['a longer word', ran('kubectl get service two-more')],
  ['the output of another program', ran('ls', 'two.yaml\n')],
])('it is not by %s', (_, command) => {
  expect(states([command])[1]).toBe('pending');
});

test('an exercise that was solved keeps its verdicts, is judged no more, and hands on to the next', () => {
  const solved = solvedBy([verdict('first', 'passed'), ...failing.slice(1)], lesson, {});
  expect(Object.keys(solved)).toEqual(['first']);
  expect(unsolved(lesson, solved).map(({ id }) => id)).toEqual(['second', 'third']);
  expect(states([ran('true')], solved)).toEqual(['passed', 'failed', 'failed']);
  expect(solvedBy(failing, lesson, solved)).toEqual(solved);
  expect(JSON.stringify(solved)).not.toContain('trace');
});

test('the subject of a URL is the first label of its host, or the whole address', () => {
  expect(subjectOf('http://web.default.svc:80/x')).toBe('web');
  expect(subjectOf('http://10.96.0.1:80/')).toBe('10.96.0.1');
  expect(names('curl 10.96.0.1:80', '10.96.0.1')).toBe(true);
  expect(names('curl 10.96.0.11', '10.96.0.1')).toBe(false);
});

test('an exercise that is begun is as it was, and one that is solved is to be solved anew', () => {
  const answers = new Map([
    ['first-check', 'a'],
    ['second-check', 'b'],
  ]);
  const [first, second] = lesson.exercises;
  const solved = { second: [] };
  expect(beginning(first!, solved, answers)).toEqual({ solved, answers: [...answers] });
  expect(beginning(second!, solved, answers)).toEqual({ solved: {}, answers: [['first-check', 'a']] });
});

test('whoever answers a solved question once more reads what is said of that answer, and it stays solved', () => {
  const choice = (value: string): string =>
    `{ value: ${value}, text: ${text(value)}, because: ${text(`of-${value}`)} }`;
  const asked = parseLesson(
    'content/lessons/01-test/lesson.yaml',
    `title: ${text('t')}\nsummary: ${text('s')}\nminutes: 1\nstart: { nodes: 1 }\nexercises:\n` +
      exercise('fourth', `predict: { right: a, choices: [${choice('a')}, ${choice('b')}] }`) +
      exercise('fifth', `answer: { right: a, otherwise: ${text('else')} }`),
  );
  if ('problems' in asked) throw new Error(JSON.stringify(asked.problems));
  const solved = solvedBy([verdict('fourth', 'passed'), verdict('fifth', 'passed')], asked.lesson, {});
  const told = (...answers: readonly (readonly [string, string])[]): readonly string[] =>
    shown([], asked.lesson, solved, [], new Map(answers)).map(
      ({ state, because, wrong }) => `${state}${wrong ? ', wrong' : ''}: ${because.en}`,
    );
  expect(told()).toEqual(['passed: fourth passed', 'passed: fifth passed']);
  expect(told(['fourth-check', 'b'])).toEqual(['passed, wrong: of-b', 'passed: fifth passed']);
  const wrong = solvedBy([{ ...verdict('fourth', 'passed'), wrong: true }], asked.lesson, {});
  const again = shown([], asked.lesson, wrong, [], new Map([['fourth-check', 'a']]));
  expect(again[0]).toMatchObject({ state: 'passed', because: { en: 'of-a' } });
  expect(again[0]).not.toHaveProperty('wrong');
  // What was typed says nothing by itself: it would have to be judged.
  expect(told(['fifth-check', 'z'])[1]).toBe('passed: fifth passed');
});
