// TCP and UDP across the simulated cluster: from a Pod, through a Service, to servers of HTTP and of anything else.

import { afterEach, expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import type { Host } from '#machine/program.ts';
import type { TcpStream } from '#machine/stream.ts';
import { realTime } from '../cli/real-time.ts';
import type { Lab } from './lab.ts';
import { story } from './story.test-helper.ts';

const pod = (name: string, image: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image, ...more }] },
});
const service = (name: string, ports: readonly object[], spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports, ...spec },
});

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const world = () => {
  const told = story([
    pod('web', 'nginx'),
    service('web', [{ port: 80 }], { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }),
    pod('net', 'registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['netexec'] }),
    service('net', [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'udp', port: 53, targetPort: 8081, protocol: 'UDP' },
      { name: 'shut', port: 99, targetPort: 9999, protocol: 'UDP' },
    ]),
    pod('box', 'busybox', { command: ['sleep', 'infinity'] }),
  ]);
  stops.push(told.lab.drive(realTime));
  const hostAt = (place: string): Host => told.lab.machines.runtime.machineAt(place)!;
  return { ...told, box: hostAt('pod/default/box'), web: hostAt('pod/default/web') };
};

const podIP = (lab: Lab): string => lab.cluster.storage.get<Pod>('pods', 'default/web')!.status.podIP!;

async function rest(stream: TcpStream): Promise<string> {
  let all = '';
  for (let piece = await stream.read(); piece !== undefined; piece = await stream.read()) all += piece;
  return all;
}

test('a server of HTTP answers what is typed into a connection through its Service', async () => {
  const { box } = world();
  const connected = await box.connect('web', 80);
  if (!connected.ok) throw new Error(connected.error.message);
  expect(connected.trace.map(({ at }) => at)).toEqual([
    'dns',
    'pod/default/box',
    'service/default/web',
    'pod/default/web',
  ]);
  connected.stream.write('GET / HTTP/1.0\r\n\r\n');
  expect(await rest(connected.stream)).toMatch(
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*Connection: close[\s\S]*Welcome to nginx!/,
  );
});

test('a server of anything, on a port that a program opened', async () => {
  const { box, web, lab } = world();
  const sources: string[] = [];
  web.listenTcp('0.0.0.0', 7000, async (stream) => {
    sources.push(stream.remote.ip);
    stream.write('220 ready\r\n');
    for (let piece = await stream.read(); piece !== undefined; piece = await stream.read())
      stream.write(`got ${piece}`);
    stream.close();
  });
  const ip = podIP(lab);
  const connected = await box.connect(ip, 7000);
  if (!connected.ok) throw new Error(connected.error.message);
  const { stream } = connected;
  expect(await stream.read()).toBe('220 ready\r\n');
  stream.write('hello\n');
  stream.end();
  expect(await rest(stream)).toBe('got hello\n');
  expect(sources).toEqual([stream.local.ip]);
  expect(stream.remote).toEqual({ ip, port: 7000 });
  // A client of HTTP hears what is no HTTP.
  const exchange = await box.fetch({ method: 'GET', url: `http://${ip}:7000/`, headers: [], body: '' });
  expect(exchange).toMatchObject({
    ok: false,
    error: { kind: 'protocol', message: 'Received HTTP/0.9 when not allowed' },
  });
});

test.each([
  [8080, 'refused'],
  [80, 'delivered'],
] as const)('a connection to port %i of a Pod is %s', async (port, outcome) => {
  const { box, lab } = world();
  const ip = podIP(lab);
  const connected = await box.connect(ip, port);
  expect(connected.ok ? 'delivered' : connected.error.kind).toBe(outcome);
});

test('a port that is bound to loopback takes no connection from elsewhere', async () => {
  const { box, web, lab } = world();
  web.listenTcp('127.0.0.1', 7001, (stream) => stream.close());
  const ip = podIP(lab);
  expect((await box.connect(ip, 7001)).ok).toBe(false);
  expect((await web.connect('localhost', 7001)).ok).toBe(true);
});

test('datagrams go through a Service and are answered; a closed port is told of; what is not there is silent', async () => {
  const told = world();
  const { box } = told;
  const ask = async (host: string, port: number, text: string) => {
    const socket = await box.datagrams(host, port);
    if ('kind' in socket) return socket.kind;
    socket.send(text);
    const received = await Promise.race([socket.receive(), Promise.resolve().then(() => 'nothing' as const)]);
    return received === 'nothing' ? received : received && 'text' in received ? received.text : received?.error;
  };
  expect(await ask('net', 53, 'hostname')).toBe('net');
  expect(await ask('net', 53, 'echo hi there\n')).toBe('hi there');
  expect(await ask('net', 99, 'x')).toBe('ECONNREFUSED');
  expect(await ask('net', 54, 'x')).not.toBe('x');
  expect(await ask('nowhere', 53, 'x')).toBe('unresolved');
  expect(await ask('203.0.113.99', 53, 'x')).toBe('nothing');
  told.ask('DELETE', '/api/v1/namespaces/default/pods/net');
  expect(await ask('net', 53, 'hostname')).toBe('ECONNREFUSED');
});

test('a connection is reset when the container at its other end ends', async () => {
  const { box, ask } = world();
  const connected = await box.connect('web', 80);
  if (!connected.ok) throw new Error(connected.error.message);
  ask('DELETE', '/api/v1/namespaces/default/pods/web');
  expect(await connected.stream.read()).toBeUndefined();
  expect(connected.stream.wasReset).toBe(true);
});
