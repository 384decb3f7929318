// A workload's earlier templates. Models kubectl/pkg/polymorphichelpers/{history,rollback}.go.

import type { Deployment, ReplicaSet } from '#api/apps/types.ts';
import type { PodTemplateSpec } from '#api/core/types.ts';
import { requirementsOf, requirementsText } from '#apimachinery/labels.ts';
import { type ApiList, type ApiObject, controllerOf, type LabelSelector } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';

export interface Revision {
  readonly number: number;
  readonly cause: string;
  readonly template: PodTemplateSpec;
  /** What -o prints: the ReplicaSet, or the workload as that ControllerRevision has it. */
  readonly source: ApiObject;
}

const HASH = 'pod-template-hash';
export const CAUSE = 'kubernetes.io/change-cause';
const DEPLOYMENT_REVISION = 'deployment.kubernetes.io/revision';

interface ControllerRevision extends ApiObject {
  revision: number;
  /** A strategic merge patch. */
  data?: { spec?: { template?: PodTemplateSpec & { $patch?: string } } };
}
type Selecting = ApiObject & { spec: { selector: LabelSelector } };

const JSON_ONLY = { accept: 'application/json' };

async function owned<T extends ApiObject>(factory: Factory, owner: ApiObject, resource: string): Promise<T[]> {
  const labelSelector = requirementsText(requirementsOf((owner as Selecting).spec.selector));
  const path = `/apis/apps/v1/namespaces/${owner.metadata.namespace}/${resource}${query({ labelSelector })}`;
  const { items } = await ask<ApiList<T>>(factory, { method: 'GET', path, headers: JSON_ONLY });
  return items.filter((item) => controllerOf(item)?.uid === owner.metadata.uid);
}

export function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [HASH]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

const causeOf = (object: ApiObject): string => object.metadata.annotations?.[CAUSE] ?? '';

/** Oldest first. `verb`: `retrieving history for`, `retrieving rollbacker for`: for kinds without revisions. */
export async function revisionsOf(factory: Factory, object: ApiObject): Promise<Revision[]> {
  let found: Revision[];
  if (object.kind === 'Deployment') {
    const sets = await owned<ReplicaSet>(factory, object as Deployment, 'replicasets');
    found = sets.map((set) => ({
      number: Number(set.metadata.annotations?.[DEPLOYMENT_REVISION] ?? 0),
      cause: causeOf(set),
      template: set.spec.template,
      source: { ...set, apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    }));
  } else {
    const revisions = await owned<ControllerRevision>(factory, object, 'controllerrevisions');
    found = revisions.flatMap((r) => {
      if (!r.data?.spec?.template) return [];
      const { $patch: _, ...template } = r.data.spec.template;
      const source: ApiObject = { ...object, spec: { ...(object as Selecting).spec, template } } as ApiObject;
      return [{ number: r.revision, cause: causeOf(r), template, source }];
    });
  }
  return found.filter((r) => r.number > 0).sort((a, b) => a.number - b.number);
}

/** The revision to go back to; 0 means the one before the last. */
export function revisionToUndo(object: ApiObject, revisions: readonly Revision[], wanted: number): Revision {
  if (wanted > 0) {
    const found = revisions.find((r) => r.number === wanted);
    if (!found) throw new Fail(`unable to find specified revision ${wanted} in history`);
    return found;
  }
  const before = revisions.at(-2);
  if (!before)
    throw new Fail(`no rollout history found for ${object.kind.toLowerCase()} ${JSON.stringify(object.metadata.name)}`);
  return before;
}

/** Annotations that a roll-back keeps from the Deployment; the rest come from the ReplicaSet. Source: rollback.go. */
export function annotationsAfterUndo(object: ApiObject, source: ApiObject): Record<string, string> {
  const kept = new Set([
    'kubectl.kubernetes.io/last-applied-configuration',
    DEPLOYMENT_REVISION,
    'deployment.kubernetes.io/revision-history',
    'deployment.kubernetes.io/desired-replicas',
    'deployment.kubernetes.io/max-replicas',
    'deprecated.deployment.rollback.to',
  ]);
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(object.metadata.annotations ?? {}))
    if (kept.has(key)) annotations[key] = value;
  for (const [key, value] of Object.entries(source.metadata.annotations ?? {}))
    if (!kept.has(key)) annotations[key] = value;
  return annotations;
}
