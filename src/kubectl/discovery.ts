// What the server has: aggregated discovery, and names of types to REST mappings. Models client-go/restmapper and discovery.

import type { ApiResponse, Transport } from '#apimachinery/wire.ts';
import { ask, klog, send, statusOf } from './client.ts';
import type { Factory } from './command.ts';
import { ConnectionFail, Fail, StatusFail } from './errors.ts';

/** One type of one version, as the server serves it. */
export interface Mapping {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural. */
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** `status`, `scale`, `log`, … */
  readonly subresources: readonly string[];
}

export const groupVersionOf = (m: Mapping): string => (m.group ? `${m.group}/${m.version}` : m.version);
/** `deployments.apps`: as errors name a type. */
export const qualifiedResource = (m: Mapping): string => (m.group ? `${m.resource}.${m.group}` : m.resource);
/** `deployment.apps`: as output names a kind. */
export const qualifiedKind = (m: Mapping): string =>
  m.group ? `${m.kind.toLowerCase()}.${m.group}` : m.kind.toLowerCase();

const ACCEPT =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

interface DiscoveredResource {
  resource: string;
  responseKind?: { group?: string; version?: string; kind: string };
  scope: string;
  singularResource?: string;
  shortNames?: string[];
  categories?: string[];
  verbs?: string[];
  subresources?: { subresource: string }[];
}
interface DiscoveryList {
  kind?: string;
  items?: { metadata?: { name?: string }; versions: { version: string; resources?: DiscoveredResource[] }[] }[];
  versions?: string[];
  groups?: { name: string; versions: { version: string }[] }[];
}

function fromAggregated(list: DiscoveryList): Mapping[] {
  return (list.items ?? []).flatMap((group) =>
    group.versions.flatMap(({ version, resources = [] }) =>
      resources
        .filter((r) => r.responseKind?.kind)
        .map((r) => ({
          group: group.metadata?.name ?? '',
          version,
          kind: r.responseKind!.kind,
          resource: r.resource,
          singular: r.singularResource || r.responseKind!.kind.toLowerCase(),
          namespaced: r.scope === 'Namespaced',
          shortNames: r.shortNames ?? [],
          categories: r.categories ?? [],
          verbs: r.verbs ?? [],
          subresources: (r.subresources ?? []).map((s) => s.subresource),
        })),
    ),
  );
}

interface PlainResource {
  name: string;
  singularName?: string;
  namespaced: boolean;
  kind: string;
  shortNames?: string[];
  categories?: string[];
  verbs?: string[];
}

/** A server without aggregated discovery: one document for each group version. */
async function fromPlain(factory: Factory, group: string, versions: readonly string[]): Promise<Mapping[]> {
  const lists = await Promise.all(
    versions.map((version) =>
      ask<{ resources?: PlainResource[] }>(factory, {
        method: 'GET',
        path: group ? `/apis/${group}/${version}?timeout=32s` : `/api/${version}?timeout=32s`,
      }),
    ),
  );
  return lists.flatMap(({ resources = [] }, at) =>
    resources
      .filter((r) => !r.name.includes('/'))
      .map((r) => ({
        group,
        version: versions[at]!,
        kind: r.kind,
        resource: r.name,
        singular: r.singularName || r.kind.toLowerCase(),
        namespaced: r.namespaced,
        shortNames: r.shortNames ?? [],
        categories: r.categories ?? [],
        verbs: r.verbs ?? [],
        subresources: resources
          .filter((s) => s.name.startsWith(`${r.name}/`))
          .map((s) => s.name.slice(r.name.length + 1)),
      })),
  );
}

async function read(factory: Factory, path: string): Promise<Mapping[]> {
  const request = { method: 'GET', path: `${path}?timeout=32s`, headers: { accept: ACCEPT } } as const;
  const answer: ApiResponse = await send(factory, request);
  if (answer.code === 404) return [];
  if (answer.code >= 400) {
    const status = statusOf(answer, request);
    if (answer.code !== 401) throw new StatusFail(status);
    throw new StatusFail({ ...status, message: 'the server has asked for the client to provide credentials' });
  }
  const list = answer.body as DiscoveryList;
  if (list.kind === 'APIGroupDiscoveryList') return fromAggregated(list);
  if (list.versions) return fromPlain(factory, '', list.versions);
  const groups = list.groups ?? [];
  return (
    await Promise.all(
      groups.map((g) =>
        fromPlain(
          factory,
          g.name,
          g.versions.map((v) => v.version),
        ),
      ),
    )
  ).flat();
}

const caches = new WeakMap<Transport, Promise<readonly Mapping[]>>();

/**
 * Everything the server has, in its order. Asked once for a transport.
 * @param tries How many times kubectl's own code paths ask before they give up; each is one line on stderr.
 */
export async function discover(factory: Factory, tries = 5): Promise<readonly Mapping[]> {
  const transport = factory.transport();
  let found = caches.get(transport);
  if (!found) {
    found = Promise.all([read(factory, '/api'), read(factory, '/apis')]).then((lists) => lists.flat());
    caches.set(transport, found);
  }
  try {
    return await found;
  } catch (error) {
    caches.delete(transport);
    if (error instanceof ConnectionFail || error instanceof StatusFail) {
      const why = `couldn't get current server API group list: ${error.message}`;
      for (let line = 0; line < tries; line++) {
        klog(factory, 'E', 'memcache.go:265', `"Unhandled Error" err=${JSON.stringify(why)}`);
      }
    }
    throw error;
  }
}

/** `resource`, `resource.group`, `resource.version.group`; a group may be cut short, as meta.RESTMapper allows. */
export function findType(all: readonly Mapping[], text: string): Mapping | undefined {
  const [head = '', ...rest] = text.split('.');
  const name = head.toLowerCase();
  const names = (m: Mapping): boolean => m.resource === name || m.singular === name;
  const pick = (group: string | undefined, version: string | undefined): Mapping | undefined => {
    const within = (exact: boolean) => (m: Mapping) =>
      (group === undefined || (exact || group === '' ? m.group === group : m.group.startsWith(group))) &&
      (version === undefined || m.version === version);
    for (const exact of [true, false]) {
      const some = all.filter(within(exact));
      const found =
        some.find(names) ?? some.find((m) => m.shortNames.includes(name)) ?? some.find((m) => m.kind === head);
      if (found) return found;
    }
    return undefined;
  };
  if (rest.length === 0) return pick(undefined, undefined);
  const versioned = rest.length > 1 ? pick(rest.slice(1).join('.'), rest[0]) : undefined;
  return versioned ?? pick(rest.join('.'), undefined);
}

/** The types of other groups that go by the same short name, where it was a short name that told. */
function alsoMeant(all: readonly Mapping[], text: string, found: Mapping): readonly Mapping[] {
  const name = text.toLowerCase();
  if (text.includes('.') || all.some((m) => m.resource === name || m.singular === name)) return [];
  const others = all.filter((m) => m.shortNames.includes(name) && qualifiedResource(m) !== qualifiedResource(found));
  return [...new Map(others.map((m) => [qualifiedResource(m), m])).values()];
}

/** Says which else a short name could have meant. Models restmapper/shortcut.go. */
export function warnOfOthers(factory: Factory, all: readonly Mapping[], text: string, found: Mapping): void {
  for (const other of alsoMeant(all, text, found)) {
    const resource = qualifiedResource(other);
    factory.err(`Warning: short name ${JSON.stringify(text)} could also match lower priority resource ${resource}\n`);
  }
}

export const noSuchType = (text: string): Fail =>
  new Fail(`the server doesn't have a resource type "${text.split('.')[0]}"`);

/** The type that `text` names. Throws `the server doesn't have a resource type "foo"`. */
export async function resolveType(factory: Factory, text: string): Promise<Mapping> {
  const all = await discover(factory);
  const found = findType(all, text);
  if (!found) throw noSuchType(text);
  warnOfOthers(factory, all, text, found);
  return found;
}

/** By apiVersion and kind, as manifests name it. */
export function findKind(all: readonly Mapping[], apiVersion: string, kind: string): Mapping | undefined {
  return all.find((m) => groupVersionOf(m) === apiVersion && m.kind === kind);
}

/** As Go escapes a path segment: commas and colons stay. */
function segment(text: string): string {
  return encodeURIComponent(text).replace(/%(?:2C|3A|40|26|3D|2B|24|3B)/g, decodeURIComponent);
}

/** `/apis/apps/v1/namespaces/default/deployments/web`. An undefined namespace means all of them. */
export function pathOf(mapping: Mapping, namespace: string | undefined, name?: string, subresource?: string): string {
  const root = mapping.group ? `/apis/${mapping.group}/${mapping.version}` : `/api/${mapping.version}`;
  const scope = mapping.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  const tail = name === undefined ? '' : `/${segment(name)}${subresource ? `/${subresource}` : ''}`;
  return `${root}${scope}/${mapping.resource}${tail}`;
}
