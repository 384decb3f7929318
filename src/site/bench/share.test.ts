import { expect, test } from 'vitest';
import { commandsOf } from './share.ts';

test('what is typed again is what was typed, in the exercise’s own cluster, but for what would not end there', () => {
  const typed = (line: string, exitCode = 0, place = 'laptop') => ({ line, place, exitCode });
  const commands = [
    typed('kubectl get pods'),
    typed('kubectl get pods -w', 130),
    typed('ssh node-1'),
    typed('ssh node-1 curl -s localhost:30080'),
    typed('false', 1),
    typed('curl -s localhost', 0, 'node/node-1'),
  ];
  const state = { version: 1, lesson: 'x', seed: 1, ran: 0, history: [], commands };
  const lines = ['kubectl get pods', 'ssh node-1 curl -s localhost:30080', 'false'];
  expect(commandsOf(state)).toEqual(lines);
  expect(commandsOf({ ...state, at: 'hunt' })).toEqual(['begin hunt', ...lines]);
});
