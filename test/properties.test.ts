// Whatever is done, in whatever order: HTTP and the page agree, watches tell the truth, and no invariant breaks.

import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Service } from '#api/core/types.ts';
import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { preload } from '#lab/preload.ts';
import { serveApi } from '../src/cli/http/server.ts';
import { replayed, type Subject, subject } from './properties/cluster.ts';
import {
  collectionOf,
  KINDS,
  type Kind,
  type Loose,
  requestOf,
  type Step,
  someKinds,
  steps,
} from './properties/steps.ts';

await preload();

/** Sequences that each property is tried with, always the same ones unless others are asked for: PROPERTY_RUNS=500 PROPERTY_SEED=2. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 10);
const SEED = Number(process.env.PROPERTY_SEED ?? 1);
const LENGTH = 30;
/** Milliseconds for events that have been told on the other side already. */
const PATIENCE_MS = 5_000;
const sequences = someKinds.chain((kinds) => steps(kinds, LENGTH));
// Making a sequence smaller takes its time: PROPERTY_SHRINK=1.
const PARAMETERS = { numRuns: RUNS, seed: SEED, endOnFailure: process.env.PROPERTY_SHRINK === undefined };

const told = ({ method, path, body }: ApiRequest): string => `${method} ${path} ${JSON.stringify(body)}`;
const plain = (value: unknown): unknown => (value === undefined ? '' : JSON.parse(JSON.stringify(value)));

/** The whole of a request and its answer through a socket. */
async function throughHttp(server: string, { method, path, headers, body }: ApiRequest): Promise<ApiResponse> {
  const response = await fetch(server + path, {
    method,
    headers: { ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
  return { code: response.status, body: isJson ? JSON.parse(text) : text };
}

/** Events of a watch through a socket; `until(n)` resolves when n have come. */
async function watchThroughHttp(
  server: string,
  path: string,
): Promise<{ told: Loose[]; until(n: number): Promise<void>; stop(): void }> {
  const controller = new AbortController();
  const response = await fetch(server + path, { signal: controller.signal });
  expect(response.status, path).toBe(200);
  const events: Loose[] = [];
  let waiting: { n: number; resolve(): void } | undefined;
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const lines = text.split('\n');
      text = lines.pop()!;
      events.push(...lines.map((line) => JSON.parse(line) as Loose));
      if (waiting && events.length >= waiting.n) waiting.resolve();
    }
  })().catch(() => undefined);
  return {
    told: events,
    // What does not come is told by the comparison, not by a test that hangs.
    until: (n) =>
      events.length >= n
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting = { n, resolve };
            setTimeout(resolve, PATIENCE_MS).unref();
          }),
    stop: () => controller.abort(),
  };
}

/** What runs in containers is awaited in both clusters, as between two things that a person does. */
const programsRest = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

const kindsOf = (sequence: readonly Step[]): Kind[] => [
  ...new Set(sequence.flatMap((step) => (step.do === 'wait' ? [] : [step.kind]))),
];

const listOf = (of: Subject, path: string): ApiList => plain(of.read(path)) as ApiList;

test('through HTTP a sequence has the same answers, and leaves the same state, as in the page', async () => {
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      const [page, http] = [subject(), subject()];
      const served = await serveApi({
        port: 0,
        token: undefined,
        holder: LEARNER,
        handle: (request, user) => http.lab.handle(request, user),
        portolan: async () => undefined,
      });
      const server = `http://127.0.0.1:${served.port}`;
      try {
        const watches = [];
        for (const kind of kindsOf(sequence)) {
          const path = collectionOf(kind);
          const list = listOf(page, path);
          // Without a limit of its own a watch ends when simulated time has gone on long enough.
          const query = `${path}?watch=1&timeoutSeconds=1000000&resourceVersion=${list.metadata.resourceVersion}`;
          watches.push({ path, list, page: page.watch(query), http: await watchThroughHttp(server, query) });
        }
        for (const step of sequence) {
          if (step.do === 'wait') {
            for (const { lab } of [page, http]) lab.advance(step.seconds * 1000);
            await programsRest();
            continue;
          }
          const request = requestOf(step, page.read)!;
          const expected = await page.call(request);
          const answer = await throughHttp(server, request);
          await programsRest();
          deepStrictEqual({ ...answer }, { code: expected.code, body: plain(expected.body) }, told(request));
        }
        for (const { path, list, page: here, http: there } of watches) {
          await there.until(here.length);
          there.stop();
          deepStrictEqual(there.told, plain(here), `the watch of ${path}`);
          const now = listOf(http, path);
          const { kind, apiVersion } = KINDS.find((k) => collectionOf(k) === path)!;
          const typed = (object: ApiObject): object => ({ ...object, kind, apiVersion });
          deepStrictEqual(
            replayed(list.items.map(typed) as ApiObject[], there.told),
            now.items.map(typed),
            `${path}, replayed`,
          );
        }
        deepStrictEqual(plain(http.lab.snapshot().storage), plain(page.lab.snapshot().storage));
      } finally {
        served.close();
      }
    }),
    PARAMETERS,
  );
}, 600_000);

test('no sequence breaks an invariant', async () => {
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      const of = subject();
      let revision = of.lab.cluster.storage.revision;
      for (const step of sequence) {
        if (step.do === 'wait') of.lab.advance(step.seconds * 1000);
        else {
          const request = requestOf(step, of.read)!;
          const before = of.read(request.path.replace(/\?.*|\/(status|scale)$/g, ''));
          const { answer, changes } = of.act(request);
          expect(answer.code, `${told(request)}\n${JSON.stringify(answer.body)}`).toBeLessThan(500);
          checkHeld(step, before, of.read, request);
          if (isStatus(answer.body) && answer.body.status === 'Failure')
            expect(changes.length, `${told(request)}: refused, and yet something has changed`).toBe(0);
        }
        for (const event of of.events.filter((e) => e.revision > revision)) checkEvent(event, ++revision);
      }
      checkIdentities(of);
      checkAllocations(of);
      checkOwners(of);
      await checkFreed(of);
    }),
    PARAMETERS,
  );
}, 600_000);

/** A finalizer keeps an object through any deletion, and nothing else does. */
function checkHeld(step: Step, before: Loose | undefined, read: Subject['read'], { path }: ApiRequest): void {
  if (step.do !== 'delete' || !before) return;
  const { finalizers } = before.metadata as ApiObject['metadata'];
  if (!finalizers?.includes('example.com/hold')) return;
  expect(read(path)?.metadata.deletionTimestamp, `${path} is held`).toBeDefined();
}

function checkEvent({ type, object, previous, resource, revision }: Subject['events'][number], expected: number): void {
  const { metadata } = object;
  const what = `${type} ${resource} ${metadata.name}`;
  expect([revision, metadata.resourceVersion], what).toEqual([expected, String(expected)]);
  if (type === 'ADDED') {
    expect(previous, what).toBeUndefined();
    return;
  }
  const old = previous!.metadata;
  expect(Number(old.resourceVersion), what).toBeLessThan(expected);
  expect([metadata.uid, metadata.creationTimestamp], what).toEqual([old.uid, old.creationTimestamp]);
  if (type === 'DELETED') {
    // What was held has been marked before.
    if (old.finalizers?.length) expect(old.deletionTimestamp, what).toBeDefined();
    return;
  }
  expect(old.deletionTimestamp && !metadata.deletionTimestamp, `${what}: a deletion is taken back`).toBeFalsy();
  if (old.generation === undefined) return;
  const rises = metadata.generation! - old.generation;
  expect([0, 1], what).toContain(rises);
  // The scheduler's binding is no change of what is wanted. Source: registry/core/pod/storage setPodNodeAndMetadata.
  const spec = (o: ApiObject): unknown => ({ ...(o as { spec?: Loose }).spec, nodeName: undefined });
  const isMarked = !old.deletionTimestamp && metadata.deletionTimestamp !== undefined;
  if ('spec' in object && !isMarked)
    expect(rises, `${what}: generation and spec`).toBe(isDeepStrictEqual(spec(previous!), spec(object)) ? 0 : 1);
}

/** A name that is given again is another thing. */
function checkIdentities({ events }: Subject): void {
  const uids = events.filter(({ type }) => type === 'ADDED').map(({ object }) => object.metadata.uid);
  expect(new Set(uids).size, 'every uid is given once').toBe(uids.length);
}

/** Addresses and ports belong to one Service each. More of this is in properties-services.test.ts. */
function checkAllocations({ lab }: Subject): void {
  const services = lab.cluster.storage.list<Service>('services');
  const once = (values: readonly unknown[], what: string): void =>
    expect(new Set(values).size, `${what}: ${values}`).toBe(values.length);
  once(
    services.flatMap(({ spec }) => (spec.clusterIPs ?? []).filter((ip) => ip !== 'None')),
    'cluster IPs',
  );
  once(
    services.flatMap(({ spec }) =>
      (spec.ports ?? []).flatMap(({ nodePort, protocol }) => (nodePort ? [`${protocol} ${nodePort}`] : [])),
    ),
    'node ports',
  );
  for (const { spec } of services)
    for (const ip of spec.clusterIPs ?? []) if (ip !== 'None') expect(ip).toMatch(/^10\.(9[6-9]|10\d|11[01])\./);
}

/** Owners that are gone have taken with them what only they own. */
function checkOwners({ lab }: Subject): void {
  lab.settle();
  const objects = Object.values(lab.snapshot().storage.objects).flat();
  const uids = new Set(objects.map((o) => o.metadata.uid));
  for (const { metadata, kind } of objects) {
    const { ownerReferences = [], deletionTimestamp, name } = metadata;
    if (ownerReferences.length === 0 || deletionTimestamp) continue;
    expect(
      ownerReferences.some(({ uid }) => uids.has(uid)),
      `${kind} ${name} outlives its owners`,
    ).toBe(true);
  }
}

/** What Services held can be had by others once they are gone. */
async function checkFreed(of: Subject): Promise<void> {
  const path = '/api/v1/namespaces/default/services';
  const { items } = listOf(of, path) as unknown as { items: Service[] };
  for (const { metadata } of items) {
    await of.call({
      method: 'PATCH',
      path: `${path}/${metadata.name}`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { metadata: { finalizers: null } },
    });
    await of.call({ method: 'DELETE', path: `${path}/${metadata.name}` });
  }
  for (const [i, { spec, metadata }] of items.entries()) {
    const ports = (spec.ports ?? []).filter((p) => p.nodePort);
    // The cluster's own Service comes back by itself.
    if (metadata.name === 'kubernetes' || !spec.clusterIP || spec.clusterIP === 'None') continue;
    const type = ports.length > 0 ? 'NodePort' : 'ClusterIP';
    const body = {
      metadata: { name: `again-${i}` },
      spec: {
        type,
        clusterIP: spec.clusterIP,
        ports:
          ports.length > 0
            ? ports.map(({ name, port, protocol, nodePort }) => ({ name, port, protocol, nodePort }))
            : [{ port: 1 }],
      },
    };
    const answer = await of.call({ method: 'POST', path, body });
    expect(answer.code, JSON.stringify(answer.body)).toBe(201);
  }
}
