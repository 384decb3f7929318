// The machine behind a WebContainer's interface, with streams as its own are; and why there may be none.

import { expect, test } from 'vitest';
import { type Container, machineOf } from './web-container.ts';
import { type Surroundings, TooLate, whyNotBooted, whyNotHere, within } from './why-not.ts';

function container(): { readonly asked: unknown[]; readonly container: Container } {
  const asked: unknown[] = [];
  const note =
    (name: string) =>
    async (...args: unknown[]): Promise<never> =>
      void asked.push([name, ...args]) as never;
  return {
    asked,
    container: {
      workdir: '/home/portolan',
      path: '/bin:/usr/bin',
      mount: note('mount'),
      teardown: () => void asked.push(['teardown']),
      fs: {
        mkdir: note('mkdir'),
        writeFile: note('writeFile'),
        readFile: (async (path: string) => {
          if (path !== 'app/server.js') throw new Error('ENOENT');
          return 'text';
        }) as unknown as Container['fs']['readFile'],
      },
      spawn: (async (...args: unknown[]) => {
        asked.push(['spawn', ...args]);
        let end: (code: number) => void = () => undefined;
        const exit = new Promise<number>((resolve) => {
          end = resolve;
        });
        const echo = new TransformStream<string, string>({
          transform(text, out) {
            out.enqueue(text.toUpperCase());
            if (text !== 'exit\r') return;
            out.terminate();
            end(4);
          },
        });
        const resize = (to: unknown): void => void asked.push(['resize', to]);
        return { input: echo.writable, output: echo.readable, exit, resize, kill: () => end(130) };
      }) as unknown as Container['spawn'],
    },
  };
}

test('a process is typed to, prints, is resized, and ends with its code after its last word', async () => {
  const { asked, container: given } = container();
  const machine = machineOf(given);
  let shown = '';
  const env = { PATH: `${machine.home}/bin:${machine.path}` };
  const running = await machine.run('jsh', [], {
    env,
    terminal: { columns: 100, rows: 30 },
    show: (text) => {
      shown += text;
    },
  });
  running.type('ls\r');
  running.resize({ columns: 90, rows: 20 });
  running.type('exit\r');
  expect(await running.ended).toBe(4);
  expect(shown).toBe('LS\rEXIT\r');
  expect(asked).toEqual([
    ['spawn', 'jsh', [], { env, terminal: { cols: 100, rows: 30 } }],
    ['resize', { cols: 90, rows: 20 }],
  ]);
});

test('files are read, and written with their folders', async () => {
  const { asked, container: given } = container();
  const machine = machineOf(given);
  expect(await machine.read('app/server.js')).toBe('text');
  expect(await machine.read('app/none.js')).toBeUndefined();
  await machine.write('app/server.js', 'other');
  await machine.write('README', '');
  machine.dispose();
  expect(asked).toEqual([
    ['mkdir', 'app', { recursive: true }],
    ['writeFile', 'app/server.js', 'other'],
    ['writeFile', 'README', ''],
    ['teardown'],
  ]);
});

const here: Surroundings = {
  onLine: true,
  isSecureContext: true,
  hasServiceWorker: true,
  hasSharedMemory: true,
  isIsolated: true,
  wasReloaded: false,
};
test.each([
  [{}, undefined],
  [{ onLine: false }, 'noNetwork'],
  [{ isIsolated: false }, 'reload'],
  [{ isIsolated: false, wasReloaded: true }, 'notIsolated'],
  [{ isIsolated: false, isSecureContext: false }, 'noIsolation'],
  [{ isIsolated: false, hasServiceWorker: false }, 'noIsolation'],
  [{ hasSharedMemory: false }, 'noIsolation'],
] as const)('where %j: %s', (change, why) => {
  expect(whyNotHere({ ...here, ...change })).toBe(why);
});

test.each([
  ['RangeError', 'WebAssembly.Memory(): could not allocate memory', 'noMemory'],
  ['Error', 'SharedArrayBuffer transfer requires self.crossOriginIsolated', 'notIsolated'],
  ['TypeError', 'Failed to fetch', 'noNetwork'],
  ['Error', 'Access denied: this origin needs an API key', 'refused'],
  ['Error', 'Only a single WebContainer instance can be booted', 'failed'],
] as const)('%s: %s', (name, message, why) => {
  expect(whyNotBooted(Object.assign(new Error(message), { name }))).toBe(why);
});

test('what comes too late is given back', async () => {
  const late: string[] = [];
  let come: (value: string) => void = () => undefined;
  const work = new Promise<string>((resolve) => {
    come = resolve;
  });
  await expect(within(1, work, (value) => late.push(value))).rejects.toThrow(TooLate);
  come('here');
  await work;
  expect(late).toEqual(['here']);
  await expect(within(1000, Promise.resolve(5), () => undefined)).resolves.toBe(5);
});
