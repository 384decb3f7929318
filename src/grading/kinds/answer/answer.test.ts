import { expect, test } from 'vitest';
import type { Evidence } from '../../check.ts';
import type { Problem } from '../../problem.ts';
import { Reader } from '../../reader.ts';
import { predict } from '../predict/predict.ts';
import { answer } from './answer.ts';

const choice = (value: string) => ({
  value,
  text: { en: value, zh: value },
  because: { en: `about ${value}`, zh: `关于 ${value}` },
});
const spec = { right: 'b', choices: [choice('a'), choice('b')] };

const parse = (kind: typeof answer, given: object) => {
  const problems: Problem[] = [];
  const context = { file: 'f', spotOf: () => undefined, problems };
  return { read: kind.parse(new Reader(given, context), new Reader({}, context)), problems };
};
const judge = (kind: typeof answer, given: string | undefined, changed: object = {}) => {
  const { read, problems } = parse(kind, { ...spec, ...changed });
  expect(problems).toEqual([]);
  return kind.judge(
    read,
    { answers: new Map(given === undefined ? [] : [['q', given]]) } as Partial<Evidence> as Evidence,
    'q',
  );
};

test.each([
  [answer, undefined, 'pending', 'Not answered yet.'],
  [answer, 'b', 'passed', 'about b'],
  [answer, 'a', 'failed', 'about a'],
  [answer, 'c', 'failed', '“c” is none of: a, b.'],
  [predict, undefined, 'pending', 'Not answered yet.'],
  [predict, 'b', 'passed', 'about b'],
  [predict, 'a', 'passed', 'about a', true],
  [predict, 'c', 'failed', '“c” is none of: a, b.'],
] as const)('$kind, given %s: %s', async (kind, given, state, en, wrong?: true) => {
  const judged = await judge(kind, given);
  expect(judged).toMatchObject({ state, because: { en } });
  expect(judged.wrong).toBe(wrong);
});

test('right decides which choice passes', async () => {
  expect((await judge(answer, 'a', { right: 'a' })).state).toBe('passed');
});

test('an answer to another question is none to this', async () => {
  const { read } = parse(answer, spec);
  expect(
    (await answer.judge(read, { answers: new Map([['other', 'b']]) } as Partial<Evidence> as Evidence, 'q')).state,
  ).toBe('pending');
});

test.each([
  [{ ...spec, right: 'c' }, 'right', 'NoSuchChoice'],
  [{ choices: spec.choices }, '', 'RightOrThat'],
  [{ ...spec, that: 'answer == "b"' }, '', 'RightOrThat'],
  [{ ...spec, because: 'x' }, 'because', 'WrongType'],
  [{ right: 'x' }, 'otherwise', 'Missing'],
  [{ ...spec, reason: 'x' }, 'reason', 'UnknownField'],
  [{ ...spec, choices: [choice('b'), { ...choice('a'), why: 1 }] }, 'choices[1].why', 'UnknownField'],
  [{ ...spec, choices: [choice('b'), { ...choice('a'), value: [] }] }, 'choices[1].value', 'WrongType'],
  [{ ...spec, choices: [choice('b'), { ...choice('a'), text: { en: 'x' } }] }, 'choices[1].text.zh', 'Missing'],
])('%o: %s', (given, path, name) => {
  expect(parse(answer, given).problems).toEqual([expect.objectContaining({ path, name })]);
});
