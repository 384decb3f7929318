// A controller's Pods, counted: its syncs take the same time with ten of them as with ten thousand.

import type { Pod } from '#api/core/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { type ApiObject, controllerOf, type LabelSelector } from '#apimachinery/meta.ts';
import type { Informer, Tally } from '#client/informer.ts';
import { isPodActive, isPodReady } from '../pods.ts';

/** What counts of a Pod here. */
interface Sort {
  readonly isActive: boolean;
  readonly isReady: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export type Census = readonly (Sort & { readonly count: number })[];

// Labels never change in place, and versions of a Pod share them.
const texts = new WeakMap<object, string>();

function textOf(labels: Readonly<Record<string, string>> | undefined): string {
  if (!labels) return '{}';
  let text = texts.get(labels);
  if (text === undefined) texts.set(labels, (text = JSON.stringify(labels)));
  return text;
}

const PODS: Tally<Pod> = {
  resource: 'pods',
  placeOf: (pod) => controllerOf(pod)?.uid,
  sortOf: (pod) =>
    `${isPodActive(pod) ? 'active' : ''},${isPodReady(pod) ? 'ready' : ''},${textOf(pod.metadata.labels)}`,
};

/** All that name the object as their controller. */
export function censusOf({ metadata }: ApiObject, cache: Informer): Census {
  return [...cache.tally(PODS, metadata.uid ?? '')].map(([sort, count]) => {
    const [isActive, isReady] = sort.split(',', 2);
    const labels = JSON.parse(sort.slice(sort.indexOf('{'))) as Sort['labels'];
    return { isActive: isActive !== '', isReady: isReady !== '', labels, count };
  });
}

/** How many of them are active, and such as asked for. */
export function active(census: Census, isSuch: (sort: Sort) => boolean = () => true): number {
  return census.reduce((sum, sort) => (sort.isActive && isSuch(sort) ? sum + sort.count : sum), 0);
}

/** Is there none to let go, and none to adopt? */
export function isComplete({ metadata }: ApiObject, selector: LabelSelector, census: Census, cache: Informer): boolean {
  if (metadata.deletionTimestamp) return true;
  return (
    census.every(({ labels }) => matchesSelector(selector, labels)) &&
    !cache
      .orphans<Pod>('pods', metadata.namespace ?? '')
      .some((pod) => !pod.metadata.deletionTimestamp && matchesSelector(selector, pod.metadata.labels))
  );
}
