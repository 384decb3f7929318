// What a client may do, step by step, as values that fast-check makes and makes smaller.

import fc from 'fast-check';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { strategies } from '#apiserver/registry/index.ts';
import type { Strategy } from '#apiserver/registry/rest/strategy.ts';
import { SAMPLES } from '../fuzz/samples.ts';

export type Loose = Record<string, unknown>;

/** A kind, and an object of it that is valid. */
export interface Kind {
  readonly resource: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly sample: Loose;
}

export const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gardens.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'gardens', singular: 'garden', kind: 'Garden', listKind: 'GardenList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {}, scale: { specReplicasPath: '.spec.beds', statusReplicasPath: '.status.beds' } },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  beds: { type: 'integer', default: 1 },
                  soil: { type: 'string' },
                  tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
                  paths: {
                    type: 'array',
                    items: {
                      type: 'object',
                      required: ['to'],
                      properties: { to: { type: 'string' }, width: { type: 'integer' } },
                    },
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['to'],
                  },
                },
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

const GARDEN: Kind = {
  resource: 'gardens',
  apiVersion: 'example.com/v1',
  kind: 'Garden',
  namespaced: true,
  sample: { spec: { soil: 'clay', tags: ['x', 'y'], paths: [{ to: 'gate', width: 1 }, { to: 'well' }] } },
};

/** Services that ask for an address or a port, which others may have. */
const CLAIMS: readonly Kind[] = [
  { clusterIP: '10.96.0.100', ports: [{ port: 80 }] },
  { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
].map((spec) => ({ resource: 'services', apiVersion: 'v1', kind: 'Service', namespaced: true, sample: { spec } }));

const kindOf = ({ resource, group, version, kind, namespaced }: Strategy<never>): Kind => ({
  resource,
  apiVersion: group ? `${group}/${version}` : version,
  kind,
  namespaced,
  sample: SAMPLES[group ? `${resource}.${group}` : resource] ?? {},
});

/** Every kind that can be created and read again. Nodes and namespaces are left as they are, that the rest has a place. */
export const KINDS: readonly Kind[] = [
  ...strategies
    .filter((s) => !s.answer && !s.computed && (!s.verbs || s.verbs.includes('create')))
    .filter((s) => !['nodes', 'namespaces', 'customresourcedefinitions', 'apiservices'].includes(s.resource))
    .map(kindOf),
  GARDEN,
  ...CLAIMS,
];

const KNOWN = KINDS.filter(({ sample }) => Object.keys(sample).length > 0);

/** How an object differs from its kind's sample. */
export interface Change {
  readonly label: string | undefined;
  readonly hold: boolean;
  /** Names a ConfigMap that owns it. */
  readonly owner: string | undefined;
  /** Which of its scalars is another one, and by how much. */
  readonly leaf: number;
  readonly by: number;
}

interface Target {
  readonly kind: Kind;
  readonly name: string;
}

export type Step =
  | (Target & { readonly do: 'create' | 'status'; readonly change: Change })
  | (Target & { readonly do: 'update'; readonly change: Change; readonly blind: boolean })
  | (Target & { readonly do: 'json' | 'merge' | 'strategic'; readonly change: Change })
  | (Target & { readonly do: 'apply'; readonly change: Change; readonly manager: string; readonly force: boolean })
  | (Target & { readonly do: 'scale'; readonly replicas: number })
  | (Target & { readonly do: 'delete'; readonly policy: string | undefined; readonly grace: number | undefined })
  | (Target & { readonly do: 'release' })
  | { readonly do: 'deletecollection'; readonly kind: Kind; readonly label: string }
  | { readonly do: 'wait'; readonly seconds: number };

const NAMES = ['a', 'b'];
const LABELS = ['red', 'blue'];

const change: fc.Arbitrary<Change> = fc.record({
  label: fc.option(fc.constantFrom(...LABELS), { nil: undefined }),
  hold: fc.boolean(),
  owner: fc.option(fc.constantFrom(...NAMES), { nil: undefined, freq: 3 }),
  leaf: fc.nat(40),
  by: fc.constantFrom(0, 0, 1, 2),
});
const rarelyHeld = fc.tuple(change, fc.nat(9)).map(([c, n]) => ({ ...c, hold: c.hold && n === 0 }));

/** @param kinds Of what. The narrower, the more the steps have to do with each other. */
export function steps(kinds: readonly Kind[], maxLength: number): fc.Arbitrary<Step[]> {
  const target = { kind: fc.constantFrom(...kinds), name: fc.constantFrom(...NAMES) };
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ ...target, do: fc.constant('create' as const), change: rarelyHeld }) },
    {
      weight: 6,
      arbitrary: fc.record({ ...target, do: fc.constant('update' as const), change: rarelyHeld, blind: fc.boolean() }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ ...target, do: fc.constantFrom('json', 'merge', 'strategic'), change: rarelyHeld }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        ...target,
        do: fc.constant('apply' as const),
        change: rarelyHeld,
        manager: fc.constantFrom('one', 'two'),
        force: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ ...target, do: fc.constant('status' as const), change: rarelyHeld }) },
    { weight: 2, arbitrary: fc.record({ ...target, do: fc.constant('scale' as const), replicas: fc.nat(3) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        ...target,
        do: fc.constant('delete' as const),
        policy: fc.constantFrom(undefined, 'Background', 'Foreground', 'Orphan'),
        grace: fc.constantFrom(undefined, 0, 5),
      }),
    },
    { weight: 2, arbitrary: fc.record({ ...target, do: fc.constant('release' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('deletecollection' as const),
        kind: target.kind,
        label: fc.constantFrom(...LABELS),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 30, 400) }) },
  );
  return fc.array(step, { minLength: 8, maxLength, size: 'max' }).map((more) => [...beginning(kinds), ...more]);
}

const UNCHANGED: Change = { label: undefined, hold: false, owner: undefined, leaf: 0, by: 0 };

/** That there is something to change. */
const beginning = (kinds: readonly Kind[]): Step[] =>
  kinds.flatMap((kind) => NAMES.map((name) => ({ do: 'create', kind, name, change: UNCHANGED }) as const));

const named = (...resources: string[]): Kind[] => KINDS.filter(({ resource }) => resources.includes(resource));

/** Kinds that have to do with each other, or any. */
export const someKinds: fc.Arbitrary<readonly Kind[]> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(named('services'), named('configmaps', 'deployments', 'jobs'), named('gardens')),
  },
  { weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom(...KNOWN), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 3 }) },
);

export const collectionOf = ({ resource, apiVersion, namespaced }: Kind): string =>
  `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}${namespaced ? '/namespaces/default' : ''}/${resource}`;

type Pointer = readonly (string | number)[];

function leavesOf(value: unknown, path: Pointer = []): Pointer[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, v]) => leavesOf(v, [...path, Array.isArray(value) ? Number(key) : key]));
}

const other = (value: unknown, by: number): unknown =>
  typeof value === 'number'
    ? value + by
    : typeof value === 'boolean'
      ? by % 2 === 0
      : `${String(value)}${'x'.repeat(by)}`;

function withLeaf(
  content: Loose,
  leaf: number,
  by: number,
): { content: Loose; path: Pointer; value: unknown } | undefined {
  const leaves = leavesOf(content).filter((p) => p.length > 0);
  const path = leaves[leaf % Math.max(1, leaves.length)];
  if (!path) return undefined;
  const copy = structuredClone(content);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const value = other(at[path.at(-1)!], by);
  at[path.at(-1)!] = value;
  return { content: copy, path, value };
}

/** What is there now, at a path: an object, or undefined. */
export type Read = (path: string) => (Loose & { metadata: Loose }) | undefined;

const JSON_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** The request that a step is, given what is there; undefined for waiting. */
export function requestOf(step: Step, read: Read): ApiRequest | undefined {
  if (step.do === 'wait') return undefined;
  const headers = { 'user-agent': 'kubectl/v1.34.5 (linux/amd64)' };
  const collection = collectionOf(step.kind);
  if (step.do === 'deletecollection')
    return {
      method: 'DELETE',
      path: `${collection}?labelSelector=${encodeURIComponent(`color=${step.label}`)}`,
      headers,
    };
  const { kind, name } = step;
  const path = `${collection}/${name}`;
  const { apiVersion, sample } = kind;
  const send = (method: ApiRequest['method'], at: string, body: unknown, type = 'application/json'): ApiRequest => ({
    method,
    path: at,
    headers: { ...headers, 'content-type': type },
    body,
  });
  const metadata = ({ label, hold, owner }: Change): Loose => {
    const held = owner ? read(`/api/v1/namespaces/default/configmaps/${owner}`) : undefined;
    const uid = held?.metadata.uid as string | undefined;
    return {
      ...(label && { labels: { color: label } }),
      ...(hold && { finalizers: ['example.com/hold'] }),
      ...(uid && kind.namespaced && { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid }] }),
    };
  };
  const whole = (change: Change): Loose & { metadata: Loose } => ({
    ...(withLeaf(sample, change.leaf, change.by)?.content ?? sample),
    apiVersion,
    kind: kind.kind,
    metadata: { name, ...metadata(change) },
  });
  switch (step.do) {
    case 'create':
      return send('POST', collection, whole(step.change));
    case 'update': {
      const old = read(path);
      if (!old || step.blind) return send('PUT', path, whole(step.change));
      const changed = withLeaf(contentOf(old), step.change.leaf, step.change.by)?.content;
      return send('PUT', path, { ...old, ...changed, metadata: { ...old.metadata, ...metadata(step.change) } });
    }
    case 'merge':
    case 'strategic': {
      const { leaf, by } = step.change;
      const content = withLeaf(sample, leaf, by)?.content ?? {};
      const [member] = Object.entries(content);
      const body = {
        metadata: metadata(step.change),
        ...(member && { [member[0]]: leaf % 7 === 0 ? null : member[1] }),
      };
      return send('PATCH', path, body, JSON_TYPES[step.do]);
    }
    case 'json': {
      const changed = withLeaf(sample, step.change.leaf, step.change.by);
      const operations = [
        { op: 'add', path: '/metadata/labels', value: { color: step.change.label ?? 'green' } },
        ...(changed ? [{ op: 'replace', path: `/${changed.path.join('/')}`, value: changed.value }] : []),
      ];
      return send('PATCH', path, operations, JSON_TYPES.json);
    }
    case 'apply': {
      const query = `?fieldManager=${step.manager}${step.force ? '&force=true' : ''}`;
      return send('PATCH', path + query, whole(step.change), 'application/apply-patch+yaml');
    }
    case 'status': {
      const old = read(path);
      const { label, by } = step.change;
      const status = {
        ...(old?.status as Loose | undefined),
        ...(kind === GARDEN && { beds: by, seen: label ?? 'no' }),
      };
      return send('PUT', `${path}/status`, { ...(old ?? whole(step.change)), status });
    }
    case 'scale':
      return send('PATCH', `${path}/scale`, { spec: { replicas: step.replicas } }, JSON_TYPES.merge);
    case 'delete': {
      const { policy, grace } = step;
      const body = {
        ...(policy && { propagationPolicy: policy }),
        ...(grace !== undefined && { gracePeriodSeconds: grace }),
      };
      return send('DELETE', path, { kind: 'DeleteOptions', apiVersion: 'v1', ...body });
    }
    case 'release':
      return send('PATCH', path, { metadata: { finalizers: null } }, JSON_TYPES.merge);
  }
}

function contentOf({ apiVersion: _a, kind: _k, metadata: _m, status: _s, ...content }: Loose): Loose {
  return content;
}
