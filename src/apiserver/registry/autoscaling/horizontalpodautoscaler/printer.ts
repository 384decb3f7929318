// Models formatHPAMetrics of pkg/printers/internalversion/printers.go: `cpu: 1%/80%`.

import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValue,
} from '#api/autoscaling/types.ts';

const SHOWN = 2;
const UNKNOWN = '<unknown>';

const percent = (n: number | undefined, missing: string): string => (n === undefined ? missing : `${n}%`);

function ofResource(name: string, { averageUtilization, averageValue }: MetricTarget, current: MetricValue): string {
  if (averageValue !== undefined) return `${name}: ${current.averageValue ?? UNKNOWN}/${averageValue}`;
  return `${name}: ${percent(current.averageUtilization, UNKNOWN)}/${percent(averageUtilization, '<auto>')}`;
}

const ofValue = ({ averageValue, value }: MetricTarget, current: MetricValue): string =>
  averageValue !== undefined
    ? `${current.averageValue ?? UNKNOWN}/${averageValue} (avg)`
    : `${current.value ?? UNKNOWN}/${value ?? ''}`;

function shown(spec: MetricSpec, status: MetricStatus | null | undefined): string {
  const { resource, containerResource, pods, object, external } = spec;
  if (spec.type === 'Resource' && resource)
    return ofResource(resource.name, resource.target ?? {}, status?.resource?.current ?? {});
  if (spec.type === 'ContainerResource' && containerResource)
    return ofResource(containerResource.name, containerResource.target ?? {}, status?.containerResource?.current ?? {});
  if (spec.type === 'Pods' && pods)
    return `${status?.pods?.current.averageValue ?? UNKNOWN}/${pods.target?.averageValue ?? ''}`;
  if (spec.type === 'Object' && object) return ofValue(object.target ?? {}, status?.object?.current ?? {});
  if (spec.type === 'External' && external) return ofValue(external.target ?? {}, status?.external?.current ?? {});
  return '<unknown type>';
}

export function targets({ spec, status }: HorizontalPodAutoscaler): string {
  const all = (spec.metrics ?? []).map((metric, i) => shown(metric, status?.currentMetrics?.[i]));
  if (all.length === 0) return '<none>';
  const first = all.slice(0, SHOWN).join(', ');
  return all.length > SHOWN ? `${first} + ${all.length - SHOWN} more...` : first;
}
