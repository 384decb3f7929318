// What a reader sees who is kept waiting, typed key by key into a small model of a screen.

import { afterEach, expect, test } from 'vitest';
import type { Program } from '#machine/program.ts';
import { fakeFiles, fakeHost } from './commands/testing/fake-host.ts';
import { Session } from './session.ts';
import { Shell } from './shell.ts';
import { Screen } from './testing/screen.ts';

const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

/** A terminal in which `wait` waits, after having printed its argument, until a skip lets it go on. */
async function start(columns = 60) {
  const later: { due: () => void; ms: number }[] = [];
  const waiters: (() => void)[] = [];
  const wait: Program = async ({ argv, stdout, signal }) => {
    if (argv[1]) stdout.write(argv[1]);
    await new Promise<void>((go) => {
      waiters.push(go);
      signal.addEventListener('abort', () => go());
    });
    if (argv[2]) stdout.write(argv[2]);
    return signal.aborted ? 130 : 0;
  };
  const programs = new Map<string, Program>([
    ['wait4', wait],
    ['cat', async ({ stdin }) => ((await stdin.read()) === undefined ? 0 : 1)],
    ['clear', async ({ stdout }) => (stdout.write('\x1b[H\x1b[2J') ? 0 : 1)],
  ]);
  const host = fakeHost({ programs, user: 'learner' });
  const shell = new Shell({ host, files: fakeFiles({}), env: {}, cwd: '/root', interactive: true });
  await shell.load();
  const screen = new Screen(columns);
  let skips = 0;
  let saysNothing = false;
  const session = new Session({
    shell,
    columns,
    write: (text) => screen.write(text),
    prompt: () => '$ ',
    skipping: {
      after(ms, run) {
        const timer = { due: run, ms };
        later.push(timer);
        return () => void later.splice(later.indexOf(timer), later.includes(timer) ? 1 : 0);
      },
      words: (command) => (saysNothing ? undefined : `^F skips: ${command}`),
      async skip(over) {
        skips++;
        waiters.shift()?.();
        for (let turn = 0; turn < 20 && !over(); turn++) await settle();
      },
    },
  });
  session.start();
  open.push(session);
  const type = async (keys: string): Promise<string> => {
    session.key(keys);
    await settle();
    return screen.text;
  };
  /** The reader's two seconds go by. */
  const wait2s = (): string => {
    for (const { due } of later.splice(0)) due();
    return screen.text;
  };
  const silence = (): void => {
    saysNothing = true;
  };
  return { session, screen, type, wait2s, later, silence, skips: () => skips };
}

/** Everything that is ready has run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test('after two quiet seconds a dim line says what is waited for; a skip, and it is gone without a trace', async () => {
  const { session, screen, type, wait2s, later, skips } = await start();
  expect(await type('wait4 "" done\r')).toBe('$ wait4 "" done');
  expect(later.map(({ ms }) => ms)).toEqual([2000]);
  expect(wait2s()).toBe('$ wait4 "" done\n^F skips: wait4 "" done');
  expect(screen.written).toContain('\x1b[2m^F skips');
  session.key('\x06');
  await session.idle;
  expect(skips()).toBe(1);
  expect(screen.text).toBe('$ wait4 "" done\ndone$');
  expect(later).toEqual([]);
});

test('below a line that has not ended, which goes on where it was', async () => {
  const { session, type, wait2s, screen } = await start();
  await type('wait4 "Waiting..." over\r');
  expect(wait2s()).toBe('$ wait4 "Waiting..." over\nWaiting...\n^F skips: wait4 "Waiting..." over');
  session.key('\x06');
  await session.idle;
  expect(screen.text).toBe('$ wait4 "Waiting..." over\nWaiting...over$');
});

test('what is printed or typed meanwhile stands where it would have stood, and two seconds begin anew', async () => {
  const { type, wait2s, later } = await start();
  await type('wait4\r');
  wait2s();
  expect(await type('ahead')).toBe('$ wait4\nahead');
  expect(later).toHaveLength(1);
  expect(wait2s()).toBe('$ wait4\nahead\n^F skips: wait4');
  expect(await type('\x03')).toBe('$ wait4\nahead^C\n$');
});

test('it fits into the row, and wide characters count as two', async () => {
  const { type, wait2s } = await start(20);
  await type('wait4 你好吗你好吗\r');
  expect(wait2s().split('\n').at(-1)).toBe('^F skips: wait4 你…');
});

test.each([
  ['who reads the keyboard keeps nobody waiting', 'cat\r', 'a\x06b', 'ab'],
  ['who draws on the screen has it', 'clear; wait4\r', '\x06', ''],
])('%s', async (_name, line, keys, shown) => {
  const { type, wait2s, skips } = await start();
  await type(line);
  await type(keys);
  expect(wait2s()).not.toContain('skips');
  expect(await type('')).toContain(shown);
  expect(skips()).toBe(0);
});

test('nothing is said where nothing is due', async () => {
  const { type, wait2s, silence } = await start();
  silence();
  await type('wait4\r');
  expect(wait2s()).toBe('$ wait4');
});
