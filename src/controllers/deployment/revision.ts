// Models pkg/controller/deployment/util: template hashes, revisions, annotations of a ReplicaSet.

import type { Deployment, ReplicaSet } from '#api/apps/types.ts';
import type { PodTemplateSpec } from '#api/core/types.ts';
import { resolve } from '../int-or-percent.ts';
import { canonicalJson, fnv32a, safeEncode } from '../names.ts';

export const HASH_LABEL = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';

/** Not copied from a Deployment to its ReplicaSets. */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
]);

// Stored objects never change in place, so a template's text can be remembered by identity.
const texts = new WeakMap<PodTemplateSpec, string>();

/** The template without its hash label, as text: two are the same revision if these are equal. */
function textOf(template: PodTemplateSpec): string {
  let text = texts.get(template);
  if (text === undefined) {
    const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
    text = canonicalJson({ ...template, metadata: { ...template.metadata, labels } });
    texts.set(template, text);
  }
  return text;
}

/** Nine or ten letters. Differs: upstream hashes Go's dump of the template. `collisions` makes a new hash after a clash of names. */
export function templateHash(template: PodTemplateSpec, collisions?: number): string {
  return safeEncode(String(fnv32a(textOf(template) + (collisions === undefined ? '' : `#${collisions}`)))).padEnd(
    9,
    'b',
  );
}

/** Oldest first, as FindNewReplicaSet and cleanup want them. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return revisionOf(a) - revisionOf(b) || (a.metadata.name < b.metadata.name ? -1 : 1);
}

export function findNewReplicaSet(deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = textOf(deployment.spec.template);
  return [...replicaSets].sort(byCreation).find((rs) => textOf(rs.spec.template) === wanted);
}

export function revisionOf({ metadata }: { metadata: { annotations?: Record<string, string> } }): number {
  return Number(metadata.annotations?.[REVISION] ?? 0) || 0;
}

export function replicasOf({ spec }: { spec: { replicas?: number } }): number {
  return spec.replicas ?? 1;
}

/** In Pods. Surge rounds up, unavailable down; both zero counts as one unavailable. Source: ResolveFenceposts. */
export function bounds({ spec }: Deployment): { surge: number; unavailable: number } {
  if (spec.strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {};
  const total = spec.replicas ?? 1;
  const surge = resolve(maxSurge, total, Math.ceil);
  const unavailable = resolve(maxUnavailable, total, Math.floor);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, total) };
}

export function replicasAnnotations(deployment: Deployment): Record<string, string> {
  const desired = deployment.spec.replicas ?? 1;
  return { [DESIRED]: String(desired), [MAX]: String(desired + bounds(deployment).surge) };
}

/** What the new ReplicaSet's annotations have to be. Source: SetNewReplicaSetAnnotations. */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  existing: ReplicaSet | undefined,
  revision: number,
): Record<string, string> {
  const annotations: Record<string, string> = { ...existing?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {}))
    if (!OWN_ANNOTATIONS.has(key)) annotations[key] = value;
  const old = annotations[REVISION];
  if (Number(old ?? 0) < revision) {
    annotations[REVISION] = String(revision);
    if (old) annotations[HISTORY] = annotations[HISTORY] ? `${annotations[HISTORY]},${old}` : old;
  }
  return existing ? annotations : { ...annotations, ...replicasAnnotations(deployment) };
}
