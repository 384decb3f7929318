// Models pkg/controller/history: a controller's earlier templates, as ControllerRevisions.

import type { ControllerRevision } from '#api/apps/types.ts';
import type { PodTemplateSpec } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { canonicalJson, fnv32a, safeEncode } from './names.ts';
import { controllerRef } from './requests.ts';

export const REVISIONS = 'controllerrevisions.apps';

interface Templated extends ApiObject {
  spec: { template: PodTemplateSpec };
  status?: { collisionCount?: number };
}

/** A strategic merge patch that brings this template back. Source: getPatch. */
export function templatePatch({ spec }: Templated): Record<string, unknown> {
  return { spec: { template: { ...spec.template, $patch: 'replace' } } };
}

// Stored objects never change in place, so a template's hash can be remembered by identity.
const hashes = new WeakMap<PodTemplateSpec, string>();

/** Eight to ten letters. Differs: upstream hashes Go's dump of the template. */
export function revisionHash({ spec, status }: Templated): string {
  const { collisionCount = 0 } = status ?? {};
  let hash = hashes.get(spec.template);
  if (hash !== undefined && collisionCount === 0) return hash;
  const text = canonicalJson(spec.template) + (collisionCount > 0 ? `#${collisionCount}` : '');
  hash = safeEncode(String(fnv32a(text))).padEnd(9, 'b');
  if (collisionCount === 0) hashes.set(spec.template, hash);
  return hash;
}

/** `hashLabel` tells the revision's hash: StatefulSets and DaemonSets have each their own. Source: NewControllerRevision. */
export function newRevision(owner: Templated, hashLabel: string, revision: number): ControllerRevision {
  const hash = revisionHash(owner);
  const { name, namespace, annotations } = owner.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name.slice(0, 223)}-${hash}`,
      ...(namespace && { namespace }),
      labels: { ...owner.spec.template.metadata?.labels, [hashLabel]: hash },
      ...(annotations && { annotations }),
      ownerReferences: [controllerRef(owner)],
    },
    data: templatePatch(owner),
    revision,
  };
}

export function isSameTemplate(owner: Templated, { data }: ControllerRevision): boolean {
  return deepEqual(data, templatePatch(owner));
}

/** The template that a revision keeps. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { $patch: _patch, ...template } = (data.spec as { template: PodTemplateSpec & { $patch?: string } }).template;
  return template;
}

/** Oldest first; equals by age, then by name. Source: SortControllerRevisions. */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return x === y ? (a.metadata.name < b.metadata.name ? -1 : 1) : x < y ? -1 : 1;
}

/** What is past the limit, oldest first, sparing what is still in use. Source: truncateHistory, cleanupHistory. */
export function tooOld(
  revisions: readonly ControllerRevision[],
  limit: number,
  isLive: (revision: ControllerRevision) => boolean,
): readonly ControllerRevision[] {
  const dead = revisions.filter((r) => !isLive(r)).sort(byRevision);
  return dead.slice(0, Math.max(0, dead.length - limit));
}
