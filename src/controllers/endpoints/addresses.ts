// What the two endpoint controllers share: which Pods stand behind a Service, and on which ports.

import type { Pod, Protocol, Service } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import type { WatchEvent } from '#apimachinery/wire.ts';
import type { Index, Informer } from '#client/informer.ts';
import { isPodReady, isPodTerminal, podCondition } from '../pods.ts';
import { selects } from '../selector.ts';

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
export const HEADLESS = 'service.kubernetes.io/headless';

export interface ResolvedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly appProtocol?: string;
}

/** Services with a selector, and not ExternalName: those whose endpoints are made here. */
export function hasEndpointsMade(service: Service): boolean {
  return service.spec.type !== 'ExternalName' && Object.keys(service.spec.selector ?? {}).length > 0;
}

const pairs = (namespace: string | undefined, labels: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(labels).map(([key, value]) => `${namespace ?? ''}/${key}=${value}`);

/** By namespace and label. */
const PODS: Index<Pod> = { resource: 'pods', keysOf: ({ metadata }) => pairs(metadata.namespace, metadata.labels) };

/** By namespace and the first label that is asked for. */
const SERVICES: Index<Service> = {
  resource: 'services',
  keysOf: ({ metadata, spec }) => pairs(metadata.namespace, spec.selector).slice(0, 1),
};

export function podsBehind(service: Service, cache: Informer): readonly Pod[] {
  const { selector } = service.spec;
  let fewest: readonly Pod[] | undefined;
  for (const at of pairs(service.metadata.namespace, selector)) {
    const those = cache.by(PODS, at);
    if (!fewest || those.length < fewest.length) fewest = those;
  }
  return (fewest ?? []).filter(
    (pod) => pod.status?.podIP && !isPodTerminal(pod) && selects(selector, pod.metadata.labels),
  );
}

/** Services of a namespace that may select one of these label sets. Where there are few, all: they keep their order. */
function servicesNear(pods: readonly Pod[], cache: Informer): readonly Service[] {
  const namespace = pods[0]?.metadata.namespace ?? '';
  const all = cache.list<Service>('services', namespace);
  if (all.length <= FEW) return all;
  const places = pods.flatMap(({ metadata }) => pairs(namespace, metadata.labels));
  return [...new Set(places.flatMap((at) => cache.by(SERVICES, at)))];
}

const FEW = 50;

/** Which Services a Pod's change concerns, before and after. Source: endpointslice util GetServicesToUpdateOnPodChange. */
export function servicesOfPod({ type, object }: WatchEvent, cache: Informer): readonly Key[] {
  const pod = object as Pod;
  const old = type === 'MODIFIED' ? cache.previous<Pod>('pods', keyOf(pod)) : undefined;
  if (old && !matters(old, pod)) return [];
  return servicesNear(old ? [pod, old] : [pod], cache)
    .filter(
      ({ spec }) => selects(spec.selector, pod.metadata.labels) || (old && selects(spec.selector, old.metadata.labels)),
    )
    .map(keyOf);
}

/** Source: podEndpointsChanged. */
function matters(a: Pod, b: Pod): boolean {
  const facts = ({ metadata, spec, status }: Pod): unknown => [
    metadata.deletionTimestamp,
    metadata.labels,
    spec.nodeName,
    spec.hostname,
    spec.subdomain,
    status?.podIP,
    status?.podIPs,
  ];
  return isPodReady(a) !== isPodReady(b) || isPodTerminal(a) !== isPodTerminal(b) || !deepEqual(facts(a), facts(b));
}

/** A named targetPort is looked up in each Pod: one that lacks it has no such port. Source: FindPort. */
export function resolvedPorts({ spec }: Service, pod: Pod): readonly ResolvedPort[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  return (spec.ports ?? []).flatMap(({ name = '', protocol = 'TCP', port, targetPort = port, appProtocol }) => {
    const number =
      typeof targetPort === 'number'
        ? targetPort
        : [...pod.spec.containers, ...sidecars]
            .flatMap((c) => c.ports ?? [])
            .find((p) => p.name === targetPort && (p.protocol ?? 'TCP') === protocol)?.containerPort;
    return number === undefined ? [] : [{ name, protocol, port: number, ...(appProtocol && { appProtocol }) }];
  });
}

/** When the latest of the changes happened that these endpoints tell of: the Service made, a Pod become ready or not. */
export function lastTrigger(service: Service, pods: readonly Pod[]): string | undefined {
  let latest = service.metadata.creationTimestamp;
  for (const pod of pods) {
    const time = podCondition(pod, 'Ready')?.lastTransitionTime;
    if (time && (!latest || time > latest)) latest = time;
  }
  return latest;
}
