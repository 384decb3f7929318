// Models pkg/controller/namespace/deletion status_condition_utils.go: what a namespace that is going says about what holds it up.

import type { Condition, Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isPodTerminal } from '../pods.ts';
import { type NextCondition, setStatusCondition } from '../status-condition.ts';

export interface Remaining {
  /** As storage names it: `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly object: ApiObject;
}

const FINE: readonly NextCondition[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
].map(([type, reason, message]) => ({ type: type!, status: 'False', reason: reason!, message: message! }));

/** `a` and `b` of each, sorted, with how often they came. */
function counts(names: readonly string[], text: (name: string, n: number) => string): string {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found]
    .map(([name, n]) => text(name, n))
    .sort()
    .join(', ');
}

/** Milliseconds after its deletion until all Pods of a namespace should have gone. Source: estimateGracefulTerminationForPods. */
export function graceMs(content: readonly Remaining[]): number {
  const pods = content.flatMap(({ resource, object }) => (resource === 'pods' ? [object as Pod] : []));
  return Math.max(
    0,
    ...pods.filter((pod) => !isPodTerminal(pod)).map((pod) => (pod.spec.terminationGracePeriodSeconds ?? 0) * 1000),
  );
}

/** What nothing explains: neither a finalizer, nor Pods that have time left. */
function unexpected(name: string, content: readonly Remaining[], isInGrace: boolean): string[] {
  const byResource = new Map<string, readonly Remaining[]>();
  for (const item of content) byResource.set(item.resource, [...(byResource.get(item.resource) ?? []), item]);
  return [...byResource]
    .filter(
      ([resource, items]) =>
        !(resource === 'pods' && isInGrace) && items.every((i) => (i.object.metadata.finalizers ?? []).length === 0),
    )
    .map(([resource, items]) => {
      const { apiVersion } = items[0]!.object;
      const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
      return `unexpected items still remain in namespace: ${name} for gvr: ${groupVersion}, Resource=${resource.split('.')[0]}`;
    })
    .sort();
}

/** `isInGrace`: Pods may still be there. */
export function conditionsOf(
  name: string,
  old: readonly Condition[] | undefined,
  content: readonly Remaining[],
  isInGrace: boolean,
  nowMs: number,
): Condition[] {
  const wrong = new Map<string, NextCondition>();
  const say = (type: string, reason: string, message: string): void => {
    wrong.set(type, { type, status: 'True', reason, message });
  };
  const failures = unexpected(name, content, isInGrace);
  if (failures.length > 0) {
    const text = `Failed to delete all resource types, ${failures.length} remaining: ${failures.join(', ')}`;
    say('NamespaceDeletionContentFailure', 'ContentDeletionFailed', text);
  }
  if (content.length > 0) {
    const resources = content.map(({ resource }) => (resource.includes('.') ? resource : `${resource}.`));
    const text = counts(resources, (resource, n) => `${resource} has ${n} resource instances`);
    say('NamespaceContentRemaining', 'SomeResourcesRemain', `Some resources are remaining: ${text}`);
  }
  const finalizers = content.flatMap(({ object }) => object.metadata.finalizers ?? []);
  if (finalizers.length > 0) {
    const text = counts(finalizers, (finalizer, n) => `${finalizer} in ${n} resource instances`);
    say(
      'NamespaceFinalizersRemaining',
      'SomeFinalizersRemain',
      `Some content in the namespace has finalizers remaining: ${text}`,
    );
  }
  return FINE.reduce<Condition[]>(
    (conditions, fine) => setStatusCondition(conditions, wrong.get(fine.type) ?? fine, nowMs),
    [...(old ?? [])],
  );
}
