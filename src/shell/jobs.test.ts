// Jobs at a prompt: each transcript was recorded from bash 5.2.15 on a terminal. Process ids are left out.

import { afterEach, expect, test } from 'vitest';
import type { Program } from '#machine/program.ts';
import { commands, loadCommands } from './commands/index.ts';
import { fakeFiles, fakeHost } from './commands/testing/fake-host.ts';
import { Session } from './session.ts';
import { Shell } from './shell.ts';
import { Screen } from './testing/screen.ts';

/** Sleeps for ever, or not at all: for less than a second. */
const sleep: Program = ({ argv, signal }) =>
  new Promise((resolve) => {
    if (Number(argv[1]) < 1) resolve(0);
    const ended = (): void => resolve({ SIGINT: 130, SIGKILL: 137 }[String(signal.reason)] ?? 143);
    if (signal.aborted) ended();
    signal.addEventListener('abort', ended);
  });
/** Prints a line at each tick of a machine whose clock it asks. */
const stream: Program = async ({ stdout, host, signal }) => {
  for (let line = 1; !signal.aborted; line++) {
    if (!stdout.write(`line ${line}\n`)) return 141;
    await host.sleep(1000, signal);
  }
  return 130;
};
const programs = new Map<string, Program>([...commands, ['sleep', sleep], ['stream', stream]]);
const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function start(pause = turn) {
  await loadCommands();
  const host = fakeHost({ programs, user: 'learner', pause });
  const shell = new Shell({ host, files: fakeFiles(), env: {}, cwd: '/root', interactive: true });
  await shell.load();
  const screen = new Screen(80);
  const session = new Session({ shell, columns: 80, write: (text) => screen.write(text), prompt: () => '$ ' });
  session.start();
  open.push(session);
  return { session, screen };
}

const TRANSCRIPTS: readonly (readonly [name: string, text: string])[] = [
  [
    'stopping, going on in the background and in the foreground',
    `$ sleep 100
^Z
[1]+  Stopped                 sleep 100
$ jobs
[1]+  Stopped                 sleep 100
$ sleep 200 &
[2] PID
$ jobs -l
[1]+ PID Stopped                 sleep 100
[2]- PID Running                 sleep 200 &
$ bg
[1]+ sleep 100 &
$ jobs
[1]-  Running                 sleep 100 &
[2]+  Running                 sleep 200 &
$ fg %1
sleep 100
^Z
[1]+  Stopped                 sleep 100
$ echo $?
148
$ kill %1

[1]+  Stopped                 sleep 100
$ true
[1]+  Terminated              sleep 100
$ kill -STOP %2

[2]+  Stopped                 sleep 200
$ jobs
[2]+  Stopped                 sleep 200
$`,
  ],
  [
    'what stands after a stopped command runs, but a loop is left',
    `$ for i in 1 2 3; do sleep 50; echo $i; done
^Z
[1]+  Stopped                 sleep 50
$ f() { sleep 60; echo done; }; f
^Z
[2]+  Stopped                 sleep 60
done
$ (sleep 70; echo x)
^Z
[3]+  Stopped                 ( sleep 70; echo x )
$ sleep 80 || echo no
^Z
[4]+  Stopped                 sleep 80
no
$ sleep 90; echo after $?
^Z
[5]+  Stopped                 sleep 90
after 148
$ jobs
[1]   Stopped                 sleep 50
[2]   Stopped                 sleep 60
[3]   Stopped                 ( sleep 70; echo x )
[4]-  Stopped                 sleep 80
[5]+  Stopped                 sleep 90
$ jobs %2
[2]   Stopped                 sleep 60
$ kill -9 %1

[1]   Stopped                 sleep 50
$ jobs
[1]   Killed                  sleep 50
[2]   Stopped                 sleep 60
[3]   Stopped                 ( sleep 70; echo x )
[4]-  Stopped                 sleep 80
[5]+  Stopped                 sleep 90
$ jobs -r
$ jobs -s
[2]   Stopped                 sleep 60
[3]   Stopped                 ( sleep 70; echo x )
[4]-  Stopped                 sleep 80
[5]+  Stopped                 sleep 90
$ kill %+ %-

[4]-  Stopped                 sleep 80

[5]+  Stopped                 sleep 90
$ jobs
[2]   Stopped                 sleep 60
[3]   Stopped                 ( sleep 70; echo x )
[4]-  Terminated              sleep 80
[5]+  Terminated              sleep 90
$ fg %5
bash: fg: %5: no such job
$`,
  ],
  [
    'mistakes',
    `$ fg
bash: fg: current: no such job
$ bg
bash: bg: current: no such job
$ fg %9
bash: fg: %9: no such job
$ jobs %3
bash: jobs: %3: no such job
$ kill %4
bash: kill: %4: no such job
$`,
  ],
  [
    'a job in the background that reads is stopped until it has the terminal',
    // On a slower machine bash says so at the prompt after.
    `$ cat &
[1] PID

[1]+  Stopped                 cat
$ jobs -l
[1]+ PID Stopped (tty input)     cat
$ bg
[1]+ cat &
$ true

[1]+  Stopped                 cat
$ fg
cat
> hello
hello
> ^D
$`,
  ],
  [
    'pipelines, waiting, leaving',
    `$ sleep 300|cat
^Z
[1]+  Stopped                 sleep 300 | cat
$ jobs -l
[1]+ PID Stopped                 sleep 300
     PID                       | cat
$ (sleep 1;sleep 2)|cat &
[2] PID
$ jobs
[1]+  Stopped                 sleep 300 | cat
[2]-  Running                 ( sleep 1; sleep 2 ) | cat &
$ wait %1; echo $?
bash: warning: wait_for_job: job 1 is stopped
148
$ exit
exit
There are stopped jobs.
$ echo $?
1
$ kill -CONT %1
$ jobs
[1]+  Running                 sleep 300 | cat &
[2]-  Running                 ( sleep 1; sleep 2 ) | cat &
$ fg slee
sleep 300 | cat
^C
$ sleep 0.1 &
[3] PID
[3]+  Done                    sleep 0.1
$ fg %3
bash: fg: %3: no such job
$`,
  ],
];

test.each(TRANSCRIPTS)('%s', async (_name, text) => {
  const { session, screen } = await start();
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 40; i++) await turn();
  };
  for (const [, mark, line] of text.matchAll(/^(\$ |> |(?=\^[ZC]$))(.+)$/gm)) {
    if (mark === '') session.key(line === '^Z' ? '\x1a' : '\x03');
    else session.key(line === '^D' ? '\x04' : `${line}\r`);
    await settle();
  }
  const shown = screen.text.replace(/^(\[\d\]) \d+$/gm, '$1 PID').replace(/^(\[\d\].| {4}) +\d+ /gm, '$1 PID ');
  expect(shown).toBe(text.replace(/^> \^D\n/gm, '').replace(/^> /gm, ''));
});

test('what is stopped prints nothing until it goes on', async () => {
  const { session, screen } = await start(() => new Promise((resolve) => setTimeout(resolve, 1)));
  session.key('stream\r');
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(screen.text)) await turn();
  };
  await until(/line 3/);
  session.key('\x1a');
  await session.idle;
  const stopped = screen.text;
  expect(stopped).toMatch(/\^Z\n\[1\]\+ {2}Stopped {17}stream\n\$$/);
  for (let i = 0; i < 20; i++) await turn();
  expect(screen.text).toBe(stopped);
  session.key('fg\r');
  await until(/\$ fg\nstream\n(line \d+\n)+line \d+/);
  session.key('\x03');
  await session.idle;
  expect(screen.text).toMatch(/\^C\n\$$/);
});
