import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod, Service } from '#api/core/types.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../../cli/real-time.ts';
import type { Judgement } from '../../check.ts';
import { evidenceOf } from '../../evidence.ts';
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
  const context = { file: 'f', lineOf: () => undefined, problems };
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
  [reach, { from: 'laptop', url: 'http://u', backends: 0 }, 'backends', 'TooFew'],
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
