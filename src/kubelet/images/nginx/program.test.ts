import { expect, test } from 'vitest';
import { MemoryFiles } from '#machine/memory-files.ts';
import type { HttpHandler, Process } from '#machine/program.ts';
import { findImage, serverPrograms } from '../index.ts';

/** nginx as a shell would start it in a container of `nginx:1.27`. */
function start(argv: readonly string[], taken: readonly number[] = []) {
  const open = new Map<number, HttpHandler>();
  const controller = new AbortController();
  let stderr = '';
  const output = (text: string) => {
    stderr += text;
    return true;
  };
  const { image, tag } = findImage('nginx:1.27')!;
  const process = {
    argv,
    env: image.config.env,
    cwd: '/',
    files: new MemoryFiles({ ...image.files(tag), '/etc/hosts': '10.244.1.4\tweb-1\n' }, () => 0),
    stdout: { write: () => true },
    stderr: { write: output },
    signal: controller.signal,
    host: {
      place: 'pod/default/web-1',
      hostname: 'web-1',
      now: () => 0,
      random: () => 0.5,
      listen(_address: string, port: number, handler: HttpHandler) {
        if (taken.includes(port)) return { error: 'EADDRINUSE' };
        open.set(port, handler);
        return { port, close: () => open.delete(port) };
      },
    },
  } as unknown as Process;
  return { exit: serverPrograms.get('nginx')!(process), open, controller, stderr: () => stderr };
}

test('a script can start nginx: it listens until it is stopped, and ends well', async () => {
  const { exit, open, controller } = start(['nginx', '-g', 'daemon off;']);
  const response = await open.get(80)!(
    { method: 'GET', url: 'http://web/', headers: [['Host', 'web']], body: '' },
    { ip: '10.244.1.9' },
  );
  expect([response.status, response.headers[0]]).toEqual([200, ['Server', 'nginx/1.27.5']]);
  controller.abort('SIGTERM');
  expect([await exit, open.size]).toEqual([0, 0]);
});

test.each([
  [['nginx', '-v'], [], 0, 'nginx version: nginx/1.27.5\n'],
  [['nginx', '-t'], [], 0, 'nginx: configuration file /etc/nginx/nginx.conf test is successful\n'],
  [
    ['nginx', '-g', 'daemon off;'],
    [80],
    1,
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n',
  ],
  [['nginx', '-s', 'reload'], [], 1, 'nginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)\n'],
])('%j with ports %j taken', async (argv, taken, code, said) => {
  const { exit, stderr } = start(argv, taken);
  expect(await exit).toBe(code);
  expect(stderr().endsWith(said)).toBe(true);
});
