// Why a Service has no ready endpoint: the label that differs, the probe that fails, the image that is not there.

import type { Pod, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { type Facts, find, type Kind } from '../facts.ts';
import { type Finding, keyed, nearest, note } from './finding.ts';
import { unwell } from './pods.ts';

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
