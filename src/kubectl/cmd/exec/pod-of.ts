// From `web`, `deploy/web` or `svc/web` to one Pod, and to one of its containers. Models polymorphichelpers AttachablePodForObject and podcmd.

import type { Pod } from '#api/core/types.ts';
import { requirementsOf, requirementsText } from '#apimachinery/labels.ts';
import type { ApiList, ApiObject, LabelSelector } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { resolveType } from '../../discovery.ts';
import { Fail } from '../../errors.ts';
import { getObject, type Info } from '../../resource/builder.ts';

/** The argument as something to fetch: a bare name is a Pod's. */
export async function infoOf(factory: Factory, arg: string): Promise<Info> {
  const slash = arg.indexOf('/');
  const type = slash < 0 ? 'pods' : arg.slice(0, slash);
  const mapping = await resolveType(factory, type);
  return {
    mapping,
    namespace: mapping.namespaced ? factory.namespace.name : undefined,
    name: slash < 0 ? arg : arg.slice(slash + 1),
    source: '',
  };
}

const goType = (object: ApiObject): string => `*${object.apiVersion.split('/').at(-1)}.${object.kind}`;

type Selecting = ApiObject & { spec?: { selector?: unknown } };

/** Which Pods stand for `object`. Throws Go's reason why none can. Models SelectorsForObject. */
export function selectorFor(object: Selecting): string {
  const selector = object.spec?.selector as Record<string, string> | LabelSelector | undefined;
  switch (object.kind) {
    case 'Service':
      if (!selector || Object.keys(selector).length === 0) {
        throw new Fail(`invalid service '${object.metadata.name}': Service is defined without a selector`);
      }
      return requirementsText(requirementsOf({ matchLabels: selector as Record<string, string> }));
    case 'ReplicationController':
      return requirementsText(requirementsOf({ matchLabels: (selector ?? {}) as Record<string, string> }));
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return requirementsText(requirementsOf((selector ?? {}) as LabelSelector));
    default:
      throw new Fail(`selector for ${goType(object)} not implemented`);
  }
}

export async function podsFor(factory: Factory, object: ApiObject, doing: string): Promise<Pod[]> {
  let labelSelector: string;
  try {
    labelSelector = selectorFor(object);
  } catch (error) {
    throw error instanceof Fail ? new Fail(`${doing} ${goType(object)}: ${error.message}`) : error;
  }
  const path = `/api/v1/namespaces/${object.metadata.namespace}/pods${query({ labelSelector })}`;
  const { items } = await ask<ApiList<Pod>>(factory, { method: 'GET', path, headers: { accept: 'application/json' } });
  return items.map((pod) => ({ ...pod, apiVersion: 'v1', kind: 'Pod' }));
}

const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
const PHASES = ['Unknown', 'Pending', 'Running'];

/** The one to talk to first: on a node, running, ready, ready for longest. Models controller.ActivePods. */
export function mostActive(pods: readonly Pod[]): Pod[] {
  const readySince = (pod: Pod): string =>
    pod.status?.conditions?.find((c) => c.type === 'Ready')?.lastTransitionTime ?? '';
  const rank = (pod: Pod): number[] => [
    pod.spec.nodeName ? 1 : 0,
    PHASES.indexOf(pod.status?.phase ?? 'Unknown'),
    isReady(pod) ? 1 : 0,
  ];
  return [...pods].sort((a, b) => {
    const [one, two] = [rank(a), rank(b)];
    for (let at = 0; at < one.length; at++) if (one[at] !== two[at]) return two[at]! - one[at]!;
    if (readySince(a) !== readySince(b)) return readySince(a) < readySince(b) ? -1 : 1;
    return (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 0;
  });
}

/** Waits, as --pod-running-timeout says, until there is one; then the best of them. */
export async function onePod(factory: Factory, object: ApiObject, doing: string): Promise<{ pod: Pod; of: number }> {
  if (object.kind === 'Pod') return { pod: object as Pod, of: 1 };
  const { host, signal } = factory.process;
  const deadline = host.now() + factory.flags.durationMs('pod-running-timeout');
  for (;;) {
    const pods = await podsFor(factory, object, doing);
    const [best] = mostActive(pods);
    if (best) return { pod: best, of: pods.length };
    if (signal.aborted || host.now() >= deadline) throw new Fail('timed out waiting for the condition');
    await host.sleep(1000, signal);
  }
}

export async function podOf(factory: Factory, arg: string): Promise<Pod> {
  const object = await getObject<ApiObject>(factory, await infoOf(factory, arg));
  return (await onePod(factory, object, 'cannot attach to')).pod;
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Every container's name, with what it is: `web, setup (init)`. */
function allNames({ spec }: Pod): string {
  return [
    ...spec.containers.map((c) => c.name),
    ...(spec.ephemeralContainers ?? []).map((c) => `${c.name} (ephem)`),
    ...(spec.initContainers ?? []).map((c) => `${c.name} (init)`),
  ].join(', ');
}

export const hasContainer = ({ spec }: Pod, name: string): boolean =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].some(
    (c) => c.name === name,
  );

/** The container meant when none is named; says so on stderr where there was a choice. */
export function defaultContainer(factory: Factory, pod: Pod, quiet = false): string {
  const annotated = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (annotated) {
    if (hasContainer(pod, annotated)) return annotated;
    factory.err(`Default container name ${JSON.stringify(annotated)} not found in pod ${pod.metadata.name}\n`);
  }
  const name = pod.spec.containers[0]?.name ?? '';
  const many =
    pod.spec.containers.length + (pod.spec.initContainers?.length ?? 0) + (pod.spec.ephemeralContainers?.length ?? 0) >
    1;
  if (many && !quiet) factory.err(`Defaulted container ${JSON.stringify(name)} out of: ${allNames(pod)}\n`);
  return name;
}
