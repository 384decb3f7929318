import { expect, test } from 'vitest';
import { linesOf } from './share.ts';
import { canCarry } from './shared-state.ts';

const ran = (line: string, ageMs?: number, exitCode = 0, terminal = 0) => ({ line, exitCode, terminal, ageMs });
const state = { version: 1, lesson: 'x', seed: 1, ran: 0, history: [], commands: [], lines: [] };

test('what is typed again is what was typed, in the exercise’s own cluster, but for what would not end there', () => {
  const lines = [
    ran('kubectl get pods'),
    ran('kubectl get pods -w', undefined, 130),
    ran('ssh node-1'),
    ran('ssh node-1 curl -s localhost:30080'),
    ran('false', undefined, 1),
  ];
  const commands = ['kubectl get pods', 'ssh node-1 curl -s localhost:30080', 'false'];
  expect(linesOf({ ...state, lines })).toEqual({ commands });
  expect(linesOf({ ...state, lines, at: 'hunt' })).toEqual({ commands: ['begin hunt', ...commands] });
});

test('with each line goes the pause before it, where somebody counted, and the terminal, in the order in which they began', () => {
  const lines = [ran('b', 2500.2, 0, 1), ran('a', 1000), ran('gone', 3000, 130), ran('c', 4000)];
  expect(linesOf({ ...state, lines, beganMs: 1_800_000_000_000, ageMs: 9000 })).toEqual({
    commands: ['a', 'b', 'c'],
    when: { start: 1_800_000_000, pauses: [1000, 1501, 1499, 5000], terminals: [0, 1, 0] },
  });
  // Of a state of before, which goes on being counted.
  const old = [ran('old'), ran('new', 700)];
  expect(linesOf({ ...state, at: 'hunt', lines: old, beganMs: 1_800_000_000_000, ageMs: 700 }).when).toEqual({
    start: 1_800_000_000,
    pauses: [0, 0, 700, 0],
  });
});

test('a day and more between its lines is too much for a link, and so is a time when no certificate is good', () => {
  const day = 86_400_000;
  const start = 1_800_000_000;
  expect(canCarry({ start, pauses: [day / 2, day / 2] })).toBe(true);
  expect(canCarry({ start, pauses: [day / 2, day / 2 + 1] })).toBe(false);
  expect(canCarry({ start: 1, pauses: [0] })).toBe(false);
});
