// Models plugin/pkg/admission/limitranger: a namespace's LimitRanges fill in what containers leave out, and hold them to bounds.

import type { LimitRange, ResourceList } from '#api/core/policy-types.ts';
import type { Container, Pod } from '#api/core/types.ts';
import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { podLimits, podRequests } from '#api/quota/usage.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { type AdmissionPlugin, type Attributes, aggregate, refuse } from '../admission.ts';
import { claimProblems, problems } from './constraints.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

const rangesOf = ({ namespace }: Attributes, { storage }: ServerContext): readonly LimitRange[] =>
  storage.list<LimitRange>('limitranges', namespace);

/** Sets what is missing, and says so: `cpu, memory request for container c`. Mutates. */
function complete(container: Container, what: string, limits: ResourceList, requests: ResourceList): string[] {
  container.resources ??= {};
  const { resources } = container;
  const fill = (member: 'requests' | 'limits', defaults: ResourceList): string[] => {
    const missing = Object.keys(defaults)
      .filter((name) => resources[member]?.[name] === undefined)
      .sort();
    if (missing.length === 0) return [];
    resources[member] = { ...resources[member], ...Object.fromEntries(missing.map((n) => [n, defaults[n]!])) };
    return [`${missing.join(', ')} ${member === 'requests' ? 'request' : 'limit'} for ${what} ${container.name}`];
  };
  return [...fill('requests', requests), ...fill('limits', limits)];
}

function setDefaults(pod: Pod, range: LimitRange): void {
  const limits: ResourceList = {};
  const requests: ResourceList = {};
  for (const item of range.spec.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(limits, item.default);
    Object.assign(requests, item.defaultRequest);
  }
  const done = [
    ...pod.spec.containers.flatMap((c) => complete(c, 'container', limits, requests)),
    ...(pod.spec.initContainers ?? []).flatMap((c) => complete(c, 'init container', limits, requests)),
  ];
  if (done.length === 0) return;
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [ANNOTATION]: `LimitRanger plugin set: ${done.join('; ')}`,
  };
}

function podProblems(pod: Pod, range: LimitRange): string[] {
  return (range.spec.limits ?? []).flatMap((item) => {
    if (item.type === 'Pod') return problems(item, podRequests(pod), podLimits(pod));
    if (item.type !== 'Container') return [];
    return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(({ resources = {} }) =>
      problems(item, resources.requests ?? {}, resources.limits ?? {}),
    );
  });
}

/** Containers cannot be changed later, except by a resize. */
const concerns = ({ strategy, operation, subresource, object }: Attributes): boolean => {
  if (strategy.group !== '' || object?.metadata.deletionTimestamp) return false;
  if (strategy.resource === 'persistentvolumeclaims') return subresource === '';
  if (strategy.resource !== 'pods') return false;
  return operation === 'CREATE' ? subresource === '' : subresource === 'resize';
};

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  handles: ['CREATE', 'UPDATE'],

  admit(attributes, context) {
    if (!concerns(attributes) || attributes.strategy.resource !== 'pods') return undefined;
    for (const range of rangesOf(attributes, context)) setDefaults(attributes.object as Pod, range);
    return undefined;
  },

  validate(attributes, context) {
    if (!concerns(attributes)) return undefined;
    for (const range of rangesOf(attributes, context)) {
      const found =
        attributes.strategy.resource === 'pods'
          ? podProblems(attributes.object as Pod, range)
          : claimProblems(attributes.object as PersistentVolumeClaim, range);
      if (found.length > 0) return refuse(attributes, aggregate(found));
    }
    return undefined;
  },
};
