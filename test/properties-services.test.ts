// Whatever is asked of Services, in whatever order: an address and a port are one Service's, an identity and a revision are never given twice.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Service } from '#api/core/types.ts';
import type { IPAddress } from '#api/networking/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, StreamingResponse } from '#apimachinery/wire.ts';
import { loadYaml } from '#apimachinery/yaml-loader.ts';
import { strategies } from '#apiserver/registry/index.ts';
import { noNodes } from '#apiserver/registry/rest/verbs.testing.ts';
import { ApiServer } from '#apiserver/server.ts';
import { type LoggedEvent, MemoryStorage } from '#apiserver/storage.ts';
import { replayed } from './properties/cluster.ts';
import { ADDRESSES, SERVICES, type ServiceStep, serviceRequest, serviceSteps } from './properties/services.ts';
import type { Loose } from './properties/steps.ts';

await loadYaml();

/** The same sequences every time unless others are asked for: PROPERTY_RUNS=500 PROPERTY_SEED=2. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 100);
const SEED = Number(process.env.PROPERTY_SEED ?? 1);
const PARAMETERS = { numRuns: RUNS, seed: SEED, endOnFailure: process.env.PROPERTY_SHRINK === undefined };

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** An API server that nothing but the sequence touches. */
function server() {
  let state = 1;
  const storage = new MemoryStorage();
  // One of sixteen values: identities are as many as ever, and what is looked for from a random place on soon meets what is taken.
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 28) / 16;
  };
  const api = new ApiServer({
    context: { now: () => Date.parse('2026-01-01T00:00:00Z'), random, nodes: noNodes },
    storage,
    strategies,
    after: () => () => undefined,
  });
  const events: LoggedEvent[] = [];
  storage.subscribe((event) => events.push(event));
  const call = (request: ApiRequest): ApiResponse => api.handle(request, ADMIN) as ApiResponse;
  call({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'default' } } });
  const read = (path: string): Loose | undefined => {
    const { code, body } = call({ method: 'GET', path });
    return code === 200 ? (structuredClone(body) as Loose) : undefined;
  };
  const watch = (path: string): Loose[] => {
    const told: Loose[] = [];
    const { open } = api.handle({ method: 'GET', path }, ADMIN) as StreamingResponse;
    open({ piece: (event) => told.push(structuredClone(event) as Loose), end: () => undefined });
    return told;
  };
  return { storage, events, call, read, watch };
}
type Subject = ReturnType<typeof server>;

test('addresses and ports are one Service’s, identities and revisions are never given twice', () => {
  fc.assert(
    fc.property(serviceSteps(30), (sequence) => {
      const of = server();
      // Their order is that of storage's revisions, from the first one on.
      const watches = [SERVICES, ADDRESSES].map((path) => ({
        path,
        told: of.watch(`${path}?watch=1&resourceVersion=0`),
      }));
      for (const [i, step] of sequence.entries()) {
        // One that comes late is told of what is there first.
        if (i === sequence.length >> 1)
          for (const path of [SERVICES, ADDRESSES])
            watches.push({ path, told: of.watch(`${path}?watch=1&resourceVersion=0`) });
        const from = of.storage.revision;
        const request = serviceRequest(step, of.read);
        const answer = of.call(request);
        const what = `${request.method} ${request.path} ${JSON.stringify(request.body)}`;
        const { message = '' } = answer.body as { message?: string };
        // The one refusal that the source itself calls an internal error.
        if (!message.includes('failed to allocate requested HealthCheck NodePort'))
          expect(answer.code, `${what}\n${message}`).toBeLessThan(500);
        checkAnswer(of, step, request, answer, from, what);
        checkServices(of, what);
      }
      checkRevisions(of);
      checkIdentities(of);
      for (const { path, told } of watches) {
        const list = of.read(path) as unknown as { items: ApiObject[]; kind: string; apiVersion: string };
        const typed = list.items.map((o) => ({
          ...o,
          apiVersion: list.apiVersion,
          kind: list.kind.replace(/List$/, ''),
        }));
        expect(replayed([], told), `the watch of ${path}, replayed`).toEqual(typed);
        const revisions = told.map((e) => Number((e.object as ApiObject).metadata.resourceVersion));
        once(revisions, `the watch of ${path}: revisions`);
      }
      checkFreed(of);
    }),
    PARAMETERS,
  );
}, 600_000);

/** What is refused, or only tried, leaves no trace; what is done is told by its revision. */
function checkAnswer(
  of: Subject,
  step: ServiceStep,
  { path, method }: ApiRequest,
  { body }: ApiResponse,
  from: number,
  what: string,
): void {
  const { revision } = of.storage;
  const isRefused = isStatus(body) && body.status === 'Failure';
  if (isRefused || path.includes('dryRun'))
    expect(revision, `${what}: nothing is done, and yet something has changed`).toBe(from);
  if (isRefused || path.includes('dryRun') || method === 'DELETE' || step.do === 'clear') return;
  const { metadata } = body as ApiObject;
  const there = of.read(`${path.replace(/\?.*/, '').replace(new RegExp(`/${metadata.name}$`), '')}/${metadata.name}`);
  expect(there?.metadata, `${what}: the answer is what is stored`).toEqual(metadata);
  expect(Number(metadata.resourceVersion), what).toBeLessThanOrEqual(revision);
  expect(metadata.creationTimestamp, `${what}: when it was made is not the client's to say`).toBe(
    '2026-01-01T00:00:00Z',
  );
}

function once(values: readonly unknown[], what: string): void {
  expect(new Set(values).size, `${what}: ${values}`).toBe(values.length);
}

function checkServices({ storage }: Subject, what: string): void {
  const services = storage.list<Service>('services');
  const ipsOf = ({ spec }: Service): string[] => (spec.clusterIPs ?? []).filter((ip) => ip !== 'None');
  const ips = services.flatMap(ipsOf);
  once(ips, `${what}: cluster IPs`);
  for (const { metadata, spec } of services) {
    const who = `${what}: ${metadata.name}`;
    const needsAddress = spec.type !== 'ExternalName' && spec.clusterIP !== 'None';
    expect(Boolean(spec.clusterIP), `${who} has an address if it needs one`).toBe(
      needsAddress || spec.clusterIP === 'None',
    );
    if (needsAddress) expect(spec.clusterIP, who).toMatch(/^10\.(9[6-9]|10\d|11[01])\./);
    const isExposed =
      spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
    if (isExposed)
      expect(
        (spec.ports ?? []).every((p) => p.nodePort),
        `${who} has its node ports`,
      ).toBe(true);
    if (spec.type === 'ClusterIP' || spec.type === 'ExternalName')
      expect(
        (spec.ports ?? []).some((p) => p.nodePort),
        `${who} has no node ports`,
      ).toBe(false);
    const isChecked = spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
    expect(Boolean(spec.healthCheckNodePort), `${who} has a health check's port if it needs one`).toBe(isChecked);
  }
  // Ports of one Service may share a node port, as TCP and UDP do; a health check's is for itself.
  const held = services.map(({ spec }) => [...new Set((spec.ports ?? []).flatMap((p) => p.nodePort ?? []))]);
  const checks = services.flatMap(({ spec }) => spec.healthCheckNodePort || []);
  once([...held.flat(), ...checks], `${what}: node ports`);
  for (const port of [...held.flat(), ...checks])
    expect(port >= 30000 && port <= 32767, `${what}: node port ${port}`).toBe(true);
  const noted = storage.list<IPAddress>('ipaddresses.networking.k8s.io').filter(({ metadata }) => metadata.labels);
  const byWhom = noted.map(({ metadata, spec }) => `${metadata.name} ${spec.parentRef?.name}`).sort();
  expect(byWhom, `${what}: IPAddresses`).toEqual(
    services.flatMap((s) => ipsOf(s).map((ip) => `${ip} ${s.metadata.name}`)).sort(),
  );
}

function checkRevisions({ events, storage, read }: Subject): void {
  events.forEach((event, i) => {
    const what = `${event.type} ${event.resource} ${event.object.metadata.name}`;
    expect([event.revision, event.object.metadata.resourceVersion], what).toEqual([
      events[0]!.revision + i,
      String(events[0]!.revision + i),
    ]);
    const before = Number(event.previous?.metadata.resourceVersion ?? 0);
    expect(before, `${what}: rises`).toBeLessThan(event.revision);
  });
  expect(events.at(-1)?.revision).toBe(storage.revision);
  expect((read(SERVICES)!.metadata as Loose).resourceVersion).toBe(String(storage.revision));
}

/** Of whatever was there at any time: a name that is given again is another thing. */
function checkIdentities({ events }: Subject): void {
  const added = events.filter(({ type }) => type === 'ADDED');
  once(
    added.map(({ object }) => object.metadata.uid),
    'uids',
  );
  for (const { type, object, previous, resource } of events)
    if (type !== 'ADDED')
      expect(object.metadata.uid, `${resource} ${object.metadata.name}`).toBe(previous!.metadata.uid);
}

/** What Services held can be had by others once they are gone. */
function checkFreed({ call, storage }: Subject): void {
  const services = storage.list<Service>('services');
  for (const { metadata } of services) call({ method: 'DELETE', path: `${SERVICES}/${metadata.name}` });
  for (const [i, { spec }] of services.entries()) {
    if (!spec.clusterIP || spec.clusterIP === 'None') continue;
    const nodePorts = [...new Set((spec.ports ?? []).flatMap((p) => p.nodePort || []))];
    const ports = nodePorts.map((nodePort) => ({ name: `p${nodePort}`, port: nodePort, nodePort }));
    const type = ports.length > 0 ? 'NodePort' : 'ClusterIP';
    const wanted = { type, clusterIP: spec.clusterIP, ports: ports.length > 0 ? ports : [{ port: 1 }] };
    const body = { metadata: { name: `again-${i}` }, spec: wanted };
    const answer = call({ method: 'POST', path: SERVICES, body });
    expect(answer.code, JSON.stringify(answer.body)).toBe(201);
  }
}
