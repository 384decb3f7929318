import { expect, test } from 'vitest';
import type { Node, Pod, PodSpec } from '#api/core/types.ts';
import { Informer } from '#client/informer.ts';
import { scheduler } from './scheduler.ts';

const node = (name: string, spec: Node['spec'] = {}, labels: Record<string, string> = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
  spec,
  status: { allocatable: { cpu: '2', memory: '4Gi', pods: '110' } },
});
const pod = (name: string, spec: Partial<PodSpec> = {}, owner?: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    uid: name,
    ...(owner && {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }],
    }),
  },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  status: { phase: 'Pending' },
});
const asking = (cpu: string): Partial<PodSpec> => ({
  containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }],
});

function world(nodes: readonly Node[], pods: readonly Pod[]): Informer {
  const cache = new Informer();
  for (const object of nodes) cache.receive({ type: 'ADDED', resource: 'nodes', object });
  for (const object of pods) cache.receive({ type: 'ADDED', resource: 'pods', object });
  return cache;
}
const sync = (cache: Informer): ReturnType<typeof scheduler.sync> =>
  scheduler.sync('default/p', cache, { nowMs: 0, random: () => 0 });
const master: Node['spec'] = { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] };

test.each([
  ['the emptier node', [node('a'), node('b')], [pod('x', { nodeName: 'a' })], {}, 'b'],
  ['a node that the taint does not keep away', [node('a', master), node('b')], [], {}, 'b'],
  ['a taint that is tolerated', [node('a', master)], [], { tolerations: [{ operator: 'Exists' }] }, 'a'],
  ['a node selector', [node('a'), node('b', {}, { disk: 'ssd' })], [], { nodeSelector: { disk: 'ssd' } }, 'b'],
  [
    'room for what it asks',
    [node('a'), node('b')],
    [pod('x', { nodeName: 'a', ...asking('1500m') }), pod('y', { nodeName: 'b' }), pod('z', { nodeName: 'b' })],
    asking('1'),
    'b',
  ],
] as const)('binds to %s', (_title, nodes, pods, spec, expected) => {
  const { requests, events } = sync(world(nodes, [...pods, pod('p', spec as Partial<PodSpec>)]));
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/api/v1/namespaces/default/pods/p/binding',
      body: {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'p', namespace: 'default', uid: 'p' },
        target: { kind: 'Node', name: expected },
      },
    },
  ]);
  expect(events![0]!.message).toBe(`Successfully assigned default/p to ${expected}`);
});

test('siblings are spread before the load is evened out', () => {
  const cache = world(
    [node('a'), node('b')],
    [pod('s', { nodeName: 'a' }, 'rs'), pod('x', { nodeName: 'b' }), pod('y', { nodeName: 'b' }), pod('p', {}, 'rs')],
  );
  expect((sync(cache).requests[0]!.body as { target: { name: string } }).target.name).toBe('b');
});

const none = (why: string, n: number, preemption = `${n} Preemption is not helpful for scheduling`): string =>
  `0/${n} nodes are available: ${why}. no new claims to deallocate, preemption: 0/${n} nodes are available: ${preemption}.`;

test.each([
  [
    'selector',
    [node('a'), node('b'), node('c')],
    { nodeSelector: { disk: 'ssd' } },
    none("3 node(s) didn't match Pod's node affinity/selector", 3),
  ],
  [
    'cpu',
    [node('a'), node('b')],
    asking('3'),
    none('2 Insufficient cpu', 2, '2 No preemption victims found for incoming pod'),
  ],
  [
    'taint',
    [node('a', master)],
    {},
    none('1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }', 1),
  ],
  ['cordoned', [node('a', { unschedulable: true })], {}, none('1 node(s) were unschedulable', 1)],
  ['no nodes', [], {}, 'no nodes available to schedule pods'],
] as const)('says why a pod cannot be placed: %s', (_title, nodes, spec, message) => {
  const cache = world(nodes, [pod('p', spec as Partial<PodSpec>)]);
  const { requests, events } = sync(cache);
  expect(events!.map((e) => `${e.type} ${e.reason} ${e.message}`)).toEqual([`Warning FailedScheduling ${message}`]);
  const next = requests[0]!.body as Pod;
  expect(next.status.conditions).toEqual([
    {
      type: 'PodScheduled',
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: '1970-01-01T00:00:00Z',
      reason: 'Unschedulable',
      message,
    },
  ]);
  cache.receive({ type: 'MODIFIED', resource: 'pods', object: next });
  expect(sync(cache).requests).toEqual([]);
  expect(scheduler.keysFor({ type: 'MODIFIED', resource: 'nodes', object: node('a') }, cache)).toEqual(['default/p']);
});

const zone = (name: string, z: string): Node => node(name, {}, { zone: z, 'kubernetes.io/hostname': name });
const labelled = (name: string, labels: Record<string, string>, spec: Partial<PodSpec> = {}): Pod => {
  const made = pod(name, spec);
  return { ...made, metadata: { ...made.metadata, labels } };
};
const term = (app: string, topologyKey = 'zone') => ({ topologyKey, labelSelector: { matchLabels: { app } } });
const required = (which: string, ...terms: object[]): Partial<PodSpec> => ({
  affinity: { [which]: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const spread = (maxSkew: number, more: object = {}): Partial<PodSpec> => ({
  topologySpreadConstraints: [
    {
      maxSkew,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
      ...more,
    },
  ],
});
const zones = [zone('a1', 'a'), zone('b1', 'b')];
const web = (name: string, nodeName: string): Pod => labelled(name, { app: 'web' }, { nodeName });
const chosen = (cache: Informer): string => {
  const { requests, events } = sync(cache);
  const body = requests[0]?.body as { target?: { name: string } } | undefined;
  return body?.target?.name ?? events![0]!.message.replace(/\. no new claims.*/, '');
};
const lonely = '0/2 nodes are available:';

test.each([
  ['company is sought', [web('x', 'b1')], required('podAffinity', term('web')), {}, 'b1'],
  [
    'company is nowhere',
    [],
    required('podAffinity', term('web')),
    {},
    `${lonely} 2 node(s) didn't match pod affinity rules`,
  ],
  ['the first of its kind is its own company', [], required('podAffinity', term('web')), { app: 'web' }, /a1|b1/],
  ['rivals are shunned', [web('x', 'a1')], required('podAntiAffinity', term('web')), {}, 'b1'],
  [
    'rivals are everywhere',
    [web('x', 'a1'), web('y', 'b1')],
    required('podAntiAffinity', term('web')),
    {},
    `${lonely} 2 node(s) didn't match pod anti-affinity rules`,
  ],
  [
    'those that are there want to be alone',
    [labelled('x', {}, { nodeName: 'a1', ...required('podAntiAffinity', term('api')) })],
    {},
    { app: 'api' },
    'b1',
  ],
  [
    'those that are there want to be alone everywhere',
    [labelled('x', {}, { nodeName: 'a1', ...required('podAntiAffinity', { ...term('api'), topologyKey: 'all' }) })],
    {},
    { app: 'api' },
    /a1|b1/,
  ],
  [
    'a key that no node has',
    [web('x', 'a1')],
    required('podAffinity', term('web', 'rack')),
    {},
    `${lonely} 2 node(s) didn't match pod affinity rules`,
  ],
  ['one zone has one more', [web('x', 'a1')], spread(1), { app: 'web' }, 'b1'],
  [
    'two more are too many',
    [web('x', 'a1'), web('y', 'a1')],
    { ...spread(1), nodeSelector: { zone: 'a' } },
    { app: 'web' },
    'a1',
  ],
  [
    'the emptier zone is closed to it, and counts all the same',
    [web('x', 'a1')],
    { ...spread(1, { nodeAffinityPolicy: 'Ignore' }), nodeSelector: { zone: 'a' } },
    { app: 'web' },
    `${lonely} 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) didn't match pod topology spread constraints`,
  ],
  [
    'too few zones',
    [web('x', 'a1'), web('y', 'b1')],
    spread(1, { minDomains: 3 }),
    { app: 'web' },
    `${lonely} 2 node(s) didn't match pod topology spread constraints`,
  ],
  [
    'a label is missing',
    [],
    spread(1, { topologyKey: 'rack' }),
    {},
    `${lonely} 2 node(s) didn't match pod topology spread constraints (missing required label)`,
  ],
  [
    'what it would like counts more than even load',
    [web('x', 'a1'), web('y', 'a1')],
    {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] } },
          ],
        },
      },
    },
    {},
    'a1',
  ],
  [
    'it would like company',
    [web('x', 'b1'), pod('y', { nodeName: 'b1' })],
    {
      affinity: {
        podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, podAffinityTerm: term('web') }] },
      },
    },
    {},
    'b1',
  ],
])('other Pods decide: %s', (_title, there, spec, labels, expected) => {
  const cache = world(zones, [...there, labelled('p', labels as Record<string, string>, spec as Partial<PodSpec>)]);
  if (typeof expected === 'string') expect(chosen(cache)).toBe(expected);
  else expect(chosen(cache)).toMatch(expected);
});

test('a Pod that waits for company is looked at when somebody was placed', () => {
  const alone = labelled('p', {}, required('podAffinity', term('web')));
  const cache = world(zones, [alone]);
  const placed = web('x', 'a1');
  cache.receive({ type: 'ADDED', resource: 'pods', object: placed });
  expect(scheduler.keysFor({ type: 'ADDED', resource: 'pods', object: placed }, cache)).toEqual(['default/p']);
});
