// exec and attach as WebSocket clients see them, protocol by protocol. Expected: kubelet cri/streaming and apiserver streamtranslator.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channel, seenBy, type TestCluster, testCluster } from './fixtures.test-helper.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster();
});
afterAll(() => cluster.close());

const V4 = ['v4.channel.k8s.io'];
const V5 = ['v5.channel.k8s.io'];
const exec = (pod: string, command: readonly string[], more = 'stdout=true&stderr=true') =>
  `${cluster.url}/api/v1/namespaces/default/pods/${pod}/exec?${more}${command.map((c) => `&command=${encodeURIComponent(c)}`).join('')}`;
const SUCCESS = '{"metadata":{},"status":"Success"}';

test.each([V4, V5, ['v5.channel.k8s.io', 'v4.channel.k8s.io'], ['nonsense', 'v4.channel.k8s.io']])(
  '%j: stdout, stderr, and the exit code',
  async (...protocols) => {
    const ok = await seenBy(exec('box', ['sh', '-c', 'echo out; echo err >&2']), protocols);
    // An empty message on the lowest channel comes first.
    expect([...(ok.messages[0] as Buffer)]).toEqual([1]);
    expect([channel(ok, 1), channel(ok, 2), channel(ok, 3), ok.code]).toEqual(['out\n', 'err\n', SUCCESS, 1000]);
    const failed = await seenBy(exec('box', ['sh', '-c', 'exit 7']), protocols);
    expect(JSON.parse(channel(failed, 3))).toEqual({
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 7',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '7' }] },
    });
  },
);

test('the protocol is the first that both speak; v5 goes before all', async () => {
  expect((await seenBy(exec('box', ['true']), ['base64.channel.k8s.io', 'v4.channel.k8s.io'])).protocol).toBe(
    'base64.channel.k8s.io',
  );
  expect((await seenBy(exec('box', ['true']), ['v4.channel.k8s.io', 'v5.channel.k8s.io'])).protocol).toBe(
    'v5.channel.k8s.io',
  );
  await expect(seenBy(exec('box', ['true']), ['v6.channel.k8s.io'])).rejects.toThrow('403 ');
});

test('before v4, a failure is told in words, and a success is not', async () => {
  const failed = await seenBy(exec('box', ['sh', '-c', 'exit 7']), ['channel.k8s.io']);
  expect(channel(failed, 3)).toBe('command terminated with non-zero exit code: exit status 7');
  const ok = await seenBy(exec('box', ['true']), []);
  expect([ok.protocol, channel(ok, 3)]).toEqual(['', '']);
});

test('base64 messages are text, the channel a digit', async () => {
  const seen = await seenBy(exec('box', ['cat'], 'stdin=true&stdout=true'), ['v4.base64.channel.k8s.io'], (socket) => {
    socket.send(`0${Buffer.from('žluť\n').toString('base64')}`);
    // Not base64: thrown away.
    socket.send('0***');
    setTimeout(() => socket.close(), 50);
  });
  expect(seen.messages).toEqual(['1', `1${Buffer.from('žluť\n').toString('base64')}`]);
});

test('bytes that are no text go through, and v5 can close stdin', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const seen = await seenBy(exec('box', ['cat'], 'stdin=true&stdout=true'), V5, (socket) => {
    // Cut where a character would be.
    socket.send(Buffer.concat([Buffer.from([0, 0xf0, 0x9f]), Buffer.alloc(0)]));
    socket.send(Buffer.concat([Buffer.from([0, 0x9a, 0xa2]), bytes]));
    socket.send(Buffer.from([255, 0]));
  });
  const out = Buffer.concat((seen.messages as Buffer[]).filter((m) => m[0] === 1).map((m) => m.subarray(1)));
  expect(out.equals(Buffer.concat([Buffer.from('🚢'), bytes]))).toBe(true);
  expect(channel(seen, 3)).toBe(SUCCESS);
});

test.each([[[255]], [[255, 9]], [[255, 0, 0]]])('v5: %j closes the connection', async (message) => {
  const seen = await seenBy(exec('box', ['cat'], 'stdin=true&stdout=true'), V5, (socket) =>
    socket.send(Buffer.from(message)),
  );
  expect(channel(seen, 3)).toBe('');
});

test('a terminal has one stream and a size', async () => {
  const seen = await seenBy(exec('box', ['sh'], 'stdin=true&stdout=true&stderr=true&tty=true'), V5, (socket) => {
    socket.send(Buffer.concat([Buffer.from([4]), Buffer.from('{"Width":100,"Hei')]));
    socket.send(Buffer.concat([Buffer.from([4]), Buffer.from('ght":30}\n')]));
    socket.send(Buffer.from('\0echo oops >&2; exit 3\r'));
  });
  expect([channel(seen, 1).includes('\r\noops\r\n'), channel(seen, 2)]).toEqual([true, '']);
  expect(channel(seen, 3)).toContain('"message":"3"');
});

test('what is refused before the upgrade is a plain answer', async () => {
  await expect(seenBy(exec('none', ['ls']), V5)).rejects.toThrow(/404 .*pods \\"none\\" not found/);
  await expect(seenBy(exec('two', ['ls']), V5)).rejects.toThrow(
    /400 .*a container name must be specified for pod two, choose one of: \[a b\]/,
  );
  await expect(seenBy(exec('box', ['ls'], 'container=x&stdout=true'), V4)).rejects.toThrow(
    /400 .*container x is not valid for pod box/,
  );
  await expect(seenBy(exec('box', ['ls'], 'stdin=false'), V4)).rejects.toThrow(
    '400 you must specify at least 1 of stdin, stdout, stderr',
  );
  const asked = await fetch(exec('box', ['ls']));
  expect([asked.status, ((await asked.json()) as { message: string }).message]).toEqual([
    400,
    'Upgrade request required',
  ]);
});

test('what the node refuses: v4 hears it as HTTP, v5 over its error channel', async () => {
  const broken = { name: 'x', image: 'nginx:no-such-tag' };
  cluster.lab.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'broken', namespace: 'default' },
      spec: { containers: [broken] },
    },
  ]);
  await expect(seenBy(exec('broken', ['ls']), V4)).rejects.toThrow('500 container not found ("x")');
  const seen = await seenBy(exec('broken', ['ls']), V5);
  expect(JSON.parse(channel(seen, 3))).toMatchObject({
    message: 'Internal error occurred: unable to upgrade connection: container not found ("x")',
    code: 500,
  });
});

test('a program that is not there: the server wraps once more what the node said', async () => {
  const said = 'error executing command in container: failed to exec in container: failed to start exec';
  const v4 = JSON.parse(channel(await seenBy(exec('box', ['nosuch']), V4), 3)) as { message: string };
  expect(v4.message).toContain(`Internal error occurred: ${said}`);
  const v5 = JSON.parse(channel(await seenBy(exec('box', ['nosuch']), V5), 3)) as { message: string };
  expect(v5.message.startsWith(`Internal error occurred: Internal error occurred: ${said}`)).toBe(true);
});

test('a protocol that is not spoken here is as if it had not been named', async () => {
  const { request } = await import('node:http');
  const status = await new Promise<number | undefined>((resolve) => {
    const outgoing = request(`${cluster.url}/api/v1/namespaces`, {
      method: 'POST',
      headers: {
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': '',
        'content-type': 'application/json',
      },
    });
    outgoing.on('response', (response) => resolve(response.resume().statusCode));
    outgoing.end('{"metadata":{"name":"by-h2c"}}');
  });
  expect(status).toBe(201);
});
