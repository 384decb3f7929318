// Our client of exec against our server of it, over a real socket.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isStatus } from '#apimachinery/status.ts';
import type { ExecChannel } from '#apimachinery/wire.ts';
import { type TestCluster, testCluster } from './http/fixtures.test-helper.ts';
import { httpTransport } from './http-transport.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster();
});
afterAll(() => cluster.close());

const exec = (pod: string, command: readonly string[], more = 'stdout=true&stderr=true') =>
  httpTransport({ server: cluster.url }).exec(
    {
      method: 'GET',
      path: `/api/v1/namespaces/default/pods/${pod}/exec?${more}${command.map((c) => `&command=${encodeURIComponent(c)}`).join('')}`,
    },
    new AbortController().signal,
  );
const open = async (...args: Parameters<typeof exec>): Promise<ExecChannel> => {
  const opened = await exec(...args);
  if (!('done' in opened)) throw new Error(JSON.stringify(opened.body));
  return opened;
};

test('stdout and stderr are kept apart, and the exit code comes last', async () => {
  const channel = await open('box', ['sh', '-c', 'echo out; echo err >&2; exit 7']);
  let [out, err] = ['', ''];
  channel.onStdout((text) => void (out += text));
  channel.onStderr((text) => void (err += text));
  expect((await channel.done).details?.causes).toEqual([{ reason: 'ExitCode', message: '7' }]);
  expect([out, err]).toEqual(['out\n', 'err\n']);
});

test('stdin arrives, its end too, and every byte comes back', async () => {
  const channel = await open('box', ['cat'], 'stdin=true&stdout=true');
  const sent = 'žluť\udcff\udc80\n'.repeat(50_000);
  let out = '';
  channel.onStdout((text) => void (out += text));
  for (let at = 0; at < sent.length; at += 60_000) {
    channel.stdin.write(sent.slice(at, at + 60_000));
    await channel.stdin.drained();
  }
  channel.stdin.close();
  expect((await channel.done).status).toBe('Success');
  expect(out.length).toBe(sent.length);
  expect(out === sent).toBe(true);
});

test('a refusal is the server’s answer', async () => {
  const refused = await exec('nobody', ['true']);
  if ('done' in refused) throw new Error('opened');
  expect([refused.code, isStatus(refused.body) && refused.body.message]).toEqual([404, 'pods "nobody" not found']);
});
