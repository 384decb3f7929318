// Into containers and back: exec, attach, port-forward, logs, copying files; and what they use.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  Attach,
  CoreV1Api,
  Cp,
  Exec,
  Log,
  Metrics,
  PortForward,
  topNodes,
  topPods,
  type V1Pod,
  type V1Status,
} from '@kubernetes/client-node';
import { beforeAll, expect, test } from 'vitest';
import { ground, until } from './cluster.ts';

const at = ground();
const core = (): CoreV1Api => at.kc.makeApiClient(CoreV1Api);

async function running(name: string, containers: object[], restartPolicy = 'Always'): Promise<void> {
  await core().createNamespacedPod({
    namespace: at.namespace,
    body: {
      metadata: { name },
      spec: { containers: containers as never, restartPolicy, terminationGracePeriodSeconds: 0 },
    },
  });
}
const pod = (holds: (pod: V1Pod) => boolean): Promise<V1Pod> =>
  until<V1Pod>(at.kc, `/api/v1/namespaces/${at.namespace}/pods`, holds);
const isRunning = (name: string) => (p: V1Pod) =>
  p.metadata!.name === name && p.status?.containerStatuses?.every((c) => c.state?.running) === true;

beforeAll(async () => {
  await running('web', [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80 }] }]);
  await running('box', [
    {
      name: 'main',
      image: 'busybox',
      command: ['sh', '-c', 'for i in 1 2 3; do echo line $i; done; echo oops >&2; sleep 100000'],
    },
    { name: 'echo', image: 'busybox', command: ['cat'], stdin: true },
  ]);
  await Promise.all([pod(isRunning('web')), pod(isRunning('box'))]);
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: V1Status;
}

async function exec(command: string[], stdin?: Readable, container = 'main'): Promise<Ran> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(out), text(err)]);
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(at.kc)
      .exec(at.namespace, 'box', container, command, out, err, stdin ?? null, false, resolve)
      .catch((error: unknown) => reject(error));
  });
  const [stdout, stderr] = await texts;
  return { stdout, stderr, status };
}

test('exec: both outputs, and success', async () => {
  const ran = await exec(['sh', '-c', 'echo out; echo err >&2']);
  expect(ran).toEqual({
    stdout: 'out\n',
    stderr: 'err\n',
    status: { metadata: {}, status: 'Success' },
  });
});

test('exec: an exit code', async () => {
  const { status } = await exec(['sh', '-c', 'exit 42']);
  expect(status).toMatchObject({
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: 'command terminated with non-zero exit code: exit status 42',
    details: { causes: [{ reason: 'ExitCode', message: '42' }] },
  });
});

test('exec: standard input, to its end', async () => {
  const { stdout, status } = await exec(
    ['sh', '-c', 'while read line; do echo "got $line"; done'],
    Readable.from(['a\nb\n']),
  );
  expect(stdout).toBe('got a\ngot b\n');
  expect(status.status).toBe('Success');
});

test('exec: what is not there', async () => {
  // The handshake succeeds; the runtime's refusal comes as the status.
  const { status } = await exec(['no-such-program']);
  expect(status.status).toBe('Failure');
  expect(status.message).toMatch(/executable file not found in \$PATH/);
  await expect(exec(['true'], undefined, 'nobody')).rejects.toMatchObject({
    message: 'Unexpected server response: 400',
  });
});

/** Resolves when all that came matches. */
function seen(stream: PassThrough, pattern: RegExp): Promise<string> {
  let all = '';
  return new Promise((resolve) =>
    stream.on('data', (data) => {
      all += String(data);
      if (pattern.test(all)) resolve(all);
    }),
  );
}

test('attach speaks with the container’s own process', async () => {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const answered = seen(stdout, /hello\n/);
  const socket = await new Attach(at.kc).attach(at.namespace, 'box', 'echo', stdout, null, stdin, false);
  stdin.write('hello\n');
  expect(await answered).toBe('hello\n');
  socket.close();
});

test('a forwarded port carries a request', async () => {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const answered = seen(output, /<\/html>/);
  const socket = await new PortForward(at.kc).portForward(at.namespace, 'web', [80], output, errors, input);
  input.write('GET / HTTP/1.1\r\nHost: web\r\n\r\n');
  const answer = await answered;
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/Server: nginx/i);
  expect(answer).toContain('Welcome to nginx!');
  (socket as { close(): void }).close();
});

test('a port that nobody listens on is told on the error channel', async () => {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const told = seen(errors, /./);
  const socket = await new PortForward(at.kc).portForward(at.namespace, 'web', [81], output, errors, input);
  expect(await told).toMatch(/failed to connect to localhost:81 inside namespace ".*", .*connection refused/);
  (socket as { close(): void }).close();
});

async function logOf(options: object, container = 'main', name = 'box'): Promise<string> {
  const out = new PassThrough();
  const whole = text(out);
  await new Log(at.kc).log(at.namespace, name, container, out as Writable, options);
  return whole;
}

test('logs', async () => {
  const whole = await logOf({});
  expect(whole.split('\n').sort()).toEqual(['', 'line 1', 'line 2', 'line 3', 'oops']);
  expect((await logOf({ tailLines: 2 })).split('\n')).toHaveLength(3);
  expect(await logOf({ limitBytes: 4 })).toBe(whole.slice(0, 4));
  expect(await logOf({ sinceTime: '2099-01-01T00:00:00Z' })).toBe('');
  expect(await logOf({ timestamps: true, tailLines: 1 })).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z (line \d|oops)\n$/,
  );
  await expect(logOf({}, 'nobody')).rejects.toMatchObject({ code: 400 });
  await expect(logOf({ previous: true })).rejects.toMatchObject({ code: 400 });
});

test('a followed log goes on until it is given up', async () => {
  const out = new PassThrough();
  const told = seen(out, /"GET \/followed HTTP\/1\.[01]" \d+/);
  const controller = await new Log(at.kc).log(at.namespace, 'web', 'nginx', out, { follow: true });
  await core()
    .connectGetNamespacedPodProxyWithPath({ namespace: at.namespace, name: 'web', path: 'followed' })
    .catch(() => undefined);
  expect(await told).toMatch(/"GET \/followed HTTP\/1\.[01]" 404/);
  out.on('error', () => undefined);
  controller.abort();
});

test('a log read through the typed client', async () => {
  expect(
    await core().readNamespacedPodLog({ namespace: at.namespace, name: 'box', container: 'main', tailLines: 1 }),
  ).toMatch(/^(line \d|oops)\n$/);
});

test('files are copied into a container and out of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'client-node-cp-'));
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'note.txt'), 'carried\n');
  // tar-fs closes its stream at the end; Cp itself does not wait.
  await new Cp(at.kc).cpToPod(at.namespace, 'box', 'main', join(folder, 'in'), '/tmp');
  const there = await exec(['sh', '-c', 'until [ -s /tmp/note.txt ]; do sleep 0.1; done; cat /tmp/note.txt']);
  expect(there.stdout).toBe('carried\n');
  const { stdout } = await exec(['tar', 'cf', '-', '-C', '/tmp', 'note.txt']);
  expect(stdout).toContain('carried\n');
  rmSync(folder, { recursive: true, force: true });
  expect(() => readFileSync(join(folder, 'in', 'note.txt'))).toThrow();
});

test('what Pods and nodes use', async () => {
  const metrics = new Metrics(at.kc);
  const nodes = await metrics.getNodeMetrics();
  expect(nodes).toMatchObject({ kind: 'NodeMetricsList', apiVersion: 'metrics.k8s.io/v1beta1' });
  expect(nodes.items.length).toBeGreaterThan(0);
  for (const { usage, window } of nodes.items) {
    expect(usage.cpu).toMatch(/^\d+[num]?$/);
    expect(usage.memory).toMatch(/^\d+([KMG]i)?$/);
    expect(window).toMatch(/s$/);
  }
  // Nothing tells when the next measurement has come.
  const own = async (): Promise<string[]> => {
    const pods = await topPods(core(), metrics, at.namespace);
    return pods.map((p) => `${p.Pod.metadata!.name} ${p.Containers.map((c) => c.Container).sort()}`).sort();
  };
  await expect.poll(own, { timeout: 100_000, interval: 500 }).toEqual(['box echo,main', 'web nginx']);
  expect((await topNodes(core())).every((n) => Number(n.CPU.Capacity) > 0)).toBe(true);
});
