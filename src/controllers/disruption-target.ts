// Models how controllers remove Pods that did nothing wrong: the Pod says first why it goes. Source: AddPodDisruptionCondition's callers.

import type { Condition, Pod } from '#api/core/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { isPodTerminal, podCondition } from './pods.ts';
import { putStatus, remove } from './requests.ts';

export interface Why {
  readonly reason: string;
  readonly message: string;
}

function disruptionTarget(pod: Pod, { reason, message }: Why, nowMs: number): Condition {
  const old = podCondition(pod, 'DisruptionTarget');
  const { generation } = pod.metadata;
  return {
    type: 'DisruptionTarget',
    ...(generation !== undefined && { observedGeneration: generation }),
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: (old?.status === 'True' && old.lastTransitionTime) || timestamp(nowMs),
    reason,
    message,
  };
}

/** `why` undefined: it says nothing. `force`: nobody is there to end it, so it has failed, and goes at once. */
export function evictionRequests(pod: Pod, why: Why | undefined, nowMs: number, force = false): readonly ApiRequest[] {
  const { conditions = [] } = pod.status;
  const others = conditions.filter((c) => c.type !== 'DisruptionTarget');
  const status = {
    ...pod.status,
    conditions: why ? [...others, disruptionTarget(pod, why, nowMs)] : conditions,
    ...(force && { phase: 'Failed' }),
  };
  const isOver = force && isPodTerminal(pod);
  return [
    ...(isOver ? [] : [putStatus('pods', pod, status)]),
    remove('pods', pod, force ? { gracePeriodSeconds: 0 } : {}),
  ];
}
