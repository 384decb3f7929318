// The Service that exposes an object. Models kubectl/pkg/cmd/expose RunExpose and polymorphichelpers.

import type { ApiObject } from '#apimachinery/meta.ts';

export interface ExposeOptions {
  readonly name: string;
  readonly port: string;
  readonly protocol: string;
  readonly targetPort: string;
  readonly type: string;
  readonly selector: string;
  readonly labels: string;
  readonly externalIp: string;
  readonly loadBalancerIp: string;
  readonly clusterIp: string;
  readonly sessionAffinity: string;
  /** Empty unless -n was given. */
  readonly namespace: string;
}

type Labels = Record<string, string>;
interface Port {
  name?: string;
  protocol: string;
  port: number;
  targetPort: number | string;
}
interface Exposed extends ApiObject {
  spec?: {
    selector?: Labels & {
      matchLabels?: Labels;
      matchExpressions?: { key: string; operator: string; values?: string[] }[];
    };
    ports?: { port: number; protocol?: string }[];
    containers?: Container[];
    template?: { spec?: { containers?: Container[] } };
  };
}
interface Container {
  ports?: { containerPort: number; protocol?: string }[];
}
type Made = { readonly service: ApiObject } | { readonly error: string };

/** Kinds that can be exposed, by `Kind.group`. */
export const EXPOSABLE: ReadonlySet<string> = new Set([
  'Pod',
  'Service',
  'ReplicationController',
  'Deployment.apps',
  'ReplicaSet.apps',
]);

/** `a=b,c=d`; anything else is Go's complaint. */
export function parseLabels(text: string): Labels | string {
  const labels: Labels = {};
  for (const spec of text.split(',')) {
    const parts = spec.split('=');
    if (parts.length !== 2) return `unexpected label spec: ${spec}`;
    if (parts[0] === '') return 'unexpected empty label key';
    labels[parts[0]!] = parts[1]!;
  }
  return labels;
}

function selectorOf({ kind, metadata, spec }: Exposed): Labels | string {
  if (kind === 'Pod') {
    const labels = metadata.labels ?? {};
    return Object.keys(labels).length > 0 ? labels : 'the pod has no labels and cannot be exposed';
  }
  if (kind === 'Service') return spec?.selector ?? 'the service has no pod selector set';
  if (kind === 'ReplicationController') return spec?.selector ?? {};
  const { matchLabels, matchExpressions = [] } = spec?.selector ?? {};
  if (matchExpressions.length > 0) {
    const shown = matchExpressions
      .map((e) => `{Key:${e.key} Operator:${e.operator} Values:[${(e.values ?? []).join(' ')}]}`)
      .join(' ');
    return `couldn't convert expressions - "[${shown}]" to map-based selector format`;
  }
  if (!matchLabels || Object.keys(matchLabels).length === 0) {
    return `invalid ${kind === 'Deployment' ? 'deployment' : 'replicaset'}: no selectors, therefore cannot be exposed`;
  }
  return matchLabels;
}

/** Port numbers with their protocols, in the order they stand. */
function portsOf({ kind, spec }: Exposed): [number, string][] {
  if (kind === 'Service') return (spec?.ports ?? []).map((p) => [p.port, p.protocol ?? 'TCP']);
  const containers = (kind === 'Pod' ? spec?.containers : spec?.template?.spec?.containers) ?? [];
  return containers.flatMap((c) =>
    (c.ports ?? []).map((p): [number, string] => [p.containerPort, p.protocol ?? 'TCP']),
  );
}

/** Go's strconv.Atoi. */
function atoi(text: string): number | string {
  return /^[-+]?\d+$/.test(text) ? Number(text) : `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}

export const sorted = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

export function serviceFor(options: ExposeOptions, object: Exposed): Made {
  const selector = options.selector ? parseLabels(options.selector) : selectorOf(object);
  if (typeof selector === 'string') {
    return {
      error: options.selector
        ? selector
        : `couldn't retrieve selectors via --selector flag or introspection: ${selector}`,
    };
  }
  const headless = options.clusterIp === 'None';
  const found = portsOf(object);
  const numbers = options.port ? options.port.split(',') : [...new Set(found.map(([n]) => String(n)))];
  if (numbers.length === 0 && !headless) return { error: "couldn't find port via --port flag or introspection" };
  const labels = options.labels ? parseLabels(options.labels) : object.metadata.labels;
  if (typeof labels === 'string') return { error: labels };

  const protocols = new Map<string, Set<string>>();
  for (const [number, protocol] of found) {
    const known = protocols.get(String(number)) ?? new Set();
    protocols.set(String(number), known.add(protocol));
  }
  const ports: Port[] = [];
  const target = /^[-+]?\d+$/.test(options.targetPort) ? Number(options.targetPort) : options.targetPort;
  for (const [at, text] of numbers.entries()) {
    const port = atoi(text.trim() === text ? text : text);
    if (typeof port === 'string') return { error: port };
    const several = [...(protocols.get(text) ?? [])];
    const split = !options.protocol && several.length > 1;
    for (const protocol of split ? several : [options.protocol || several[0] || 'TCP']) {
      const name = split ? `port-${at + 1}-${protocol.toLowerCase()}` : numbers.length > 1 ? `port-${at + 1}` : '';
      ports.push({ ...(name && { name }), protocol, port, targetPort: options.targetPort ? target : port });
    }
  }

  const { sessionAffinity } = options;
  if (sessionAffinity && sessionAffinity !== 'None' && sessionAffinity !== 'ClientIP') {
    return { error: `unknown session affinity: ${sessionAffinity}` };
  }
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: options.name || object.metadata.name.slice(0, 63),
      ...(options.namespace && { namespace: options.namespace }),
      ...(labels && Object.keys(labels).length > 0 && { labels: sorted(labels) }),
    },
    spec: {
      ...(ports.length > 0 && { ports }),
      selector: sorted(selector),
      ...(options.clusterIp && { clusterIP: options.clusterIp }),
      ...(options.type && { type: options.type }),
      ...(options.externalIp && { externalIPs: [options.externalIp] }),
      ...(sessionAffinity && { sessionAffinity }),
      ...(options.type === 'LoadBalancer' && options.loadBalancerIp && { loadBalancerIP: options.loadBalancerIp }),
    },
    status: { loadBalancer: {} },
  };
  return { service };
}
