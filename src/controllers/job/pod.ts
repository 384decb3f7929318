// Models the Pods that pkg/controller/job makes, and the finalizer by which each is counted exactly once.

import type { Job } from '#api/batch/types.ts';
import type { Container, Pod } from '#api/core/types.ts';
import { randomSuffix } from '#apimachinery/names.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { podFromTemplate, podName } from '../pod-template.ts';
import { mergePatch } from '../requests.ts';
import { INDEX_ANNOTATION } from './indexes.ts';

export const TRACKING = 'batch.kubernetes.io/job-tracking';
const FAILURES = 'batch.kubernetes.io/job-index-failure-count';

export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING) ?? false;
}

export function untrack(pod: Pod): ApiRequest {
  const finalizers = pod.metadata.finalizers?.filter((f) => f !== TRACKING) ?? [];
  return mergePatch('pods', pod, { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } });
}

/** How often this Pod's index had failed before it, not counting what the policy ignores. */
export function failuresBefore({ metadata }: Pod): number {
  return Number(metadata.annotations?.[FAILURES] ?? 0);
}

export interface Place {
  readonly index: number;
  /** With backoffLimitPerIndex: how often the index has failed. */
  readonly failures?: number;
}

/** Source: manageJob, addCompletionIndexEnvVariables. */
export function newPod(job: Job, place: Place | undefined, random: () => number): Pod {
  const { template } = job.spec;
  const finalizers = [...new Set([...(template.metadata?.finalizers ?? []), TRACKING])];
  if (!place) {
    const pod = podFromTemplate(template, job, podName(job, random));
    return { ...pod, metadata: { ...pod.metadata, finalizers } };
  }
  const { index, failures } = place;
  const prefix = `${job.metadata.name.slice(0, 63 - 7 - String(index).length)}-${index}-`;
  const pod = podFromTemplate(template, job, prefix + randomSuffix(5, random));
  const env: NonNullable<Container['env']>[number] = {
    name: 'JOB_COMPLETION_INDEX',
    valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX_ANNOTATION}']` } },
  };
  const withIndex = (container: Container): Container =>
    container.env?.some((e) => e.name === env.name)
      ? container
      : { ...container, env: [...(container.env ?? []), env] };
  const { initContainers, containers } = pod.spec;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: prefix,
      finalizers,
      labels: { ...pod.metadata.labels, [INDEX_ANNOTATION]: String(index) },
      annotations: {
        ...pod.metadata.annotations,
        [INDEX_ANNOTATION]: String(index),
        ...(failures !== undefined && { [FAILURES]: String(failures) }),
      },
    },
    spec: {
      ...pod.spec,
      hostname: `${job.metadata.name}-${index}`,
      ...(initContainers && { initContainers: initContainers.map(withIndex) }),
      containers: containers.map(withIndex),
    },
  };
}
