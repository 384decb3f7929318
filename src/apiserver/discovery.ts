// Models the discovery endpoints: which groups, versions and resources there are, aggregated and one by one.

import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { parseAccept } from '#apimachinery/table.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { Strategy, Verb } from './registry/rest/strategy.ts';

const ALL_VERBS: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** The order in which a kube-apiserver lists its groups; others follow by name. */
const GROUP_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
]
  .concat([
    'batch',
    'certificates.k8s.io',
    'networking.k8s.io',
    'policy',
    'rbac.authorization.k8s.io',
    'storage.k8s.io',
  ])
  .concat([
    'admissionregistration.k8s.io',
    'apiextensions.k8s.io',
    'scheduling.k8s.io',
    'coordination.k8s.io',
    'node.k8s.io',
    'discovery.k8s.io',
    'metrics.k8s.io',
  ]);

interface Subresource {
  readonly name: string;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly verbs: readonly string[];
}

interface Resource {
  /** Tells versions of storage apart. Undefined: nothing is stored. */
  readonly storageVersionHash?: string;
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly Subresource[];
}

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly Resource[];
}

/** Built-in ones by name, custom ones status first. Source: APIInstaller.Install, customresource_discovery_controller.go. */
function subresourcesOf(strategy: Strategy<never>): Subresource[] {
  const { group, version, kind } = strategy;
  const found: Subresource[] = Object.entries(strategy.subresources ?? {}).map(([name, handler]) => ({
    name,
    kind: { group: handler.group ?? group, version: handler.version ?? version, kind: handler.kind },
    verbs: handler.verbs,
  }));
  const verbs: readonly Verb[] = ['get', 'patch', 'update'];
  for (const [name, part] of Object.entries(strategy.parts ?? {}))
    found.push({ name, kind: { group, version, kind }, verbs: part.verbs ?? verbs });
  if (strategy.scale)
    found.push({ name: 'scale', kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs });
  if (strategy.statusSubresource) found.push({ name: 'status', kind: { group, version, kind }, verbs });
  const sign = strategy.custom ? -1 : 1;
  return found.sort((a, b) => (a.name < b.name ? -sign : sign));
}

/** Source: apiserver/pkg/endpoints/discovery StorageVersionHash. */
function storageVersionHash(strategy: Strategy<never>): string | undefined {
  const { group, version, kind, storedAs, verbs, answer, computed } = strategy;
  if (answer || computed || (verbs && !verbs.includes('create'))) return undefined;
  const stored = storedAs?.apiVersion ?? `${group}/${version}`;
  return hashOf(`${stored.includes('/') ? stored : `/${stored}`}/${kind}`);
}

const hashes = new Map<string, string>();

function hashOf(text: string): string {
  let hash = hashes.get(text);
  if (hash === undefined) {
    hash = btoa(String.fromCharCode(...sha256(new TextEncoder().encode(text)).subarray(0, 8)));
    hashes.set(text, hash);
  }
  return hash;
}

const rank = (group: string): number => {
  const at = GROUP_ORDER.indexOf(group);
  return at < 0 ? GROUP_ORDER.length : at;
};

export function groupVersionsOf(strategies: readonly Strategy<never>[]): GroupVersion[] {
  const found = new Map<string, { group: string; version: string; resources: Resource[] }>();
  const of = (group: string, version: string): Resource[] => {
    const key = `${group}/${version}`;
    let entry = found.get(key);
    if (!entry) found.set(key, (entry = { group, version, resources: [] }));
    return entry.resources;
  };
  for (const s of strategies) {
    const hash = storageVersionHash(s);
    of(s.group, s.version).push({
      ...(hash !== undefined && { storageVersionHash: hash }),
      name: s.resource,
      singular: s.singular,
      kind: s.kind,
      namespaced: s.namespaced,
      verbs: s.verbs ?? ALL_VERBS,
      shortNames: s.shortNames ?? [],
      categories: s.categories ?? [],
      subresources: subresourcesOf(s),
    });
  }
  for (const { resources } of found.values()) resources.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...found.values()].sort(
    (a, b) =>
      rank(a.group) - rank(b.group) ||
      (a.group < b.group ? -1 : a.group > b.group ? 1 : newerFirst(a.version, b.version)),
  );
}

/** v2, v1, v1beta1. Source: apimachinery version.CompareKubeAwareVersionStrings. */
function newerFirst(a: string, b: string): number {
  const score = (v: string): number => {
    const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(v) ?? [];
    return (stage === '' ? 2 : stage === 'beta' ? 1 : 0) * 1e6 + Number(major) * 1e3 + Number(minor);
  };
  return score(b) - score(a);
}

/** Aggregated discovery if the client asks for it. `core` picks `/api` or `/apis`. */
export function aggregated(
  groupVersions: readonly GroupVersion[],
  core: boolean,
  headers: NonNullable<ApiRequest['headers']>,
): ApiResponse | undefined {
  const { accept = '', 'if-none-match': known } = headers;
  const asked = parseAccept(accept).find(
    ({ type, parameters: { g, v, as } }) =>
      type === 'application/json' &&
      g === 'apidiscovery.k8s.io' &&
      as === 'APIGroupDiscoveryList' &&
      (v === 'v2' || v === 'v2beta1'),
  );
  const plain = parseAccept(accept)[0];
  if (!asked || (plain?.type === 'application/json' && plain.parameters.as === undefined)) return undefined;
  const { v = 'v2' } = asked.parameters;
  const groups = [...new Set(groupVersions.map((gv) => gv.group))].filter((g) => (g === '') === core);
  const items = groups.map((group) => ({
    metadata: { ...(group && { name: group }), creationTimestamp: null },
    versions: groupVersions
      .filter((gv) => gv.group === group)
      .map(({ version, resources }) => ({
        version,
        resources: resources.map((r) => ({
          resource: r.name,
          responseKind: { group, version, kind: r.kind },
          scope: r.namespaced ? 'Namespaced' : 'Cluster',
          singularResource: r.singular,
          verbs: r.verbs,
          ...(r.shortNames.length > 0 && { shortNames: r.shortNames }),
          ...(r.categories.length > 0 && { categories: r.categories }),
          ...(r.subresources.length > 0 && {
            subresources: r.subresources.map((s) => ({ subresource: s.name, responseKind: s.kind, verbs: s.verbs })),
          }),
        })),
        freshness: 'Current',
      })),
  }));
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${v}`, metadata: {}, items };
  // Source: aggregated/etag.go ServeHTTPWithETag.
  const etag = JSON.stringify(etagOf(groupVersions, `${core} ${v}`, body));
  const cached = { etag, vary: 'Accept', 'cache-control': 'public' };
  if (known === etag) return { code: 304, headers: cached, body: undefined };
  const type = `application/json;g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`;
  return { code: 200, headers: { ...cached, 'content-type': type }, body };
}

/** By what is served, which is made anew when it changes, and by what is asked for. */
const etags = new WeakMap<readonly GroupVersion[], Map<string, string>>();

function etagOf(groupVersions: readonly GroupVersion[], asked: string, body: unknown): string {
  let known = etags.get(groupVersions);
  if (!known) etags.set(groupVersions, (known = new Map()));
  let etag = known.get(asked);
  if (etag === undefined) {
    const digest = sha512(new TextEncoder().encode(JSON.stringify(body)));
    etag = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
    known.set(asked, etag);
  }
  return etag;
}

export function apiVersions(serverAddress: string): unknown {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

function apiGroup(group: string, groupVersions: readonly GroupVersion[]): Record<string, unknown> {
  const versions = groupVersions
    .filter((gv) => gv.group === group)
    .map(({ version }) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

export function apiGroupList(groupVersions: readonly GroupVersion[]): unknown {
  const groups = [...new Set(groupVersions.map((gv) => gv.group))].filter(Boolean);
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((g) => apiGroup(g, groupVersions)) };
}

/** Undefined if there is no such group. */
export function oneApiGroup(group: string, groupVersions: readonly GroupVersion[]): unknown {
  if (!group || !groupVersions.some((gv) => gv.group === group)) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, groupVersions) };
}

export function apiResourceList({ group, version, resources }: GroupVersion): unknown {
  const groupVersion = group ? `${group}/${version}` : version;
  return {
    kind: 'APIResourceList',
    ...(group && { apiVersion: 'v1' }),
    groupVersion,
    resources: resources.flatMap((r) => [
      {
        name: r.name,
        singularName: r.singular,
        namespaced: r.namespaced,
        kind: r.kind,
        verbs: r.verbs,
        ...(r.shortNames.length > 0 && { shortNames: r.shortNames }),
        ...(r.categories.length > 0 && { categories: r.categories }),
        ...(r.storageVersionHash !== undefined && { storageVersionHash: r.storageVersionHash }),
      },
      ...r.subresources.map((s) => ({
        name: `${r.name}/${s.name}`,
        singularName: '',
        namespaced: r.namespaced,
        ...((s.kind.group !== group || s.kind.version !== version) && { group: s.kind.group, version: s.kind.version }),
        kind: s.kind.kind,
        verbs: s.verbs,
      })),
    ]),
  };
}
