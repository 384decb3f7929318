// Models pkg/controller/replicaset: as many Pods as asked for, no more and no fewer. ReplicationControllers are kept by the same code.

import type { Condition, Pod, PodTemplateSpec } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { type ApiObject, controllerOf, keyOf, type LabelSelector } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { claim } from '../claim.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { podFromTemplate, podName } from '../pod-template.ts';
import { availableAtMs, isPodActive } from '../pods.ts';
import { isNamespaceTerminating, refusedCreate } from '../refusal.ts';
import { post, putStatus, remove } from '../requests.ts';
import { active, type Census, censusOf, isComplete } from './census.ts';
import { podsToDelete } from './ranking.ts';

/** Source: replicaset.BurstReplicas. */
const BURST = 500;

interface Status {
  replicas?: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  observedGeneration?: number;
  conditions?: Condition[];
}

export interface Replicated extends ApiObject {
  spec: { replicas?: number; minReadySeconds?: number; template?: PodTemplateSpec };
  status?: Status;
}

export interface Adapter<T extends Replicated> {
  /** The controller's name. */
  readonly name: string;
  /** `replicasets.apps` */
  readonly resource: string;
  readonly kind: string;
  selector(object: T): LabelSelector;
  /** Those over which doubling up on a node is counted, when some have to go. */
  siblings(object: T, pods: readonly Pod[], all: () => readonly Pod[]): readonly Pod[];
}

export function replicas<T extends Replicated>(adapter: Adapter<T>): Controller {
  const { resource: own, kind } = adapter;
  return {
    name: adapter.name,
    resources: [own, 'pods'],

    keysFor({ resource, object }, cache) {
      if (resource === own) return [keyOf(object)];
      const { namespace = '', labels } = object.metadata;
      const old = cache.previous('pods', keyOf(object));
      const keys = [object, ...(old ? [old] : [])]
        .map(controllerOf)
        .flatMap((owner) => (owner?.kind === kind ? [`${namespace}/${owner.name}`] : []));
      if (controllerOf(object)) return [...new Set(keys)];
      const wanting = cache.list<T>(own, namespace).filter((o) => matchesSelector(adapter.selector(o), labels));
      return [...new Set([...keys, ...wanting.map(keyOf)])];
    },

    sync(key, cache, { nowMs, random }) {
      const object = cache.get<T>(own, key);
      if (!object) return { requests: [] };
      const census = censusOf(object, cache);
      if (!isComplete(object, adapter.selector(object), census, cache)) {
        const { requests } = claim<Pod>(object, adapter.selector(object), 'pods', cache);
        if (requests.length > 0) return { requests };
      }
      // Asked for where it must be: there may be thousands.
      const pods = (): readonly Pod[] => cache.controlled<Pod>('pods', object.metadata.uid ?? '').filter(isPodActive);
      const missing = (object.spec.replicas ?? 1) - active(census);
      const rests = object.metadata.deletionTimestamp !== undefined || missing === 0;
      const status = statusOf(object, census, pods, rests, nowMs);
      const saysSo = deepEqual(object.status ?? {}, status.value) ? [] : [putStatus(own, object, status.value)];
      const wait = status.nextMs === undefined ? {} : { requeueAfterMs: status.nextMs };
      if (rests) return { requests: saysSo, ...wait };
      if (missing > 0)
        return { ...create(object, Math.min(BURST, missing), status.value, random, nowMs, own), ...wait };
      const all = (): readonly Pod[] => cache.list('pods', object.metadata.namespace ?? '');
      const victims = podsToDelete(pods(), adapter.siblings(object, pods(), all), -missing, nowMs);
      return { ...shrink(object, victims), ...wait };
    },
  };
}

function create(
  object: Replicated,
  count: number,
  status: Status,
  random: () => number,
  nowMs: number,
  resource: string,
): SyncResult {
  const { template } = object.spec;
  if (!template) return { requests: [] };
  const names = Array.from({ length: count }, () => podName(object, random));
  const events = names.map(
    (name): EventRecord => ({ object, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${name}` }),
  );
  return {
    requests: names.map((name) => post('pods', podFromTemplate(template, object, name))),
    events,
    refused(done, refusal) {
      const told = refusedCreate(object, events.slice(0, done), refusal);
      if (isNamespaceTerminating(refusal)) return told;
      const failed = failure('FailedCreate', refusal.message ?? '', nowMs);
      const conditions = status.conditions?.some((c) => c.type === failed.type)
        ? status.conditions
        : [...(status.conditions ?? []), failed];
      const value = { ...status, replicas: (status.replicas ?? 0) + done, conditions };
      return { ...told, requests: deepEqual(object.status, value) ? [] : [putStatus(resource, object, value)] };
    },
  };
}

const failure = (reason: string, message: string, nowMs: number): Condition => ({
  type: 'ReplicaFailure',
  status: 'True',
  lastTransitionTime: timestamp(nowMs),
  reason,
  message,
});

function shrink(object: Replicated, victims: readonly Pod[]): SyncResult {
  return {
    requests: victims.map((pod) => remove('pods', pod)),
    events: victims.map((pod) => ({
      object,
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${pod.metadata.name}`,
    })),
  };
}

/** Source: replicaset.calculateStatus. `rests`: nothing failed, since nothing was tried. `nextMs`: when a Pod that is ready now becomes available. */
function statusOf(
  object: Replicated,
  census: Census,
  pods: () => readonly Pod[],
  rests: boolean,
  nowMs: number,
): { value: Status; nextMs?: number } {
  const { minReadySeconds = 0, template } = object.spec;
  const matchLabels = template?.metadata?.labels ?? {};
  const ready = active(census, ({ isReady }) => isReady);
  const times = minReadySeconds === 0 ? [] : pods().map((pod) => availableAtMs(pod, minReadySeconds) ?? 0);
  const waiting = times.filter((t) => t > nowMs);
  const fullyLabeled = active(census, ({ labels }) => matchesSelector({ matchLabels }, labels));
  const available = ready - waiting.length;
  const conditions = (object.status?.conditions ?? []).filter((c) => !rests || c.type !== 'ReplicaFailure');
  const value = {
    replicas: active(census),
    ...(fullyLabeled && { fullyLabeledReplicas: fullyLabeled }),
    ...(ready && { readyReplicas: ready }),
    ...(available && { availableReplicas: available }),
    ...(object.metadata.generation !== undefined && { observedGeneration: object.metadata.generation }),
    ...(conditions.length > 0 && { conditions }),
  };
  return waiting.length > 0 ? { value, nextMs: Math.min(...waiting) - nowMs } : { value };
}
