// Models computeReplicasForMetric of pkg/controller/podautoscaler/horizontal.go: each metric proposes a number of Pods.

import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget } from '#api/autoscaling/types.ts';
import type { Pod } from '#api/core/types.ts';
import { canonicalQuantity, milliValue } from '#apimachinery/quantity.ts';
import { type PodMetric, replicasFor } from './calculator.ts';

/** As metrics.k8s.io tells of it. */
export interface PodMetrics {
  readonly metadata: { readonly name: string };
  readonly timestamp: string;
  /** `15s` */
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

export interface Measured {
  readonly replicas: number;
  /** As the event names it: `cpu resource utilization (percentage of request)`. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** Why a metric says nothing. */
export interface Unmeasured {
  /** Of the event, and of the condition ScalingActive. */
  readonly reason: string;
  readonly message: string;
  /** The same in the words of whoever adds the metrics up. */
  readonly error: string;
}

export interface Surroundings {
  readonly autoscaler: HorizontalPodAutoscaler;
  /** Those that the target's selector chooses. */
  readonly pods: readonly Pod[];
  readonly measured: readonly PodMetrics[];
  readonly currentReplicas: number;
  readonly nowMs: number;
}

export function measure(spec: MetricSpec, around: Surroundings): Measured | Unmeasured {
  const { resource, containerResource, pods, object, external } = spec;
  if (spec.type === 'Resource' && resource) return ofResource(resource, '', around);
  if (spec.type === 'ContainerResource' && containerResource)
    return ofResource(containerResource, containerResource.container, around);
  const { namespace } = around.autoscaler.metadata;
  const custom =
    'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
  if (spec.type === 'Pods' && pods) {
    const message = `unable to get metric ${pods.metric.name}: ${custom}`;
    return { reason: 'FailedGetPodsMetric', message, error: `failed to get pods metric value: ${message}` };
  }
  if (spec.type === 'Object' && object) {
    const { kind, name } = object.describedObject;
    const message = `unable to get metric ${object.metric.name}: ${kind} on ${namespace} ${name}/${custom}`;
    return { reason: 'FailedGetObjectMetric', message, error: `failed to get object metric value: ${message}` };
  }
  if (spec.type === 'External' && external) {
    const { name } = external.metric;
    const message = `unable to get external metric ${namespace}/${name}/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
    return {
      reason: 'FailedGetExternalMetric',
      message,
      error: `failed to get ${name} external metric value: failed to get ${name} external metric: ${message}`,
    };
  }
  const message = `unknown metric source type ${JSON.stringify(spec.type)}`;
  return { reason: 'InvalidMetricSourceType', message, error: message };
}

const milli = (n: number): string => canonicalQuantity(`${n}m`) ?? '0';

function ofResource(
  { name, target }: { readonly name: string; readonly target: MetricTarget },
  container: string,
  around: Surroundings,
): Measured | Unmeasured {
  const kind = container === '' ? 'resource' : 'container resource';
  const isUsage = target.averageValue !== undefined;
  const fail = (why: string): Unmeasured => {
    const message = `failed to get ${name} ${isUsage ? 'usage' : 'utilization'}: ${why}`;
    return {
      reason: container === '' ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric',
      message,
      error: `failed to get ${name} ${container === '' ? 'resource' : 'container'} metric value: ${message}`,
    };
  };
  const metrics = metricsOf(around.measured, name, container);
  const unable = `unable to get metrics for resource ${name}:`;
  if (around.measured.length === 0) return fail(`${unable} no metrics returned from resource metrics API`);
  if (metrics.size === 0) return fail(`${unable} no metrics returned from resource metrics API`);
  const proposal = replicasFor({
    pods: around.pods,
    metrics,
    resource: name,
    container,
    currentReplicas: around.currentReplicas,
    target: isUsage ? { average: milliValue(target.averageValue) } : { utilization: target.averageUtilization ?? 0 },
    nowMs: around.nowMs,
  });
  if ('error' in proposal) return fail(proposal.error);
  const current = {
    ...(proposal.utilization !== undefined && { averageUtilization: proposal.utilization }),
    averageValue: milli(proposal.average),
  };
  return {
    replicas: proposal.replicas,
    name: isUsage ? `${name} ${kind}` : `${name} ${kind} utilization (percentage of request)`,
    status:
      container === ''
        ? { type: 'Resource', resource: { name, current } }
        : { type: 'ContainerResource', containerResource: { name, container, current } },
  };
}

/** By Pod; one of whose containers nothing is known is left out. Source: getPodMetrics. */
function metricsOf(measured: readonly PodMetrics[], resource: string, container: string): Map<string, PodMetric> {
  const metrics = new Map<string, PodMetric>();
  for (const { metadata, timestamp, window, containers } of measured) {
    const counted = containers.filter((c) => container === '' || c.name === container);
    const values = counted.map(({ usage }) => usage[resource]);
    if (counted.length === 0 || values.includes(undefined)) continue;
    const value = values.reduce<number>((sum, text) => sum + milliValue(text), 0);
    metrics.set(metadata.name, { value, atMs: Date.parse(timestamp), windowMs: Number.parseFloat(window) * 1000 });
  }
  return metrics;
}
