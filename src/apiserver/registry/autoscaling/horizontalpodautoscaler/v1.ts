// Models pkg/apis/autoscaling/v1 conversion.go: the older face of an autoscaler, which knows of CPU alone and keeps the rest in annotations.

import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValue,
} from '#api/autoscaling/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { inVersion } from '../../rest/versions.ts';
import { horizontalPodAutoscalerStrategy } from './strategy.ts';

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const ANNOTATIONS = ['metrics', 'current-metrics', 'conditions', 'behavior'] as const;

interface AutoscalerV1 extends ApiObject {
  spec: Pick<HorizontalPodAutoscaler['spec'], 'scaleTargetRef' | 'minReplicas' | 'maxReplicas'> & {
    targetCPUUtilizationPercentage?: number;
  };
  status?: Pick<
    NonNullable<HorizontalPodAutoscaler['status']>,
    'observedGeneration' | 'lastScaleTime' | 'currentReplicas' | 'desiredReplicas'
  > & { currentCPUUtilizationPercentage?: number };
}

/** A metric in the older version's flat form. */
interface FlatMetric {
  type: string;
  [source: string]: unknown;
}

const isCpuShare = (metric: MetricSpec | null): boolean =>
  metric?.type === 'Resource' &&
  metric.resource?.name === 'cpu' &&
  metric.resource.target?.averageUtilization !== undefined;

const defined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

/** A source of which something is missing, as Go would have it: owners are told apart before anybody judges the object. */
const NOTHING: {
  readonly metric: { readonly name: string; readonly selector?: undefined };
  readonly target: Partial<MetricTarget>;
} = { metric: { name: '' }, target: {} };

function flatSpec(given: MetricSpec | null): FlatMetric {
  const spec: Partial<MetricSpec> = given ?? {};
  const type = spec.type ?? '';
  const flat = ({ averageUtilization, averageValue }: Partial<MetricTarget> = {}) =>
    defined({ targetAverageUtilization: averageUtilization, targetAverageValue: averageValue });
  if (spec.resource) return { type, resource: { name: spec.resource.name, ...flat(spec.resource.target) } };
  if (spec.containerResource) {
    const { name, container, target } = spec.containerResource;
    return { type, containerResource: { name, container, ...flat(target) } };
  }
  if (spec.pods) {
    const { metric, target } = { ...NOTHING, ...spec.pods };
    return {
      type,
      pods: defined({ metricName: metric.name, targetAverageValue: target.averageValue, selector: metric.selector }),
    };
  }
  if (spec.object) {
    const { describedObject, metric, target } = { ...NOTHING, ...spec.object };
    return {
      type,
      object: defined({
        target: describedObject,
        metricName: metric.name,
        targetValue: target.value ?? '0',
        selector: metric.selector,
        averageValue: target.averageValue,
      }),
    };
  }
  if (!spec.external) return { type };
  const { metric, target } = { ...NOTHING, ...spec.external };
  return {
    type,
    external: defined({
      metricName: metric.name,
      metricSelector: metric.selector,
      targetValue: target.value,
      targetAverageValue: target.averageValue,
    }),
  };
}

const targetOf = (utilization: unknown, average: unknown, value?: unknown): MetricTarget =>
  defined({
    type: utilization !== undefined ? 'Utilization' : value !== undefined && value !== '0' ? 'Value' : 'AverageValue',
    averageUtilization: utilization,
    averageValue: average,
    value: value === '0' ? undefined : value,
  }) as MetricTarget;

function wholeSpec(flat: FlatMetric): MetricSpec {
  // biome-ignore lint/suspicious/noExplicitAny: whatever somebody wrote into the annotation.
  const { type, resource, containerResource, pods, object, external } = flat as Record<string, any>;
  if (resource)
    return {
      type,
      resource: {
        name: resource.name,
        target: targetOf(resource.targetAverageUtilization, resource.targetAverageValue),
      },
    };
  if (containerResource) {
    const { name, container, targetAverageUtilization, targetAverageValue } = containerResource;
    return {
      type,
      containerResource: { name, container, target: targetOf(targetAverageUtilization, targetAverageValue) },
    };
  }
  const metric = (name: string, selector: unknown) =>
    defined({ name, selector }) as NonNullable<MetricSpec['pods']>['metric'];
  if (pods)
    return {
      type,
      pods: { metric: metric(pods.metricName, pods.selector), target: targetOf(undefined, pods.targetAverageValue) },
    };
  if (object) {
    const target = targetOf(undefined, object.averageValue, object.targetValue);
    return {
      type,
      object: { describedObject: object.target, metric: metric(object.metricName, object.selector), target },
    };
  }
  const target = targetOf(undefined, external?.targetAverageValue, external?.targetValue);
  return { type, external: { metric: metric(external?.metricName, external?.metricSelector), target } };
}

const flatValue = ({ averageUtilization, averageValue, value }: MetricValue) =>
  defined({ currentAverageUtilization: averageUtilization, currentAverageValue: averageValue, currentValue: value });

function flatStatus(status: MetricStatus | null): unknown {
  const { type = '', resource, containerResource } = status ?? {};
  if (resource) return { type, resource: { name: resource.name, ...flatValue(resource.current) } };
  if (containerResource) {
    const { name, container, current } = containerResource;
    return { type, containerResource: { name, container, ...flatValue(current) } };
  }
  return { type };
}

export const horizontalPodAutoscalerV1Strategy = inVersion<HorizontalPodAutoscaler>(horizontalPodAutoscalerStrategy, {
  version: 'v1',

  fromStored({ metadata, spec, status, ...object }) {
    const { scaleTargetRef, minReplicas, maxReplicas, metrics = [], behavior } = spec;
    const { conditions = [], currentMetrics, ...counts } = status ?? { desiredReplicas: 0 };
    const others = metrics.filter((metric) => !isCpuShare(metric)).map(flatSpec);
    const written = (name: string, value: unknown, isThere: boolean): Record<string, string> =>
      isThere ? { [PREFIX + name]: JSON.stringify(value) } : {};
    const annotations = {
      ...metadata.annotations,
      ...written('metrics', others, others.length > 0),
      ...written('current-metrics', currentMetrics?.map(flatStatus), (currentMetrics ?? []).length > 0),
      ...written('conditions', conditions, conditions.length > 0),
      ...written('behavior', { ScaleUp: behavior?.scaleUp, ScaleDown: behavior?.scaleDown }, behavior !== undefined),
    };
    const cpu = currentMetrics?.find((m) => m?.resource?.name === 'cpu')?.resource?.current.averageUtilization;
    const v1: AutoscalerV1 = {
      ...object,
      metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
      spec: defined({
        scaleTargetRef,
        minReplicas,
        maxReplicas,
        targetCPUUtilizationPercentage: metrics.find(isCpuShare)?.resource?.target.averageUtilization,
      }) as AutoscalerV1['spec'],
      status: defined({
        ...counts,
        currentReplicas: counts.currentReplicas ?? 0,
        currentCPUUtilizationPercentage: cpu,
      }) as NonNullable<AutoscalerV1['status']>,
    };
    return v1;
  },

  toStored(given) {
    const { metadata, spec, status, ...object } = given as AutoscalerV1;
    const annotations = { ...metadata?.annotations };
    const read = (name: (typeof ANNOTATIONS)[number]): unknown => {
      try {
        return JSON.parse(annotations[PREFIX + name] ?? 'null');
      } catch {
        return null;
      }
    };
    const others = (read('metrics') as FlatMetric[] | null) ?? [];
    const conditions = read('conditions') as NonNullable<HorizontalPodAutoscaler['status']>['conditions'] | null;
    const rules = read('behavior') as { ScaleUp?: object; ScaleDown?: object } | null;
    for (const name of ANNOTATIONS) delete annotations[PREFIX + name];
    const { targetCPUUtilizationPercentage: share, ...rest } = spec ?? {};
    const { currentCPUUtilizationPercentage: cpu, ...counts } = status ?? { desiredReplicas: 0 };
    const target: MetricTarget = { type: 'Utilization', ...(share !== undefined && { averageUtilization: share }) };
    const metrics: MetricSpec[] = [
      ...others.map(wholeSpec),
      ...(share === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target } }]),
    ];
    const { annotations: _annotations, ...meta } = metadata ?? {};
    return {
      ...object,
      metadata: { ...meta, ...(Object.keys(annotations).length > 0 && { annotations }) },
      spec: {
        ...rest,
        ...(metrics.length > 0 && { metrics }),
        ...(rules && { behavior: defined({ scaleUp: rules.ScaleUp, scaleDown: rules.ScaleDown }) }),
      },
      ...(status && {
        status: {
          ...counts,
          currentMetrics:
            cpu === undefined
              ? null
              : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: cpu } } }],
          ...(conditions && { conditions }),
        },
      }),
    } as unknown as HorizontalPodAutoscaler;
  },
});
