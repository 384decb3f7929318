// Models pkg/controller/replicaset: as many Pods as asked for, no more and no fewer.

import type { ReplicaSet } from '#api/apps/types.ts';
import type { Pod, PodTemplateSpec } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import { generateName } from '#apimachinery/names.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { claim } from '../claim.ts';
import type { Controller, EventRecord } from '../controller.ts';
import { availableAtMs, isPodActive, isPodReady } from '../pods.ts';
import { controllerRef, post, putStatus, remove } from '../requests.ts';
import { podsToDelete } from './ranking.ts';

/** Source: replicaset.BurstReplicas. */
const BURST = 500;

export const replicaset: Controller = {
  name: 'replicaset-controller',
  resources: ['replicasets.apps', 'pods'],

  keysFor({ resource, object }, cache) {
    if (resource === 'replicasets.apps') return [keyOf(object)];
    const { namespace = '', labels } = object.metadata;
    const old = cache.previous('pods', keyOf(object));
    const keys = [object, ...(old ? [old] : [])]
      .map(controllerOf)
      .flatMap((owner) => (owner?.kind === 'ReplicaSet' ? [`${namespace}/${owner.name}`] : []));
    if (controllerOf(object)) return [...new Set(keys)];
    const wanting = cache
      .list<ReplicaSet>('replicasets.apps', namespace)
      .filter((rs) => matchesSelector(rs.spec.selector, labels));
    return [...new Set([...keys, ...wanting.map(keyOf)])];
  },

  sync(key, cache, { nowMs, random }) {
    const rs = cache.get<ReplicaSet>('replicasets.apps', key);
    if (!rs) return { requests: [] };
    const { owned, requests } = claim<Pod>(rs, rs.spec.selector, 'pods', cache);
    if (requests.length > 0) return { requests };
    const pods = owned.filter(isPodActive);
    const missing = (rs.spec.replicas ?? 1) - pods.length;
    const status = statusOf(rs, pods, nowMs);
    const saysSo = deepEqual(rs.status ?? {}, status.value) ? [] : [putStatus('replicasets.apps', rs, status.value)];
    const wait = status.nextMs === undefined ? {} : { requeueAfterMs: status.nextMs };
    if (rs.metadata.deletionTimestamp || missing === 0) return { requests: saysSo, ...wait };
    const plan =
      missing > 0
        ? create(rs, Math.min(BURST, missing), random)
        : shrink(rs, pods, -missing, cache.list('pods', rs.metadata.namespace ?? ''), nowMs);
    return { ...plan, ...wait };
  },
};

function create(
  rs: ReplicaSet,
  count: number,
  random: () => number,
): { requests: ApiRequest[]; events: EventRecord[] } {
  const requests: ApiRequest[] = [];
  const events: EventRecord[] = [];
  for (let i = 0; i < count; i++) {
    const name = generateName(`${rs.metadata.name}-`, random);
    requests.push(post('pods', podFromTemplate(rs.spec.template, rs, name)));
    events.push({ object: rs, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${name}` });
  }
  return { requests, events };
}

/** The name is drawn here and not by the server, so that the event can tell it. Source: controller.GetPodFromTemplate. */
function podFromTemplate({ metadata = {}, spec }: PodTemplateSpec, rs: ReplicaSet, name: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${rs.metadata.name}-`,
      ...(rs.metadata.namespace && { namespace: rs.metadata.namespace }),
      ...(metadata.labels && { labels: metadata.labels }),
      ...(metadata.annotations && { annotations: metadata.annotations }),
      ownerReferences: [controllerRef(rs)],
    },
    spec,
    status: {},
  };
}

function shrink(
  rs: ReplicaSet,
  pods: readonly Pod[],
  count: number,
  all: readonly Pod[],
  nowMs: number,
): { requests: ApiRequest[]; events: EventRecord[] } {
  const deployment = controllerOf(rs)?.uid;
  // Siblings: Pods of the same Deployment's ReplicaSets. What is doubled up on a node goes first.
  const siblings = deployment
    ? all.filter((p) => isPodActive(p) && matchesSelector(withoutHash(rs), p.metadata.labels))
    : pods;
  const victims = podsToDelete(pods, siblings, count, nowMs);
  return {
    requests: victims.map((pod) => remove('pods', pod)),
    events: victims.map((pod) => ({
      object: rs,
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${pod.metadata.name}`,
    })),
  };
}

function withoutHash({ spec: { selector } }: ReplicaSet): ReplicaSet['spec']['selector'] {
  const { 'pod-template-hash': _hash, ...matchLabels } = selector.matchLabels ?? {};
  return { ...selector, matchLabels };
}

/** Source: replicaset.calculateStatus. `nextMs`: when a Pod that is ready now becomes available. */
function statusOf(
  rs: ReplicaSet,
  pods: readonly Pod[],
  nowMs: number,
): { value: NonNullable<ReplicaSet['status']>; nextMs?: number } {
  const { minReadySeconds = 0, template } = rs.spec;
  const labels = Object.entries(template.metadata?.labels ?? {});
  const readyPods = pods.filter(isPodReady);
  const times = readyPods.map((p) => availableAtMs(p, minReadySeconds) ?? 0);
  const waiting = times.filter((t) => t > nowMs);
  const fullyLabeled = pods.filter((p) => labels.every(([k, v]) => p.metadata.labels?.[k] === v)).length;
  const available = times.length - waiting.length;
  const { conditions } = rs.status ?? {};
  const value = {
    replicas: pods.length,
    ...(fullyLabeled && { fullyLabeledReplicas: fullyLabeled }),
    ...(readyPods.length && { readyReplicas: readyPods.length }),
    ...(available && { availableReplicas: available }),
    ...(rs.metadata.generation !== undefined && { observedGeneration: rs.metadata.generation }),
    ...(conditions && { conditions }),
  };
  return waiting.length > 0 ? { value, nextMs: Math.min(...waiting) - nowMs } : { value };
}
