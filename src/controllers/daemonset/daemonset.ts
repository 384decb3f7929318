// Models pkg/controller/daemon: one Pod on every node that suits.

import type { ControllerRevision, DaemonSet } from '#api/apps/types.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import { claim } from '../claim.ts';
import type { Controller, EventRecord, SyncContext, SyncResult } from '../controller.ts';
import { byRevision, isSameTemplate, newRevision, REVISIONS, tooOld } from '../history.ts';
import { podName } from '../pod-template.ts';
import { availableAtMs } from '../pods.ts';
import { refusedCreate } from '../refusal.ts';
import { mergePatch, post, put, putStatus, remove } from '../requests.ts';
import { FailedPods } from './failed-pods.ts';
import { type NodePods, nodePods, shouldRun } from './nodes.ts';
import { HASH_LABEL, newPod } from './pod.ts';
import { rollingUpdate } from './rollout.ts';
import { statusOf } from './status.ts';

const DAEMONSETS = 'daemonsets.apps';
/** Source: daemon.BurstReplicas. */
const BURST = 250;

/** One for each cluster: it remembers how often the Pods of a node have failed. */
export function daemonset(): Controller {
  const failures = new FailedPods();
  return {
    name: 'daemonset-controller',
    resources: [DAEMONSETS, 'pods', 'nodes', REVISIONS],

    keysFor({ type, resource, object }, cache) {
      if (resource === DAEMONSETS) return [keyOf(object)];
      if (resource === 'nodes') {
        const old = cache.previous<Node>('nodes', object.metadata.name);
        const changed = type !== 'MODIFIED' || !old || !isSamePlace(old, object as Node);
        return changed ? cache.list<DaemonSet>(DAEMONSETS).map(keyOf) : [];
      }
      const { namespace = '', labels } = object.metadata;
      const old = cache.previous(resource, keyOf(object));
      const keys = [object, ...(old ? [old] : [])]
        .map(controllerOf)
        .flatMap((owner) => (owner?.kind === 'DaemonSet' ? [`${namespace}/${owner.name}`] : []));
      if (controllerOf(object)) return [...new Set(keys)];
      const wanting = cache
        .list<DaemonSet>(DAEMONSETS, namespace)
        .filter((set) => matchesSelector(set.spec.selector, labels));
      return [...new Set([...keys, ...wanting.map(keyOf)])];
    },

    sync(key, cache, { nowMs, random }) {
      const set = cache.get<DaemonSet>(DAEMONSETS, key);
      if (!set) return { requests: [] };
      if (deepEqual(set.spec.selector, {})) return selectsAll(set);
      if (set.metadata.deletionTimestamp) return { requests: [] };
      const claimed = claim<Pod>(set, set.spec.selector, 'pods', cache);
      const history = claim<ControllerRevision>(set, set.spec.selector, REVISIONS, cache);
      const adoptions = [...claimed.requests, ...history.requests];
      if (adoptions.length > 0) return { requests: adoptions };

      const same = history.owned.filter((r) => isSameTemplate(set, r)).sort(byRevision);
      const current = same.at(-1);
      const old = history.owned.filter((r) => !same.includes(r));
      const next = Math.max(0, ...old.map((r) => r.revision)) + 1;
      if (!current) return createRevision(set, next, cache);
      if (current.revision < next)
        return { requests: [put(REVISIONS, { ...current, revision: next } as ControllerRevision)] };
      const hash = current.metadata.labels?.[HASH_LABEL] ?? '';
      if (same.length > 1) return { requests: withoutDuplicates(same, current, claimed.owned, hash) };

      const nodes = cache.list<Node>('nodes');
      const byNode = nodePods(claimed.owned);
      const managed = manage(set, nodes, byNode, hash, { random, nowMs, failures });
      if (managed.requests.length > 0) return managed;
      const failedMs = failures.waitMs(key, nowMs);
      if (set.spec.updateStrategy?.type !== 'OnDelete') {
        const rolled = rollingUpdate(set, nodes, byNode, hash, nowMs);
        const plan = carryOut(set, rolled.create.slice(0, BURST), rolled.remove.slice(0, BURST), [], hash, random);
        if (plan.requests.length > 0) return plan;
      }
      const hashes = new Set(claimed.owned.map((p) => p.metadata.labels?.[HASH_LABEL]));
      const cleanUp = tooOld(old, set.spec.revisionHistoryLimit ?? 10, (r) =>
        hashes.has(r.metadata.labels?.[HASH_LABEL]),
      );
      const status = statusOf(set, nodes, byNode, hash, nowMs);
      const waits = claimed.owned
        .map((p) => (availableAtMs(p, set.spec.minReadySeconds ?? 0) ?? 0) - nowMs)
        .filter((ms) => ms > 0);
      return {
        requests: [
          ...cleanUp.map((r) => remove(REVISIONS, r)),
          ...(deepEqual(set.status, status) ? [] : [putStatus(DAEMONSETS, set, status)]),
        ],
        ...(waits.length > 0
          ? { requeueAfterMs: Math.min(...waits) }
          : failedMs !== undefined && { requeueAfterMs: failedMs, ends: false }),
      };
    },
  };
}

/** Heartbeats change nothing for a DaemonSet. Source: nodeInSameCondition, updateNode. */
function isSamePlace(a: Node, b: Node): boolean {
  return (
    deepEqual(a.metadata.labels, b.metadata.labels) &&
    deepEqual(a.spec.taints, b.spec.taints) &&
    a.spec.unschedulable === b.spec.unschedulable
  );
}

function selectsAll(set: DaemonSet): SyncResult {
  const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
  return { requests: [], events: [{ object: set, type: 'Warning', reason: 'SelectingAll', message }] };
}

/** Source: snapshot: a taken name counts as a collision. */
function createRevision(set: DaemonSet, number: number, cache: Informer): SyncResult {
  const revision = newRevision(set, HASH_LABEL, number);
  if (!cache.get(REVISIONS, keyOf(revision))) return { requests: [post(REVISIONS, revision)] };
  const status = { ...set.status, collisionCount: (set.status?.collisionCount ?? 0) + 1 };
  return { requests: [putStatus(DAEMONSETS, set, status)] };
}

/** Source: dedupCurHistories. */
function withoutDuplicates(
  same: readonly ControllerRevision[],
  kept: ControllerRevision,
  pods: readonly Pod[],
  hash: string,
): ApiRequest[] {
  const gone = same.filter((r) => r !== kept);
  const hashes = new Set(gone.map((r) => r.metadata.labels?.[HASH_LABEL]));
  const relabelled = pods.filter((p) => hashes.has(p.metadata.labels?.[HASH_LABEL]));
  return [
    ...relabelled.map((p) => mergePatch('pods', p, { metadata: { labels: { [HASH_LABEL]: hash } } })),
    ...gone.map((r) => remove(REVISIONS, r)),
  ];
}

/** Pods for nodes that want one and have none, and away with those that are where they should not be. Source: manage, podsShouldBeOnNode. */
function manage(
  set: DaemonSet,
  nodes: readonly Node[],
  byNode: NodePods,
  hash: string,
  { random, nowMs, failures }: SyncContext & { readonly failures: FailedPods },
): SyncResult {
  const create: string[] = [];
  const away: Pod[] = [];
  const failed: EventRecord[] = [];
  for (const node of nodes) {
    const { run, stay } = shouldRun(set, node);
    const pods = byNode.get(node.metadata.name) ?? [];
    if (run && pods.length === 0) create.push(node.metadata.name);
    else if (!run && !stay) away.push(...pods.filter((p) => !p.metadata.deletionTimestamp));
    else if (stay) {
      const running: Pod[] = [];
      for (const pod of pods) {
        if (pod.metadata.deletionTimestamp) continue;
        const phase = pod.status?.phase;
        if (phase !== 'Failed' && phase !== 'Succeeded') running.push(pod);
        // Where a kubelet rejects whatever comes, the two would go round without end. Source: failedPodsBackoff.
        else if (phase === 'Succeeded' || failures.mayReplace(keyOf(set), node.metadata.name, nowMs)) {
          away.push(pod);
          failed.push(ended(set, pod, node.metadata.name, phase));
        }
      }
      away.push(...surplus(set, running, hash, nowMs));
    }
  }
  // Its node has gone: the Pod goes with it.
  for (const [name, pods] of byNode)
    if (name !== '' && !nodes.some((n) => n.metadata.name === name))
      away.push(...pods.filter((p) => !p.metadata.deletionTimestamp));
  return carryOut(set, create.slice(0, BURST), away.slice(0, BURST), failed, hash, random);
}

function ended(set: DaemonSet, { metadata }: Pod, node: string, phase: 'Failed' | 'Succeeded'): EventRecord {
  const at = `${metadata.namespace}/${metadata.name} on node ${node}`;
  return phase === 'Failed'
    ? {
        object: set,
        type: 'Warning',
        reason: 'FailedDaemonPod',
        message: `Found failed daemon pod ${at}, will try to kill it`,
      }
    : {
        object: set,
        type: 'Normal',
        reason: 'SucceededDaemonPod',
        message: `Found succeeded daemon pod ${at}, will try to delete it`,
      };
}

/** Of several on one node the oldest stays; while surging, one of each revision may. Source: podsShouldBeOnNode. */
function surplus(set: DaemonSet, running: readonly Pod[], hash: string, nowMs: number): readonly Pod[] {
  if (running.length <= 1) return [];
  const age = (a: Pod, b: Pod): number =>
    (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1;
  const surge = set.spec.updateStrategy?.rollingUpdate?.maxSurge ?? 0;
  if (surge === 0 || surge === '0%') return [...running].sort(age).slice(1);
  const isNew = (p: Pod): boolean => p.metadata.labels?.[HASH_LABEL] === hash;
  const oldest = running.filter((p) => !isNew(p)).sort(age);
  const newest = running.filter(isNew).sort(age);
  const isAvailable = newest[0] && (availableAtMs(newest[0], set.spec.minReadySeconds ?? 0) ?? Infinity) <= nowMs;
  return [...(isAvailable ? oldest : oldest.slice(1)), ...newest.slice(1)];
}

function carryOut(
  set: DaemonSet,
  create: readonly string[],
  away: readonly Pod[],
  first: readonly EventRecord[],
  hash: string,
  random: () => number,
): SyncResult {
  const made = create.map((node) => newPod(set, node, hash, podName(set, random)));
  const event = (reason: string, message: string): EventRecord => ({ object: set, type: 'Normal', reason, message });
  const events = [
    ...made.map((p) => event('SuccessfulCreate', `Created pod: ${p.metadata.name}`)),
    ...away.map((p) => event('SuccessfulDelete', `Deleted pod: ${p.metadata.name}`)),
  ];
  return {
    requests: [...made.map((p) => post('pods', p)), ...away.map((p) => remove('pods', p))],
    events: [...first, ...events],
    refused: (done, status) => refusedCreate(set, [...first, ...events.slice(0, done)], status),
  };
}
