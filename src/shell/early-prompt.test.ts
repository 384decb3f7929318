// What is typed at a prompt before there is a shell: edited at once, run when the shell has come.

import { expect, test } from 'vitest';
import { fakeFiles, fakeHost } from './commands/testing/fake-host.ts';
import { EarlyPrompt } from './early-prompt.ts';
import { promptOf } from './prompt.ts';
import { Session } from './session.ts';
import { Shell } from './shell.ts';
import { Screen } from './testing/screen.ts';

function typed(...keys: readonly string[]) {
  let screen = '';
  const write = (text: string): void => {
    screen += text;
  };
  const history = ['echo before'];
  const files = fakeFiles();
  const host = fakeHost();
  const prompt = promptOf(host, host.homeDir);
  const early = new EarlyPrompt({ columns: 80, prompt, history, write });
  for (const data of keys) early.key(data);
  const before = screen;
  screen = '';
  const shell = new Shell({ host, files, env: { HOME: host.homeDir }, cwd: host.homeDir, name: 'bash' });
  const session = new Session({ shell, write, columns: 80, history, early });
  session.start();
  return { prompt, before, session, history, screen: () => screen };
}

test('the line is edited before there is a shell, and the session goes on with it', async () => {
  const { prompt, before, session, screen } = typed('echo abx', '\x7f', 'c');
  expect(before).toContain(prompt);
  const drawn = new Screen(80);
  drawn.write(before);
  expect(drawn.text).toBe(`${prompt}echo abc`);
  expect(screen()).toBe('');
  session.key('\r');
  await session.idle;
  expect(screen()).toContain('\r\nabc\r\n');
});

test('what was entered runs when the shell is there; what was typed after it comes after it', async () => {
  const { before, session, history, screen } = typed('echo one\recho', ' two\r');
  expect(before).toContain('echo one');
  expect(before).not.toContain('two');
  await session.idle;
  expect(screen().match(/\r\n(one|two)\r\n/g)).toEqual(['\r\none\r\n', '\r\ntwo\r\n']);
  expect(history.slice(-2)).toEqual(['echo one', 'echo two']);
});

test('earlier lines are at hand', () => {
  expect(typed('\x1b[A').before).toContain('echo before');
});

test('Ctrl-C that came before the shell ends the line that was entered before it', async () => {
  const { session, screen } = typed('read line\r', '\x03', 'echo af""ter\r');
  await session.idle;
  expect(screen()).toContain('^C');
  expect(screen()).toContain('\r\nafter\r\n');
});
