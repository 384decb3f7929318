import { expect, test } from 'vitest';
import { appendAt, removeAt, renameKeyAt, saidBy, setAt } from './yaml-text.ts';

const LESSON = `# The head.
title: { en: "One", zh: "一" }   # kept
minutes: 12
start: { from: two-apps, nodes: 3 }
exercises:
  # The first.
  - id: one
    checks:
      - id: a
        ask: { en: "A", zh: "甲" }
    solution:
      - kubectl get pods
    alternatives: [ [ a, b ], [ c ] ]

  - id: two
    solution: [ x ]
`;

/** Lines that are not the same, as \`diff\` shows them. */
function diff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const gone = a.filter((line) => !b.includes(line)).map((line) => `- ${line}`);
  const come = b.filter((line) => !a.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come].join('\n');
}

test.each([
  ['what is so already', ['minutes'], 12, ''],
  ['a number', ['minutes'], 15, '- minutes: 12\n+ minutes: 15'],
  [
    'a text in every language, and the comment behind it stays',
    ['title'],
    { en: 'Two', zh: '二' },
    '- title: { en: "One", zh: "一" }   # kept\n+ title: { en: "Two", zh: "二" }   # kept',
  ],
  [
    'a value in braces',
    ['start', 'nodes'],
    1,
    '- start: { from: two-apps, nodes: 3 }\n+ start: { from: two-apps, nodes: 1 }',
  ],
  [
    'a new value in braces',
    ['start', 'run'],
    ['kubectl create ns a'],
    '- start: { from: two-apps, nodes: 3 }\n+ start: { from: two-apps, nodes: 3, run: [ kubectl create ns a ] }',
  ],
  ['an item in brackets', ['exercises', 1, 'solution', 0], 'y', '-     solution: [ x ]\n+     solution: [ y ]'],
  [
    'lines of a file become a block',
    ['exercises', 0, 'solution'],
    ["kubectl apply -f - <<'Y'\nkind: Pod\nY"],
    "-       - kubectl get pods\n+       - |-\n+         kubectl apply -f - <<'Y'\n+         kind: Pod\n+         Y",
  ],
])('sets %s', (_, path, value, changed) => {
  const after = setAt(LESSON, path, value);
  expect(diff(LESSON, after)).toBe(changed);
});

test('a new field comes where one writes it', () => {
  const after = setAt(
    LESSON,
    ['exercises', 0, 'hints'],
    [{ en: 'h', zh: '提示' }],
    ['id', 'checks', 'hints', 'solution'],
  );
  expect(after).toContain(`ask: { en: "A", zh: "甲" }\n    hints:\n      - { en: "h", zh: "提示" }\n    solution:`);
});

test('items are added as those before them are indented', () => {
  const check = {
    id: 'b',
    ask: { en: 'B', zh: '乙' },
    object: { apiVersion: 'v1', kind: 'Pod' },
    that: "self.x == 'y'",
  };
  expect(diff(LESSON, appendAt(LESSON, ['exercises', 0, 'checks'], check))).toBe(
    `+       - id: b\n+         ask: { en: "B", zh: "乙" }\n+         object: { apiVersion: v1, kind: Pod }\n+         that: "self.x == 'y'"`,
  );
  expect(appendAt(LESSON, ['exercises', 0, 'alternatives'], ['d'])).toContain('[ [ a, b ], [ c ], [ d ] ]');
  expect(appendAt(LESSON, ['exercises'], { id: 'three' }).endsWith('[ x ]\n\n  - id: three\n')).toBe(true);
  expect(appendAt(LESSON, ['exercises', 1, 'hints'], { en: 'a', zh: 'b' })).toContain(
    'solution: [ x ]\n    hints:\n      - { en: "a", zh: "b" }\n',
  );
});

test.each([
  [['minutes'], '- minutes: 12'],
  [['start', 'from'], '- start: { from: two-apps, nodes: 3 }\n+ start: { nodes: 3 }'],
  [['exercises', 0, 'alternatives', 0], '-     alternatives: [ [ a, b ], [ c ] ]\n+     alternatives: [ [ c ] ]'],
  // What nothing is left of goes.
  [['exercises', 0, 'solution', 0], '-     solution:\n-       - kubectl get pods'],
  [['exercises', 1], '-   - id: two\n-     solution: [ x ]'],
])('takes away %j', (path, changed) => expect(diff(LESSON, removeAt(LESSON, path))).toBe(changed));

test('line ends stay those of the file', () => {
  const windows = LESSON.replaceAll('\n', '\r\n');
  const after = appendAt(windows, ['exercises', 0, 'checks'], { id: 'b' });
  expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(after.replaceAll('\r\n', '\n')).toBe(appendAt(LESSON, ['exercises', 0, 'checks'], { id: 'b' }));
});

test.each([
  'true',
  '12',
  '- x',
  'a: b',
  'no # comment',
  '"quoted"',
  "it's",
  '${port}',
  '{x}',
  ' lead',
  '* a',
  '',
  '你好：',
])('the text %j comes back as it was', (text) => {
  const set = setAt(appendAt(LESSON, ['exercises', 0, 'solution'], text), ['title', 'en'], text);
  expect(saidBy(appendAt(set, ['exercises', 1, 'solution'], text))).toMatchObject({
    title: { en: text },
    exercises: [{ solution: ['kubectl get pods', text] }, { solution: ['x', text] }],
  });
});

test('a value that stands at two places is written at both, and an alias of nothing is no YAML', () => {
  const empty = { en: '', zh: '' };
  const after = setAt(LESSON, ['exercises', 1, 'hints'], [empty, empty]);
  expect(after).not.toMatch(/[&*]a1/);
  expect(saidBy(after)).toMatchObject({ exercises: [{}, { hints: [empty, empty] }] });
  expect(saidBy('a: *nowhere')).toBeUndefined();
});

test('a key gets another name, and nothing else is written anew', () => {
  const text = `params:\r\n  # Where it answers.\r\n  port: # kept\r\n    oneOf:\r\n      - '30036'\r\n  "of": { oneOf: [ "a", 'b' ] } # quoted\r\n  flow: { a: 1, b: 2 }\r\n`;
  expect(renameKeyAt(text, ['params', 'port'], 'door')).toBe(text.replace('port:', 'door:'));
  expect(renameKeyAt(text, ['params', 'of'], 'by')).toBe(text.replace('"of"', 'by'));
  expect(renameKeyAt(text, ['params', 'flow', 'a'], 'a, b')).toBe(text.replace('a: 1', '"a, b": 1'));
  expect(saidBy(renameKeyAt(text, ['params', 'port'], 'true'))).toMatchObject({
    params: { true: { oneOf: ['30036'] } },
  });
  expect(renameKeyAt(text, ['params', 'none'], 'some')).toBe(text);
  // A key that is an alias cannot be written over.
  expect(saidBy(renameKeyAt('a: &k x\nm: { *k : 1 }\n', ['m', 'x'], 'y'))).toEqual({ a: 'x', m: { y: 1 } });
});
