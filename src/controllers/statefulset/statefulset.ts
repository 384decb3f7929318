// Models pkg/controller/statefulset: Pods with names that last, made and replaced one after the other.

import type { ControllerRevision, StatefulSet } from '#api/apps/types.ts';
import type { Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import { claim } from '../claim.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { byRevision, isSameTemplate, newRevision, REVISIONS, tooOld } from '../history.ts';
import { post, put, putStatus, remove } from '../requests.ts';
import type { Step } from './claims.ts';
import { ordinalOf, revisionOf } from './identity.ts';
import { nextSteps } from './ordering.ts';
import { availableInMs, statusOf } from './status.ts';

const HASH_LABEL = 'controller.kubernetes.io/hash';

export const statefulset: Controller = {
  name: 'statefulset-controller',
  resources: ['statefulsets.apps', 'pods', REVISIONS, 'persistentvolumeclaims'],

  keysFor({ resource, object }, cache) {
    if (resource === 'statefulsets.apps') return [keyOf(object)];
    const { namespace = '', labels, name } = object.metadata;
    if (resource === 'persistentvolumeclaims')
      return cache
        .list<StatefulSet>('statefulsets.apps', namespace)
        .filter((set) => hasClaim(set, name))
        .map(keyOf);
    const old = cache.previous(resource, keyOf(object));
    const keys = [object, ...(old ? [old] : [])]
      .map(controllerOf)
      .flatMap((owner) => (owner?.kind === 'StatefulSet' ? [`${namespace}/${owner.name}`] : []));
    if (controllerOf(object)) return [...new Set(keys)];
    const wanting = cache
      .list<StatefulSet>('statefulsets.apps', namespace)
      .filter((set) => matchesSelector(set.spec.selector, labels));
    return [...new Set([...keys, ...wanting.map(keyOf)])];
  },

  sync(key, cache, { nowMs }) {
    const set = cache.get<StatefulSet>('statefulsets.apps', key);
    if (!set) return { requests: [] };
    const claimed = claim<Pod>(set, set.spec.selector, 'pods', cache);
    const history = claim<ControllerRevision>(set, set.spec.selector, REVISIONS, cache);
    const adoptions = [
      // A Pod whose name is no name of this set's is not its own, whatever the labels say.
      ...claimed.requests.filter(({ path }) => ordinalIn(path, set)),
      ...history.requests,
    ];
    if (adoptions.length > 0) return { requests: adoptions };
    const revisions = [...history.owned].sort(byRevision);
    const update = revisions.findLast((r) => isSameTemplate(set, r));
    if (!update) return createRevision(set, revisions, cache);
    if (update !== revisions.at(-1)) {
      const next = (revisions.at(-1)?.revision ?? 0) + 1;
      return { requests: [put(REVISIONS, { ...update, revision: next } as ControllerRevision)] };
    }
    const current = revisions.find((r) => r.metadata.name === set.status?.currentRevision) ?? update;
    const pods = claimed.owned;
    const status = statusOf(set, pods, current, update, nowMs);
    const { steps, deleting } = set.metadata.deletionTimestamp
      ? { steps: [], deleting: false }
      : nextSteps(set, pods, current, update, cache, nowMs);
    const said = deepEqual(set.status, status) ? [] : [{ request: putStatus('statefulsets.apps', set, status) }];
    const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
    const old = deleting
      ? []
      : tooOld(revisions, set.spec.revisionHistoryLimit ?? 10, (r) => live.has(r.metadata.name));
    const wait = availableInMs(set, pods, nowMs);
    return {
      ...resultOf(set, [...steps, ...said, ...old.map((r) => ({ request: remove(REVISIONS, r) }))]),
      ...(wait !== undefined && { requeueAfterMs: wait }),
    };
  },
};

function ordinalIn(path: string, set: StatefulSet): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return ordinalOf(set, { metadata: { name } } as Pod) >= 0;
}

function hasClaim({ spec, metadata }: StatefulSet, claimName: string): boolean {
  return (spec.volumeClaimTemplates ?? []).some((t) => claimName.startsWith(`${t.metadata.name}-${metadata.name}-`));
}

/** Source: getStatefulSetRevisions: a new template gets a revision; a taken name counts as a collision. */
function createRevision(set: StatefulSet, revisions: readonly ControllerRevision[], cache: Informer): SyncResult {
  const revision = newRevision(set, HASH_LABEL, (revisions.at(-1)?.revision ?? 0) + 1);
  if (cache.get(REVISIONS, keyOf(revision))) {
    const status = { ...set.status, collisionCount: (set.status?.collisionCount ?? 0) + 1 };
    return { requests: [putStatus('statefulsets.apps', set, status)] };
  }
  return { requests: [post(REVISIONS, revision)] };
}

/** Each step tells of itself; a refused one says why it failed. */
function resultOf(set: StatefulSet, steps: readonly Step[]): SyncResult {
  const told = (some: readonly Step[]): EventRecord[] => some.flatMap(({ event }) => event ?? []);
  return {
    requests: steps.map(({ request }): ApiRequest => request),
    events: told(steps),
    refused(done, { message = '' }) {
      const { failure } = steps[done]!;
      const said: EventRecord[] = failure
        ? [{ object: set, type: 'Warning', reason: failure.reason, message: `${failure.message} error: ${message}` }]
        : [];
      return { events: [...told(steps.slice(0, done)), ...said] };
    },
  };
}
