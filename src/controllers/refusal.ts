// Models how pkg/controller tells of Pods that could not be made or removed.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Status } from '#apimachinery/status.ts';
import type { EventRecord, Refusal } from './controller.ts';

/** The namespace is going: neither a failure, nor worth another try. Source: apierrors.HasStatusCause NamespaceTerminatingCause. */
export function isNamespaceTerminating({ details }: Status): boolean {
  return details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}

/** `Error creating: …` beside the events of what came before. Source: RealPodControl.createPods. */
export function refusedCreate(owner: ApiObject, before: readonly EventRecord[], status: Status): Refusal {
  if (isNamespaceTerminating(status)) return { events: before, retry: false };
  return {
    events: [
      ...before,
      { object: owner, type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${status.message ?? ''}` },
    ],
  };
}
