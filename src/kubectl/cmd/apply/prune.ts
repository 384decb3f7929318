// What was applied before and is not among what is applied now. Models apply/prune.go.

import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { ask, klog, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { discover, findKind, groupVersionOf, type Mapping, pathOf } from '../../discovery.ts';
import { Fail } from '../../errors.ts';
import { LAST_APPLIED } from '../../resource/last-applied.ts';

/** `group/version/Kind`, the core group's without its name. Source: the default list of prune.go. */
const KINDS = [
  'v1/ConfigMap',
  'v1/Endpoints',
  'v1/Namespace',
  'v1/PersistentVolumeClaim',
  'v1/PersistentVolume',
  'v1/Pod',
  'v1/ReplicationController',
  'v1/Secret',
  'v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];

export interface Pruned {
  readonly mapping: Mapping;
  readonly namespace: string | undefined;
  readonly object: ApiObject;
}

function mappingOf(all: readonly Mapping[], text: string): Mapping {
  const slash = text.lastIndexOf('/');
  const [apiVersion, kind] = [text.slice(0, slash), text.slice(slash + 1)];
  const found = findKind(all, apiVersion, kind);
  if (!found) throw new Fail(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
  return found;
}

/** The kinds that may be pruned. Throws what is wrong with --all, --selector and --prune-allowlist. */
export async function prunableKinds(factory: Factory): Promise<readonly Mapping[]> {
  const listed = factory.flags.list('prune-allowlist').map((text) => {
    const parts = text.split('/');
    if (parts.length !== 3)
      throw new Fail(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    return parts[0] === 'core' || parts[0] === '' ? parts.slice(1).join('/') : text;
  });
  const all = await discover(factory);
  return (listed.length > 0 ? listed : KINDS).map((text) => mappingOf(all, text));
}

/** `visited`: uids of what is applied now; `namespaces`: where that is. */
export async function findPrunable(
  factory: Factory,
  kinds: readonly Mapping[],
  visited: ReadonlySet<string>,
  namespaces: ReadonlySet<string>,
): Promise<Pruned[]> {
  if (factory.flags.list('prune-allowlist').length === 0)
    klog(
      factory,
      'W',
      'prune.go:71',
      'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.',
    );
  const labelSelector = factory.flags.string('selector');
  const found: Pruned[] = [];
  const look = async (mapping: Mapping, namespace: string | undefined): Promise<void> => {
    const path = pathOf(mapping, namespace) + query({ labelSelector });
    const { items } = await ask<ApiList<ApiObject>>(factory, { method: 'GET', path });
    for (const item of items) {
      if (item.metadata.annotations?.[LAST_APPLIED] === undefined || visited.has(item.metadata.uid ?? '')) continue;
      found.push({ mapping, namespace, object: { ...item, apiVersion: groupVersionOf(mapping), kind: mapping.kind } });
    }
  };
  for (const namespace of namespaces)
    for (const mapping of kinds) if (mapping.namespaced) await look(mapping, namespace);
  for (const mapping of kinds) if (!mapping.namespaced) await look(mapping, undefined);
  return found;
}
