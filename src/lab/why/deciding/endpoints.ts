// Why a Service has no ready endpoint: the label that differs, the probe that fails, the image that is not there.

import type { Container, Event, Pod, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { type Facts, find, type Kind } from '../facts.ts';
import { type Finding, keyed, nearest, note } from './finding.ts';

/** `key` is the Service's. Undefined: it has some, or is not there. */
export function withoutEndpoint(key: string, facts: Facts): Finding | undefined {
  const service = find<Service>(facts, `Service/${key}`);
  if (!service) return undefined;
  const object = `Service/${key}`;
  const { selector } = service.spec;
  if (!selector || Object.keys(selector).length === 0) return handMade(object, service, facts);
  const { namespace = '' } = service.metadata;
  const matches = ({ metadata }: ApiObject): boolean => hasLabels(metadata.labels, selector);
  const pods = facts.list<Pod>('Pod');
  const own = pods.filter((pod) => pod.metadata.namespace === namespace && matches(pod));
  if (own.length === 0) return nobodySelected(service, selector, pods, facts);
  return own.map((pod) => unwell(pod, facts)).find((finding) => finding !== undefined) ?? portName(service, own);
}

const hasLabels = (labels: Readonly<Record<string, string>> = {}, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

interface Owner extends ApiObject {
  readonly spec?: { readonly replicas?: number; readonly template?: { readonly metadata?: ApiObject['metadata'] } };
}

function nobodySelected(
  service: Service,
  selector: Readonly<Record<string, string>>,
  pods: readonly Pod[],
  facts: Facts,
): Finding {
  const { namespace = '' } = service.metadata;
  const owner = (['Deployment', 'StatefulSet'] as const)
    .flatMap((kind) => facts.list<Owner>(kind).map((object) => ({ kind, object })))
    .find(
      ({ object: { metadata, spec } }) =>
        metadata.namespace === namespace &&
        spec?.replicas === 0 &&
        hasLabels(spec.template?.metadata?.labels, selector),
    );
  if (owner) {
    const object = `${owner.kind satisfies Kind}/${keyOf(owner.object)}`;
    return { object, path: 'spec.replicas', notes: [note('zero-replicas', { owner: object })] };
  }
  const object = `Service/${keyOf(service)}`;
  const elsewhere = pods.find(({ metadata }) => hasLabels(metadata.labels, selector));
  if (elsewhere) {
    const other = elsewhere.metadata.namespace ?? '';
    return { object, path: 'spec.selector', notes: [note('pods-elsewhere', { namespace: other })] };
  }
  const here = pods.filter(({ metadata }) => metadata.namespace === namespace);
  // The Pod that was meant has most of the labels, and where it has another value, a similar one.
  const score = ({ metadata: { labels = {} } }: Pod): number =>
    Object.entries(selector).reduce((sum, [key, value]) => {
      const has = labels[key];
      if (has === undefined) return sum;
      return sum + (has === value ? 4 : nearest(value, [has]) ? 2 : 1);
    }, 0);
  const near = here.toSorted((a, b) => score(b) - score(a))[0];
  if (!near) return { object, path: 'spec.selector', notes: [note('no-pods', { namespace })] };
  const labels = near.metadata.labels ?? {};
  const [key = '', wants = ''] = Object.entries(selector).find(([name, value]) => labels[name] !== value) ?? [];
  const pod = keyOf(near);
  const has = labels[key];
  const said =
    has === undefined ? note('label-missing', { pod, key }) : note('label-differs', { pod, key, has, wants });
  return { object, path: keyed('spec.selector', key), notes: [said] };
}

/** Why a Pod serves nothing; undefined: it does. */
function unwell(pod: Pod, facts: Facts): Finding | undefined {
  const { metadata, spec, status } = pod;
  const key = keyOf(pod);
  const object = `Pod/${key}`;
  if (metadata.deletionTimestamp) return { object, notes: [note('leaving', { pod: key })] };
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    const { message = '' } = scheduled;
    return { object, path: 'spec', notes: [note('unschedulable', { pod: key, message })] };
  }
  for (const [i, container] of spec.containers.entries()) {
    const at = `spec.containers[${i}]`;
    const state = status.containerStatuses?.find(({ name }) => name === container.name);
    if (state?.ready) continue;
    const { waiting, terminated } = state?.state ?? {};
    const reason = waiting?.reason ?? '';
    if (/Image/.test(reason)) {
      const said = note('image-missing', { pod: key, image: container.image, reason });
      return { object, path: `${at}.image`, notes: [said] };
    }
    const last = terminated ?? state?.lastState?.terminated;
    if ((reason === 'CrashLoopBackOff' || terminated) && last) {
      const exit = String(last.exitCode);
      const field = container.command ? 'command' : container.args ? 'args' : 'image';
      const said = note('crashing', { pod: metadata.name, container: container.name, exit });
      return { object, path: `${at}.${field}`, notes: [said] };
    }
    if (waiting) return { object, path: at, notes: [note('waiting', { pod: key, container: container.name, reason })] };
    if (container.readinessProbe) return probeOf(pod, container, at, facts);
  }
  return undefined;
}

function probeOf(pod: Pod, container: Container, at: string, facts: Facts): Finding {
  const key = keyOf(pod);
  const path = `${at}.readinessProbe`;
  const object = `Pod/${key}`;
  const failures = facts
    .list<Event>('Event')
    .filter(
      ({ involvedObject, reason, message }) =>
        involvedObject.uid === pod.metadata.uid && reason === 'Unhealthy' && message?.startsWith('Readiness'),
    )
    .toSorted((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? ''));
  const text = failures
    .at(-1)
    ?.message?.replace(/^Readiness probe (?:failed|errored): ?/, '')
    .trimEnd();
  if (text === undefined)
    return { object, path, notes: [note('probe-not-yet', { pod: key, container: container.name })] };
  const { httpGet, tcpSocket, exec } = container.readinessProbe!;
  const asks = httpGet
    ? `${httpGet.path ?? '/'}, ${httpGet.port}`
    : tcpSocket
      ? `${tcpSocket.port}`
      : (exec?.command?.join(' ') ?? '-');
  const field = httpGet ? `${path}.httpGet` : tcpSocket ? `${path}.tcpSocket` : path;
  return {
    object,
    path: field,
    notes: [note('probe-fails', { pod: key, container: container.name, asks, message: text || '-' })],
  };
}

/** All are well: then no container has a port of the name. */
function portName(service: Service, pods: readonly Pod[]): Finding | undefined {
  const names = pods.flatMap(({ spec }) => spec.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name)));
  const index = (service.spec.ports ?? []).findIndex(
    ({ targetPort }) => typeof targetPort === 'string' && !names.includes(targetPort),
  );
  if (index < 0) return undefined;
  const known = [...new Set(names.filter((name) => name !== undefined))].join(', ') || '-';
  return {
    object: `Service/${keyOf(service)}`,
    path: `spec.ports[${index}].targetPort`,
    notes: [note('port-names', { names: known })],
  };
}

function handMade(object: string, { metadata }: Service, facts: Facts): Finding {
  const slice = facts
    .list<EndpointSlice>('EndpointSlice')
    .find(
      (s) =>
        s.metadata.namespace === metadata.namespace &&
        s.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
    );
  if (!slice) return { object, path: 'spec.selector' };
  const unready = (slice.endpoints ?? []).findIndex(({ conditions }) => conditions?.ready === false);
  const path =
    unready >= 0 ? `endpoints[${unready}].conditions.ready` : slice.endpoints?.length ? 'ports' : 'endpoints';
  return { object: `EndpointSlice/${keyOf(slice)}`, path };
}
