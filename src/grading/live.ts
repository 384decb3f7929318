// `${node.any.externalIP}`: values that are read from the cluster at the moment at which a check is judged.

import type { Node, Pod, Service } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { placesIn } from './template.ts';
import type { Text } from './text.ts';

/** Where the values come from: a cluster's objects, and the addresses of places outside it. */
export interface Readable {
  list(resource: string): Promise<readonly ApiObject[]>;
  /** Undefined where that is not known. */
  addressOf?(place: string): string | undefined;
}

type Found = string | number | undefined;

interface Kind {
  readonly kind: string;
  readonly resource: string;
  /** What may be read of it. `more` is what stands behind the field: the name of a port. */
  readonly fields: Readonly<Record<string, (object: never, more: string | undefined) => Found>>;
}

const address = (type: string) => (node: Node) => node.status?.addresses?.find((a) => a.type === type)?.address;
const portOf = ({ spec }: Service, name: string | undefined) =>
  spec.ports?.find((p) => name === undefined || p.name === name);
const ingressOf = (object: ApiObject): Found => {
  const [first] =
    (
      (object as { status?: unknown }).status as
        | { loadBalancer?: { ingress?: readonly { ip?: string; hostname?: string }[] } }
        | undefined
    )?.loadBalancer?.ingress ?? [];
  return first?.ip ?? first?.hostname;
};
const specOf = (object: ApiObject): Readonly<Record<string, unknown>> =>
  ((object as { spec?: unknown }).spec ?? {}) as Readonly<Record<string, unknown>>;
const statusOf = (object: ApiObject): Readonly<Record<string, unknown>> =>
  ((object as { status?: unknown }).status ?? {}) as Readonly<Record<string, unknown>>;
const name = ({ metadata }: ApiObject): Found => metadata.name;

/** What can be read, by the first word of the path. docs/authoring.md lists it; a test holds it to this. */
export const READABLE: Readonly<Record<string, Kind>> = {
  node: {
    kind: 'Node',
    resource: 'nodes',
    fields: { name, internalIP: address('InternalIP'), externalIP: address('ExternalIP') },
  },
  pod: {
    kind: 'Pod',
    resource: 'pods',
    fields: {
      name,
      ip: ({ status }: Pod) => status?.podIP,
      node: ({ spec }: Pod) => spec.nodeName,
    },
  },
  service: {
    kind: 'Service',
    resource: 'services',
    fields: {
      clusterIP: ({ spec }: Service) => spec.clusterIP || undefined,
      externalIP: ingressOf,
      port: (service: Service, more) => portOf(service, more)?.port,
      targetPort: (service: Service, more) => portOf(service, more)?.targetPort,
      nodePort: (service: Service, more) => portOf(service, more)?.nodePort || undefined,
      healthCheckNodePort: ({ spec }: Service) => spec.healthCheckNodePort || undefined,
    },
  },
  deployment: {
    kind: 'Deployment',
    resource: 'deployments.apps',
    fields: {
      replicas: (object: ApiObject) => specOf(object)['replicas'] as Found,
      readyReplicas: (object: ApiObject) => (statusOf(object)['readyReplicas'] ?? 0) as Found,
    },
  },
  ingress: {
    kind: 'Ingress',
    resource: 'ingresses.networking.k8s.io',
    fields: { address: ingressOf, class: (object: ApiObject) => specOf(object)['ingressClassName'] as Found },
  },
  gateway: {
    kind: 'Gateway',
    resource: 'gateways.gateway.networking.k8s.io',
    fields: {
      address: (object: ApiObject) =>
        (statusOf(object)['addresses'] as readonly { value: string }[] | undefined)?.[0]?.value,
    },
  },
};

/** Machines outside the cluster whose address can be read: `${laptop.ip}`. */
const OUTSIDE = ['laptop', 'internet'] as const;

interface Path {
  readonly root: string;
  /** `web`, `shop/web`, `any`, `app=web`. */
  readonly name: string;
  readonly field: string;
  readonly more?: string;
}

/** `${loadBalancer.web}` says the same as `${service.web.externalIP}`. */
function parsePath(place: string): Path | undefined {
  const balancer = /^loadBalancer\.([^.]+)$/.exec(place)?.[1];
  if (balancer) return { root: 'service', name: balancer, field: 'externalIP' };
  if (OUTSIDE.some((root) => place === `${root}.ip`)) return { root: place.slice(0, -3), name: '', field: 'ip' };
  const root = place.split('.')[0]!;
  if (!Object.hasOwn(READABLE, root)) return undefined;
  const fields = Object.keys(READABLE[root]!.fields).join('|');
  const found = new RegExp(`^${root}\\.(.+?)\\.(${fields})(?:\\.([\\w-]+))?$`).exec(place);
  if (!found) return undefined;
  const [, of, field, more] = found as unknown as [string, string, string, string | undefined];
  return { root, name: of, field, ...(more !== undefined && { more }) };
}

/** Can something of this form be read from a cluster? */
export const isReadable = (place: string): boolean => parsePath(place) !== undefined;

/** All forms, for an author who wrote another. */
export const readableForms = (): readonly string[] => [
  ...Object.entries(READABLE).flatMap(([root, { fields }]) =>
    Object.keys(fields).map((field) => `${root}.NAME.${field}`),
  ),
  'loadBalancer.NAME',
  ...OUTSIDE.map((root) => `${root}.ip`),
];

/** Names of objects that a text is about by its `${…}`; of the places themselves, none. */
export function namedIn(text: string): readonly string[] {
  return placesIn(text).flatMap((place) => {
    const path = parsePath(place);
    return path?.name && path.name !== 'any' ? [path.name.split(/[/=]/).at(-1)!] : [];
  });
}

/** @param any The node that `node.any` is. Default: the first that is ready. */
export async function readPlace(
  place: string,
  from: Readable,
  any?: string,
): Promise<string | { readonly missing: Text }> {
  const path = parsePath(place);
  if (!path) return { missing: { en: `Nothing is called ${place}.`, zh: `没有叫 ${place} 的值。` } };
  if ((OUTSIDE as readonly string[]).includes(path.root))
    return (
      from.addressOf?.(path.root) ?? {
        missing: { en: `The address of ${path.root} is not known.`, zh: `不知道 ${path.root} 的地址。` },
      }
    );
  const { kind, resource, fields } = READABLE[path.root]!;
  const object = find(path, await from.list(resource), any);
  const what = path.name === 'any' ? kind : `${kind} ${path.name}`;
  if (!object) return { missing: { en: `There is no ${what} yet.`, zh: `还没有 ${what}。` } };
  const read = fields[path.field]! as (object: ApiObject, more: string | undefined) => Found;
  const value = read(object, path.more);
  if (value !== undefined && value !== 'None') return String(value);
  const field = path.more ? `${path.field} ${path.more}` : path.field;
  const { name: found } = object.metadata;
  return { missing: { en: `${kind} ${found} has no ${field}.`, zh: `${kind} ${found} 没有 ${field}。` } };
}

function find({ root, name: wanted }: Path, all: readonly ApiObject[], any: string | undefined): ApiObject | undefined {
  if (root === 'node' && wanted === 'any')
    return any === undefined ? readyNodes(all)[0] : all.find((o) => o.metadata.name === any);
  const [namespace, of] =
    wanted.includes('/') && !wanted.includes('=') ? (wanted.split('/') as [string, string]) : ['default', wanted];
  if (of === 'any') return all.find((o) => o.metadata.namespace === namespace);
  const label = /^([^=]+)=(.*)$/.exec(of);
  if (label)
    return all.find(
      (o) =>
        o.metadata.namespace === namespace &&
        o.metadata.labels?.[label[1]!] === label[2] &&
        !o.metadata.deletionTimestamp,
    );
  return all.find((o) => o.metadata.name === of && (o.metadata.namespace ?? namespace) === namespace);
}

/** Nodes that the control plane hears of. */
export function readyNodes(nodes: readonly ApiObject[]): readonly ApiObject[] {
  return nodes.filter((node) =>
    (node as Node).status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  );
}

/** The value with each `${…}` read from the cluster, all the way down; the first that cannot be read is told. */
export async function fillLive<T>(
  value: T,
  from: Readable,
  any?: string,
): Promise<{ readonly value: T } | { readonly missing: Text }> {
  const values = new Map<string, string>();
  for (const place of new Set(placesIn(JSON.stringify(value) ?? ''))) {
    if (!isReadable(place)) continue;
    const read = await readPlace(place, from, any);
    if (typeof read !== 'string') return read;
    values.set(place, read);
  }
  return { value: values.size === 0 ? value : (substitute(value, values) as T) };
}

function substitute(part: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof part === 'string')
    return part.replace(/\$\{([a-zA-Z][^{}\s]*)\}/g, (all, place: string) => values.get(place) ?? all);
  if (Array.isArray(part)) return part.map((item) => substitute(item, values));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, substitute(item, values)]));
}
