// What a terminal shows, typed key by key into a small model of its screen.

import { afterEach, expect, test, vi } from 'vitest';
import type { Program } from '#machine/program.ts';
import { commands } from './commands/index.ts';
import { fakeFiles, fakeHost } from './commands/testing/fake-host.ts';
import { complete } from './complete.ts';
import { shProgram } from './program.ts';
import { Session } from './session.ts';
import { Shell } from './shell.ts';
import { Screen } from './testing/screen.ts';

const hang: Program = ({ signal }) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason === 'SIGINT' ? 130 : 143)));
const programs = new Map<string, Program>([...commands, ['hang', hang], ['sh', shProgram({ flavor: 'ash' })]]);
const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

function start(columns = 40, history: string[] = []) {
  const host = fakeHost({ programs, user: 'learner', pause: () => new Promise((resolve) => setTimeout(resolve, 1)) });
  const files = fakeFiles({ '/root/web.yaml': 'kind: Service\n', '/root/web.txt': '', '/root/dir/a': '' });
  const shell = new Shell({ host, files, env: {}, cwd: '/root', interactive: true });
  const screen = new Screen(columns);
  let left: number | undefined;
  const session = new Session({
    shell,
    columns,
    history,
    write: (text) => screen.write(text),
    complete: (before) => complete(before, shell),
    prompt: () => '$ ',
    onExit: (status) => {
      left = status;
    },
  });
  session.start();
  open.push(session);
  const type = async (keys: string): Promise<string> => {
    session.key(keys);
    await session.idle;
    return screen.text;
  };
  return { session, screen, type, shell, left: () => left };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test('the first line has begun once its interpreter is there, and is told as typed until then', async () => {
  const { shell } = start();
  vi.spyOn(shell, 'isLoaded', 'get').mockReturnValue(false);
  const told: string[] = [];
  const session = new Session({
    shell,
    columns: 40,
    write: () => undefined,
    onLine: (line) => told.push(`begun ${line}`),
    onTyped: (text) => told.push(`typed ${text}`),
  });
  open.push(session);
  session.start();
  for (const keys of ['true', '\r', 'false']) session.key(keys);
  expect(told).toEqual(['typed true']);
  await session.begun();
  expect(told.slice(0, 2)).toEqual(['typed true', 'begun true']);
  await session.idle;
  expect(told.at(-1)).toBe('typed false');
});

test.each([
  ['typing and Enter', 'echo hi\r', '$ echo hi\nhi\n$'],
  ['Ctrl-A, Ctrl-K, Ctrl-Y', 'abc\x01x\x0b\x19\x19', '$ xabcabc'],
  ['Ctrl-W and Ctrl-U', 'one two three\x17\x17X\x01Y', '$ Yone X'],
  ['arrows, Delete, Home, End', 'abd\x1b[Dc\x1b[H\x1b[3~\x1b[F!', '$ bcd!'],
  ['by words', 'one two\x1bb\x1b[1;5DX', '$ Xone two'],
  ['Chinese', '你好吗\x7f\x1b[DX', '$ 你X好'],
  ['unknown command', 'foo\r', '$ foo\nbash: foo: command not found\n$'],
  ['second prompt', 'for i in 1 2; do\recho $i\rdone\r', '$ for i in 1 2; do\n> echo $i\n> done\n1\n2\n$'],
  ['Ctrl-C on a line', 'abc\x03', '$ abc^C\n$'],
  ['lines pasted at once', 'echo a\recho b\recho', '$ echo a\na\n$ echo b\nb\n$ echo'],
  ['a bracketed paste', '\x1b[200~echo a\necho b\n\x1b[201~\r', '$ echo a\necho b\na\nb\n$'],
  ['history and !!', 'echo a\r\x1b[A\r!!\r', '$ echo a\na\n$ echo a\na\n$ !!\necho a\na\n$'],
  ['search', 'echo one\recho two\r\x12one\r', '$ echo one\none\n$ echo two\ntwo\n$ echo one\none\n$'],
  ['completion of a file', 'cat di\t', '$ cat dir/'],
  ['completion to the common prefix, then the list', 'cat w\t\t\t', '$ cat web.\nweb.txt   web.yaml\n$ cat web.'],
  ['a Tab after one that put something in is the first one', 'cat w\t\t', '$ cat web.'],
  ['completion of a command', 'sle\t', '$ sleep'],
])('%s', async (_name, keys, shown) => {
  const { type } = start();
  expect(await type(keys)).toBe(shown);
});

test('where another session is to go on, no prompt comes back, and what was typed behind the line waits for it', async () => {
  const { session, screen, type } = start();
  const line = type('sleep 0\recho for the next\ran');
  session.leave();
  session.key('d more');
  await settle();
  expect(screen.text).toBe('$ sleep 0');
  expect(session.unread).toBe('echo for the next\rand more');
  // It does not come after all.
  session.stay();
  await line;
  expect(screen.text).toBe('$ sleep 0\n$ echo for the next\nfor the next\n$ and more');
});

test('output that does not end its line stays before the prompt, whatever is typed there', async () => {
  const { type } = start(20);
  await type("printf '%s\\n%s' one two\r");
  expect(await type('ab\x7f')).toMatch(/\none\ntwo\$ a$/);
  expect(await type('\x7fecho 0123456789ab')).toMatch(/\ntwo\$ echo 0123456789\nab$/);
  expect(await type('\x01X')).toMatch(/\ntwo\$ Xecho 012345678\n9ab$/);
  expect(await type('\x03')).toMatch(/\n9ab\^C\n\$$/);
  await type("printf '\\033[31m%s' red\r");
  expect(await type('a\x0cb')).toBe('$ ab');
});

test('a long line wraps, and its middle can be edited', async () => {
  const { type } = start(10);
  expect(await type('abcdefghijkl\x01X')).toBe('$ Xabcdefg\nhijkl');
});

test('a wide character does not split at the edge', async () => {
  const { type } = start(10);
  expect(await type('abcdefg你好')).toBe('$ abcdefg\n你好');
});

test('Ctrl-C ends the foreground program only', async () => {
  const { type, session, shell } = start();
  session.key('hang && echo no\r');
  await settle();
  expect(await type('\x03')).toContain('^C');
  expect(shell.lastStatus).toBe(130);
  expect(await type('echo $?\r')).toContain('130');
});

test('a program reads lines, and Ctrl-D ends its input', async () => {
  const { type, session } = start();
  session.key('cat\r');
  await settle();
  session.key('hellp\x7fo\r');
  await settle();
  expect(await type('\x04')).toBe('$ cat\nhello\nhello\n$');
});

test('keys typed after the command go to the program that reads them, the rest to the prompt', async () => {
  const { type } = start();
  expect(await type('cat\rhello\r\x04echo hi\r')).toBe('$ cat\nhello\nhello\n$ echo hi\nhi\n$');
  expect(await type('hang\r\x03')).toContain('^C');
});

test('jobs are announced, listed and killed', async () => {
  const { type } = start(80);
  const shown = await type('hang &\rjobs\rkill %1\r');
  expect(shown).toMatch(/\[1\] \d+/);
  expect(shown).toMatch(/\[1\]\+ {2}Running {17}hang &/);
  await settle();
  expect(await type('\r')).toMatch(/\[1\]\+ {2}Terminated {14}hang/);
});

test('a shell in the shell has its own prompt, line editing and Ctrl-C', async () => {
  const { session, screen, left } = start();
  session.key('sh\r');
  await settle();
  session.key('echp\x7fo in\r');
  await settle();
  session.key('foo\r');
  await settle();
  session.key('hang\r');
  await settle();
  session.key('\x03');
  await settle();
  session.key('exit\r');
  await session.idle;
  expect(screen.text).toBe('$ sh\n~ $ echo in\nin\n~ $ foo\nsh: foo: not found\n~ $ hang\n^C\n~ $ exit\n$');
  expect(left()).toBeUndefined();
});

test('Ctrl-D at an empty prompt leaves', async () => {
  const { type, left } = start();
  expect(await type('\x04')).toBe('$ exit');
  expect(left()).toBe(0);
});

test('PS1, PS2 and PROMPT_COMMAND', async () => {
  const { type } = start();
  expect(await type('PS1="\\u:\\w> "\rx=5\r')).toBe('$ PS1="\\u:\\w> "\nlearner:~> x=5\nlearner:~>');
  expect(await type('PS1=\'[$x] \' PS2="+ "\rfor i in 1; do\r:; done\r')).toContain(
    '[5] for i in 1; do\n+ :; done\n[5]',
  );
  expect(await type("PROMPT_COMMAND='x=$((x + 1))'\r:\r")).toMatch(/\[6\] :\n\[7\]$/);
});

test('HISTCONTROL says what the history keeps', async () => {
  const history: string[] = [];
  const { type } = start(40, history);
  await type('echo a\recho a\r echo b\r');
  expect(history).toEqual(['echo a']);
  await type('HISTCONTROL=\recho c\recho c\r echo d\r');
  expect(history.slice(1)).toEqual(['HISTCONTROL=', 'echo c', 'echo c', ' echo d']);
});

test('read -n 1 and read -s take keys as they are typed', async () => {
  const { type } = start();
  expect(await type('read -n 1 -p "go? " x; echo "<$x>"\ry')).toBe('$ read -n 1 -p "go? " x; echo "<$x>"\ngo? y<y>\n$');
  expect(await type('clear\rread -s p; echo "<$p>"\rab\x7fc\r')).toBe('$ read -s p; echo "<$p>"\n<ac>\n$');
});

test('Ctrl-X Ctrl-E edits the line as a file, and runs what comes out', async () => {
  const history: string[] = [];
  const { type } = start(60, history);
  expect(await type("EDITOR='sed -i s/one/two/'\recho one\x18\x05")).toBe(
    "$ EDITOR='sed -i s/one/two/'\n$ echo one\necho two\ntwo\n$",
  );
  expect(history.at(-1)).toBe('echo two');
  expect(await type('clear\rEDITOR=false\recho no\x18\x05')).toBe('$ EDITOR=false\n$ echo no\n$');
});

test.each([
  ['k get w\t', '$ k get web-1'],
  ['kn get w\t', '$ kn get web-1'],
  ['cat --file=web.y\t', '$ cat --file=web.yaml'],
  ['F=web.y\t', '$ F=web.yaml'],
  ['export MYV\t', '$ export MYVAR'],
  ['unset deploy\t', '$ unset deploy_it'],
  ['type deploy\t', '$ type deploy_it'],
  ['man trunc\t', '$ man truncate'],
  ['x=$(cat web.y\t', '$ x=$(cat web.yaml'],
])('completion behind an alias, a sign, a name of names: %j', async (keys, shown) => {
  const host = fakeHost({ programs, pause: () => new Promise((resolve) => setTimeout(resolve, 1)) });
  const files = fakeFiles({ '/root/web.yaml': '' });
  const shell = new Shell({ host, files, env: {}, cwd: '/root', interactive: true });
  const screen = new Screen(60);
  const completers = new Map([
    ['kubectl', async (words: readonly string[]) => (words.includes('get') ? ['web-1'] : [])],
  ]);
  const session = new Session({
    ...{ shell, columns: 60, prompt: () => '$ ', write: (text: string) => screen.write(text) },
    complete: (before) => complete(before, shell, completers),
  });
  open.push(session);
  session.start();
  session.key("alias k=kubectl kn='kubectl -n shop'; deploy_it() { :; }; MYVAR=1; clear\r");
  await session.idle;
  session.key(keys);
  await session.idle;
  expect(screen.text).toBe(shown);
});

test('what prints much pauses now and then, so that keys are heard, and not at each line', async () => {
  let pauses = 0;
  const host = fakeHost({ programs, pause: async () => void pauses++ });
  const shell = new Shell({ host, files: fakeFiles(), env: {}, cwd: '/root', interactive: true });
  let shown = '';
  const session = new Session({
    ...{ shell, columns: 60, prompt: () => '$ ' },
    write: (text: string) => (shown += text),
  });
  open.push(session);
  session.start();
  session.key('seq 1 20000\r');
  await session.idle;
  expect(shown).toContain('\n20000\r\n');
  expect(pauses).toBeGreaterThan(10);
  expect(pauses).toBeLessThan(100);
});
