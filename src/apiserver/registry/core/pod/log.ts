// Models pkg/registry/core/pod/strategy.go LogLocation: which container's log is meant, and whether it can have one.

import type { Pod } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { notTime, timeOf } from '#apimachinery/names.ts';
import { reply, type Status, status } from '#apimachinery/status.ts';
import { integerOf } from '../../rest/parameters.ts';
import type { SubresourceHandler } from '../../rest/strategy.ts';

const allContainers = ({ spec }: Pod): { name: string }[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];

/** The container that a request without a name means, or why there is none. Source: LogLocation. */
export function chooseContainer(pod: Pod, wanted: string | undefined): string | Status {
  const { name } = pod.metadata;
  if (wanted) {
    return allContainers(pod).some((c) => c.name === wanted)
      ? wanted
      : status.badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const { containers, initContainers = [] } = pod.spec;
  if (containers.length === 1) return containers[0]!.name;
  const choices = containers.map((c) => c.name).join(' ');
  const inits =
    initContainers.length > 0 ? ` or one of the init containers: [${initContainers.map((c) => c.name).join(' ')}]` : '';
  return status.badRequest(`a container name must be specified for pod ${name}, choose one of: [${choices}]${inits}`);
}

/** The usual reasons, put plainly. */
const WAITING: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

/** The kubelet's answer for a container that has not run yet. Source: pkg/kubelet validateContainerLogStatus. */
export function logRefusal(pod: Pod, container: string, previous: boolean): Status | undefined {
  const statuses = [
    ...(pod.status.initContainerStatuses ?? []),
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.ephemeralContainerStatuses ?? []),
  ];
  const found = statuses.find((s) => s.name === container);
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  if (previous) {
    return found?.lastState?.terminated ? undefined : status.badRequest(`previous terminated ${where} not found`);
  }
  const { waiting, running, terminated } = found?.state ?? {};
  // A container between two runs still has the log of the last one.
  if (running || terminated || found?.lastState?.terminated) return undefined;
  const reason = waiting?.reason;
  if (reason) return status.badRequest(`${where} is waiting to start: ${WAITING[reason] ?? reason}`);
  return pod.spec.nodeName ? status.badRequest(`${where} is not available`) : undefined;
}

/** What is wrong with the query. Source: PodLogOptions' conversion from it, ValidatePodLogOptions. */
function optionsRefusal(name: string, query: URLSearchParams): Status | undefined {
  const errors: FieldError[] = [];
  for (const [option, least, why] of [
    ['tailLines', 0, 'must be greater than or equal to 0'],
    ['limitBytes', 1, 'must be greater than 0'],
    ['sinceSeconds', 1, 'must be greater than 0'],
  ] as const) {
    const value = integerOf(query, option);
    if (typeof value === 'object') return value;
    const isJudged = option !== 'sinceSeconds' || !query.get('sinceTime');
    if (value !== undefined && value < least && isJudged) errors.push(field.invalid(option, value, why));
  }
  const sinceTime = query.get('sinceTime') ?? '';
  if (sinceTime !== '' && Number.isNaN(timeOf(sinceTime))) return status.badRequest(notTime(sinceTime));
  if (sinceTime !== '' && query.has('sinceSeconds'))
    errors.push(field.forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  return errors.length > 0 ? status.invalid('PodLogOptions', '', name, errors) : undefined;
}

export const podLog: SubresourceHandler = {
  kind: 'Pod',
  verbs: ['get'],
  handle(_request, { namespace, name, query }, context) {
    const refused = optionsRefusal(name, query);
    if (refused) return reply(refused);
    const pod = context.storage.get<Pod>('pods', `${namespace}/${name}`);
    if (!pod) return reply(status.notFound('pods', '', name));
    const container = chooseContainer(pod, query.get('container') || undefined);
    if (typeof container !== 'string') return reply(container);
    // Not scheduled: nobody to ask, and an empty log.
    if (!pod.spec.nodeName) return { code: 200, headers: { 'content-type': 'text/plain' }, body: '' };
    const refusal = logRefusal(pod, container, query.get('previous') === 'true');
    if (refusal) return reply(refusal);
    return context.nodes.logs(namespace, name, { ...Object.fromEntries([...query]), container });
  },
};
