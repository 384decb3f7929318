import { expect, test } from 'vitest';
import type { Event, Pod, Probe } from '#api/core/types.ts';
import { realTime } from '../../cli/real-time.ts';
import { Clock } from '../clock.ts';
import { Lab } from '../lab.ts';
import type { World } from '../machine.ts';
import { preload } from '../preload.ts';
import { askContainer } from './ask.ts';
import type { RunningContainer } from './container.ts';
import { headersOf, type Reach } from './node-request.ts';

await preload();

const NGINX = `
events {}
http {
  server {
    listen 80;
    location = /loop { return 302 /loop; }
    location = /near { return 302 /ok; }
    location = /far { return 302 http://example.com/; }
    location = /ok { return 200 "fine"; }
    location / { return 500 "secret"; }
  }
  server {
    listen 80;
    server_name shop.example;
    location / { return 200; }
  }
}
`;

const conf = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'conf', namespace: 'default' },
  data: { 'nginx.conf': NGINX },
};

/** One Pod each: of all that a Pod's kubelet tells, so many events are kept and no more. */
const pod = (name: string, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: {
    volumes: [{ name: 'conf', configMap: { name: 'conf' } }],
    containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'], ...container }],
  },
});

const web = {
  image: 'nginx:1.27',
  command: undefined,
  ports: [{ name: 'http', containerPort: 80 }],
  volumeMounts: [{ name: 'conf', mountPath: '/etc/nginx/nginx.conf', subPath: 'nginx.conf' }],
};

/** What each readiness probe has led to in half a minute: `ready`, and what its Pod's events say of it. */
async function asked(container: object, probes: Readonly<Record<string, Probe>>): Promise<Record<string, string>> {
  const lab = new Lab();
  const stop = lab.drive(realTime);
  const pods = Object.entries(probes).map(([name, readinessProbe]) => pod(name, { ...container, readinessProbe }));
  expect(lab.apply([conf, ...pods])).toBeUndefined();
  for (let i = 0; i < 30; i++) await lab.machines.sleep(1000);
  stop();
  const events = lab.cluster.storage.list<Event>('events');
  return Object.fromEntries(
    Object.keys(probes).map((name) => {
      const { status } = lab.cluster.storage.get<Pod>('pods', `default/${name}`)!;
      const said = events
        .filter((e) => e.involvedObject.name === name && ['Unhealthy', 'ProbeWarning'].includes(e.reason ?? ''))
        .map(({ reason, message }) => `${reason}: ${message}`)
        .map((line) => line.replaceAll(status.podIP ?? '-', 'IP').replaceAll(/[0-9a-f]{64}/g, 'ID'));
      return [name, [...(status.containerStatuses![0]!.ready ? ['ready'] : []), ...said].join('\n')];
    }),
  );
}

const http = (path: string, more: object = {}): Probe => ({ httpGet: { path, port: 80, ...more } });

test('what a command says, and how long it may take', async () => {
  const exec = (...command: string[]): Probe => ({ exec: { command } });
  const env = [
    { name: 'WORD', value: 'hi' },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  ];
  expect(
    await asked(
      { env },
      {
        well: exec('true'),
        ill: exec('sh', '-c', 'echo err >&2; echo out; exit 2'),
        slow: exec('sleep', '10'),
        patient: { exec: { command: ['sleep', '3'] }, timeoutSeconds: 5 },
        static: exec('test', '$(WORD)', '=', 'hi'),
        dynamic: exec('test', '$(NODE)', '=', ''),
      },
    ),
  ).toEqual({
    well: 'ready',
    ill: 'Unhealthy: Readiness probe failed: out\nerr\n',
    slow: 'Unhealthy: Readiness probe failed: command timed out: "sleep 10" timed out after 1s',
    patient: 'ready',
    static: 'ready',
    dynamic: 'ready',
  });
});

test('a command that is not there is no answer: nothing is counted', async () => {
  const livenessProbe = { exec: { command: ['curl', '-f', 'localhost'] }, failureThreshold: 1 };
  const { absent } = await asked({ livenessProbe }, { absent: { exec: { command: ['true'] } } });
  const words =
    'Unhealthy: Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "ID": OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH';
  expect([...new Set(absent?.split('\n'))]).toEqual(['ready', words]);
});

test('what an answer says: redirects, headers, ports by name, other hosts', async () => {
  expect(
    await asked(web, {
      near: http('/near'),
      far: http('/far'),
      loop: http('/loop'),
      bad: http('/bad'),
      host: http('/host', { httpHeaders: [{ name: 'Host', value: 'shop.example' }] }),
      named: http('/ok', { port: 'http' }),
      nameless: http('/ok', { port: 'web' }),
      plain: http('/ok', { scheme: 'HTTPS' }),
      closed: http('/ok', { port: 81 }),
      elsewhere: http('/', { host: '127.0.0.1', port: 81 }),
    }),
  ).toEqual({
    near: 'ready',
    far: expect.stringMatching(
      /^ready\nProbeWarning: Readiness probe warning: Probe terminated redirects, Response body: <html>/,
    ),
    loop: 'Unhealthy: Readiness probe failed: Get "http://IP/loop": stopped after 10 redirects',
    bad: 'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500',
    host: 'ready',
    named: 'ready',
    nameless:
      'Unhealthy: Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax',
    plain: 'Unhealthy: Readiness probe failed: Get "https://IP:80/ok": http: server gave HTTP response to HTTPS client',
    closed: 'Unhealthy: Readiness probe failed: Get "http://IP:81/ok": dial tcp IP:81: connect: connection refused',
    elsewhere:
      'Unhealthy: Readiness probe failed: Get "http://127.0.0.1:81/": dial tcp 127.0.0.1:81: connect: connection refused',
  });
});

test('a server that takes connections and says nothing', async () => {
  const command = ['sh', '-c', 'sleep 3600 | nc -lk -p 8080'];
  const said = await asked(
    { command },
    {
      silent: { ...http('/', { port: 8080 }), initialDelaySeconds: 2 },
      patient: { ...http('/', { port: 8080 }), initialDelaySeconds: 2, timeoutSeconds: 3 },
      tcp: { tcpSocket: { port: 8080 }, initialDelaySeconds: 2 },
      away: { tcpSocket: { port: 80, host: '10.244.9.9' } },
    },
  );
  const late = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  // What comes before is from before the server has come up.
  const last = Object.fromEntries(Object.entries(said).map(([name, lines]) => [name, lines.split('\n').at(-1)]));
  expect({ ...last, tcp: said.tcp?.split('\n')[0] }).toEqual({
    silent: `Unhealthy: Readiness probe failed: Get "http://IP:8080/": ${late}`,
    patient: `Unhealthy: Readiness probe failed: Get "http://IP:8080/": ${late}`,
    tcp: 'ready',
    away: 'Unhealthy: Readiness probe failed: dial tcp 10.244.9.9:80: i/o timeout',
  });
});

test('headers of a probe: what is given takes the place of the usual', () => {
  expect(headersOf([], 'kube-probe/1.34')).toEqual([
    ['User-Agent', 'kube-probe/1.34'],
    ['Connection', 'close'],
    ['Accept', '*/*'],
  ]);
  const given = [
    { name: 'accept', value: '' },
    { name: 'user-agent', value: 'mine' },
    { name: 'Host', value: 'shop.example' },
    { name: 'X-Custom', value: 'Awesome' },
  ];
  expect(headersOf(given, 'kube-probe/1.34')).toEqual([
    ['User-Agent', 'mine'],
    ['Connection', 'close'],
    ['X-Custom', 'Awesome'],
  ]);
});

test('time that runs on within one turn is not held against a command', async () => {
  const clock = new Clock(0);
  const sleep = (ms: number): Promise<void> => new Promise((done) => void clock.after(ms, done, { endless: true }));
  const program = async (): Promise<number> => {
    for (let i = 0; i < 50; i++) await undefined;
    return 0;
  };
  const running = {
    machine: { programs: new Map([['true', program]]) },
    environment: { all: () => ({}) },
    ended: new AbortController(),
  } as unknown as RunningContainer;
  const probe = { exec: { command: ['true'] } };
  const asked = { pod: {} as Pod, container: { name: 'c', image: '' }, running, probe };
  const answer = askContainer(asked, {} as Reach, { sleep } as unknown as World);
  // A request in the middle of it lets the cluster come to rest.
  for (let i = 0; i < 20; i++) await undefined;
  while (clock.runNext(300_000));
  expect(await answer).toEqual({ ok: true });
});
