import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod, Service } from '#api/core/types.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../../cli/real-time.ts';
import type { Judgement } from '../../check.ts';
import { evidenceOf } from '../../evidence.ts';
import { gradeExercise } from '../../grade.ts';
import type { Exercise } from '../../lesson.ts';
import type { Problem } from '../../problem.ts';
import { Reader } from '../../reader.ts';
import { refuse } from '../refuse/refuse.ts';
import { reach } from './reach.ts';

const pod = (name: string, labels: object, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: { containers: [{ name: 'c', ...container }] },
});
const web = { image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--http-port=8080'] };
const service = (name: string, selector: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});

let lab: Lab;
let stop: () => void;
let ip: string;
let podIP: string;
beforeAll(async () => {
  await preload();
  lab = new Lab();
  const refused = lab.apply([
    pod('web-1', { app: 'web', one: 'yes' }, web),
    pod('web-2', { app: 'web' }, web),
    pod('client', { app: 'client' }, { image: 'curlimages/curl:8.11.1', command: ['sleep', 'infinity'] }),
    service('web', { app: 'web' }),
    service('front', { app: 'web' }, { type: 'NodePort', ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] }),
    service('echo', { app: 'web' }, { ports: [{ name: 'udp', port: 81, targetPort: 8081, protocol: 'UDP' }] }),
    service('one', { one: 'yes' }),
    service('empty', { app: 'nobody' }),
  ]);
  expect(refused).toBeUndefined();
  ip = lab.cluster.storage.get<Service>('services', 'default/web')!.spec.clusterIP!;
  podIP = lab.cluster.storage.get<Pod>('pods', 'default/web-1')!.status.podIP!;
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const parse = (kind: typeof reach | typeof refuse, given: object) => {
  const problems: Problem[] = [];
  const context = { file: 'f', spotOf: () => undefined, problems };
  return { read: kind.parse(new Reader(given, context), new Reader({}, context)), problems };
};
const judge = (kind: typeof reach | typeof refuse, spec: object): Promise<Judgement> => {
  const { read, problems } = parse(kind, spec);
  expect(problems).toEqual([]);
  return kind.judge(read as never, evidenceOf(lab, [], new Map()), 'id');
};
const client = 'pod/default/client';

test.each([
  [
    'from',
    { from: client, url: 'http://web/hostname' },
    { from: 'laptop', url: 'http://web/hostname' },
    'From laptop, http://web/hostname: the name does not resolve there',
  ],
  [
    'url',
    { from: client, url: 'http://web/hostname' },
    { from: client, url: 'http://web:81/hostname' },
    'From pod/default/client, http://web:81/hostname: ',
  ],
  [
    'status',
    { from: client, url: 'http://web/echo?code=503', status: 503 },
    { from: client, url: 'http://web/echo?code=503' },
    'http://web/echo?code=503 answered 503, not 200.',
  ],
  [
    'body',
    { from: client, url: 'http://one/hostname', body: 'web-1' },
    { from: client, url: 'http://one/hostname', body: 'web-2' },
    'http://one/hostname answered, but not with “web-2”.',
  ],
  [
    'backends',
    { from: client, url: 'http://web/hostname', backends: 2 },
    { from: client, url: 'http://one/hostname', backends: 2 },
    '1 of 2 Pods answered at http://one/hostname.',
  ],
  [
    'through',
    { from: client, url: 'http://web/hostname', through: 'Service/default/web' },
    { from: client, url: 'http://web/hostname', through: 'Service/default/one' },
    'http://web/hostname answered, but the request did not go through Service/default/one.',
  ],
])('reach: %s decides', async (_what, right, wrong, words) => {
  const passed = await judge(reach, right);
  expect([passed.because.en, passed.state]).toEqual([
    expect.stringMatching(/answered \d+ from pod\/default\/client: web-\d/),
    'passed',
  ]);
  const failed = await judge(reach, wrong);
  expect([failed.state, failed.because.en]).toEqual(['failed', expect.stringContaining(words)]);
  expect(failed.because.zh).not.toBe(failed.because.en);
  expect(failed.trace!.length).toBeGreaterThan(0);
});

test.each([
  [
    'labels',
    { from: 'pod/default/app=client', url: 'http://web/hostname' },
    { from: 'pod/default/app=nobody', url: 'http://web/hostname' },
    'no pod/default/app=nobody runs',
  ],
  [
    'any Pod',
    { from: 'pod', url: 'http://web/hostname' },
    { from: 'pod', url: 'http://web.nowhere/' },
    'From pod, http://web.nowhere/: ',
  ],
  [
    'any node',
    { from: 'node', url: () => `http://${ip}/hostname` },
    { from: 'node', url: 'http://web/' },
    'From node, http://web/: ',
  ],
  [
    'several statuses',
    { from: client, url: 'http://web/echo?code=503', status: [200, 503] },
    { from: client, url: 'http://web/echo?code=503', status: [200, 204] },
    'answered 503, not 200 or 204',
  ],
  [
    'method',
    { from: client, url: 'http://web/echo?msg=m', method: 'POST', send: { body: 'x' } },
    { from: client, url: 'http://web/healthz', method: 'POST', status: 405 },
    'answered 200, not 405',
  ],
  [
    'headers of the answer',
    { from: client, url: 'http://web/hostname', headers: { 'content-type': 'text/plain' } },
    { from: client, url: 'http://web/hostname', headers: { 'content-type': 'json' } },
    'answered with content-type: text/plain; charset=utf-8, not json',
  ],
  [
    'headers that are sent',
    { from: client, url: 'http://web/header?key=X-Who', send: { headers: { 'X-Who': 'me' } }, body: 'me' },
    { from: client, url: 'http://web/header?key=X-Who', send: { headers: { 'X-Other': 'me' } }, body: 'me' },
    'not with “me”',
  ],
  [
    'backend',
    { from: client, url: 'http://one/hostname', backend: { one: 'yes' } },
    { from: client, url: 'http://one/hostname', backend: { one: 'no' } },
    'answered by pod/default/web-1, which has not the labels one=no',
  ],
  [
    'share',
    {
      from: client,
      url: 'http://web/hostname',
      share: { of: { one: 'yes' }, is: '50%', within: '15%', requests: 100 },
    },
    { from: client, url: 'http://web/hostname', share: { of: { one: 'yes' }, is: 0.1, requests: 100 } },
    'of 100 requests went to one=yes; 10% should.',
  ],
  [
    'share, by chance',
    { from: client, url: 'http://web/hostname', share: { of: { one: 'yes' }, is: '40%', requests: 100 } },
    {
      from: client,
      url: 'http://web/hostname',
      share: { of: { one: 'yes' }, is: '40%', within: '2%', requests: 100 },
    },
    'of 100 requests went to one=yes; 40% should.',
  ],
  ['tcp', { from: client, url: 'tcp://web:80' }, { from: client, url: 'tcp://web:82' }, 'tcp://web:82: '],
  [
    'udp',
    { from: client, url: 'udp://echo:81', send: { body: 'hostname' }, body: 'web-' },
    { from: client, url: 'udp://echo:81', send: { body: 'echo two' }, body: 'three' },
    'not with “three”',
  ],
  [
    'udp to another port',
    { from: client, url: 'udp://echo:81', send: { body: 'echo x' }, body: 'x' },
    { from: client, url: 'udp://empty:80', send: { body: 'echo x' } },
    'udp://empty:80: no answer came. Service default/empty has no port 80/UDP',
  ],
] as const)('reach: %s', async (_what, right, wrong, words) => {
  const now = (spec: { readonly url: string | (() => string) }) => ({
    ...spec,
    url: typeof spec.url === 'string' ? spec.url : spec.url(),
  });
  const good = await judge(reach, now(right));
  expect([good.state, good.because.en]).toEqual(['passed', expect.anything()]);
  const bad = await judge(reach, now(wrong));
  expect([bad.state, bad.because.en]).toEqual(['failed', expect.stringContaining(words)]);
  expect(bad.because.zh).not.toBe(bad.because.en);
});

test('reach: a name that is asked for at an address', async () => {
  const spec = { from: client, url: `http://${ip}/echo?msg=hi`, host: 'shop.example.com', body: 'hi' };
  const request = { current: undefined as { url: string } | undefined };
  const evidence = evidenceOf(lab, [], new Map());
  const { read } = parse(reach, spec);
  const spied = {
    ...evidence,
    fetch: (...given: Parameters<typeof evidence.fetch>) => {
      request.current = given[1];
      return evidence.fetch(...given);
    },
  };
  expect((await reach.judge(read as never, spied, 'id')).state).toBe('passed');
  expect(request.current?.url).toBe('http://shop.example.com/echo?msg=hi');
});

test('reach: no simulated time passes, also for what is lost on the way', async () => {
  const before = lab.clock.now();
  await judge(refuse, { from: 'laptop', url: `http://${ip}/`, by: 'timeout' });
  await judge(reach, { from: client, url: 'http://web/hostname', backends: 2 });
  expect(lab.clock.now() - before).toBeLessThan(100);
});

test('every node is asked, and the one that does not answer is told', async () => {
  const exercise = (port: number) =>
    ({
      id: 'e',
      checks: [
        {
          id: 'c',
          kind: reach,
          spec: parse(reach, {
            from: 'internet',
            url: `http://\${node.any.externalIP}:${port}/hostname`,
            every: 'node',
          }).read,
        },
      ],
    }) as unknown as Exercise;
  const evidence = evidenceOf(lab, [], new Map());
  const asked = new Set<string>();
  const spied = {
    ...evidence,
    fetch: (...given: Parameters<typeof evidence.fetch>) => {
      asked.add(new URL(given[1].url).hostname);
      return evidence.fetch(...given);
    },
  };
  expect((await gradeExercise(exercise(30080), spied))[0]!.state).toBe('passed');
  expect(asked.size).toBe(3);
  lab.faults = { closedPorts: [{ from: 30080, to: 30080 }] };
  const [closed] = await gradeExercise(exercise(30080), evidence);
  expect([closed!.state, closed!.because.en]).toEqual(['failed', expect.stringContaining('no answer came')]);
  lab.faults = {};
});

test('reach: past the Service is not through it', async () => {
  expect(
    (await judge(reach, { from: client, url: `http://${podIP}:8080/`, through: 'Service/default/web' })).state,
  ).toBe('failed');
  expect((await judge(reach, { from: client, url: `http://${podIP}:8080/` })).state).toBe('passed');
});

test('reach: from a Pod that is not there fails, and does not throw', async () => {
  expect((await judge(reach, { from: 'pod/default/gone', url: 'http://web/' })).state).toBe('failed');
  expect((await judge(refuse, { from: 'pod/default/gone', url: 'http://web/', by: 'refused' })).state).toBe('failed');
});

test.each([
  [
    'by refused',
    { from: client, url: 'http://empty/', by: 'refused' },
    { from: client, url: 'http://empty/', by: 'timeout' },
    'the connection was refused',
  ],
  [
    'by unresolved',
    { from: client, url: 'http://nothing/', by: 'unresolved' },
    { from: client, url: 'http://nothing/', by: 'refused' },
    'the name does not resolve there',
  ],
  [
    'by timeout',
    { from: 'laptop', url: () => `http://${ip}/`, by: 'timeout' },
    { from: 'laptop', url: () => `http://${ip}/`, by: 'refused' },
    'no answer came',
  ],
  [
    'by a status',
    { from: client, url: 'http://web/echo?code=503', by: { status: 503 } },
    { from: client, url: 'http://web/echo?code=503', by: { status: 404 } },
    'answered 503; it should have failed (404).',
  ],
  [
    'from',
    { from: 'laptop', url: () => `http://${ip}/`, by: 'timeout' },
    { from: client, url: () => `http://${ip}/`, by: 'timeout' },
    'answered 200; it should have failed (timeout).',
  ],
  [
    'url',
    { from: client, url: 'http://empty/', by: 'refused' },
    { from: client, url: 'http://web/', by: 'refused' },
    'answered 200; it should have failed (refused).',
  ],
])('refuse: %s decides', async (_what, right, wrong, words) => {
  const now = ({ url, ...rest }: { from: string; url: string | (() => string); by: unknown }) => ({
    ...rest,
    url: typeof url === 'string' ? url : url(),
  });
  expect((await judge(refuse, now(right))).state).toBe('passed');
  const failed = await judge(refuse, now(wrong));
  expect([failed.state, failed.because.en]).toEqual(['failed', expect.stringContaining(words)]);
});

test.each([
  [reach, { url: 'http://u' }, 'from', 'Missing'],
  [reach, { from: 'laptop' }, 'url', 'Missing'],
  [reach, { from: 'laptop', url: 'web:80/path with' }, 'url', 'WrongType'],
  [reach, { from: 'laptop', url: 'web' }, 'url', 'WrongType'],
  [reach, { from: 'laptop', url: 'http://u', status: '200' }, 'status', 'WrongType'],
  [reach, { from: 'laptop', url: 'http://u', body: 1 }, 'body', 'WrongType'],
  [reach, { from: 'laptop', url: 'http://u', backends: 1.5 }, 'backends', 'WrongType'],
  [reach, { from: 'laptop', url: 'http://u', backends: 0 }, 'backends', 'WrongType'],
  [reach, { from: 'laptop', url: 'http://u', through: 1 }, 'through', 'WrongType'],
  [reach, { from: 'laptop', url: 'http://u', method: 1 }, 'method', 'WrongType'],
  [reach, { from: 'laptop', url: 'http://u', verb: 'GET' }, 'verb', 'UnknownField'],
  [reach, { from: 'moon', url: 'http://u' }, 'from', 'NoSuchPlace'],
  [reach, { from: 'laptop', url: 'ftp://u' }, 'url', 'WrongType'],
  [refuse, { url: 'http://u', by: 'tls' }, 'from', 'Missing'],
  [refuse, { from: 'laptop', by: 'tls' }, 'url', 'Missing'],
  [refuse, { from: 'laptop', url: 'http://u' }, 'by', 'Missing'],
  [refuse, { from: 'laptop', url: 'http://u', by: 'magic' }, 'by', 'WrongType'],
  [refuse, { from: 'laptop', url: 'http://u', by: { status: 'x' } }, 'by.status', 'WrongType'],
  [refuse, { from: 'laptop', url: 'http://u', by: { code: 404 } }, 'by.code', 'UnknownField'],
  [refuse, { from: 'laptop', url: 'http://u', by: 'tls', status: 1 }, 'status', 'UnknownField'],
] as const)('$kind refuses %o: %s', (kind, given, path, name) =>
  expect(parse(kind, given).problems[0]).toMatchObject({ path, name }),
);
