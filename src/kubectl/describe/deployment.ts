// Models describe.go describeDeployment and kubectl's util/deployment GetAllReplicaSets.

import type { Deployment, ReplicaSet } from '#api/apps/types.ts';
import type { PodTemplateSpec } from '#api/core/types.ts';
import { requirementsOf, requirementsText, selectorText } from '#apimachinery/labels.ts';
import { type ApiList, controllerOf } from '#apimachinery/meta.ts';
import type { Describer, WithEvents } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { rfc1123, writeAnnotations, writeLabels, writeName } from './metadata.ts';
import { writePodTemplate } from './pod.ts';
import { Page } from './tabwriter.ts';

const HASH = 'pod-template-hash';

/** The same text for equal templates, whatever the order of their keys; the hash label does not count. */
function templateText(template: PodTemplateSpec): string {
  const { [HASH]: _hash, ...labels } = template.metadata?.labels ?? {};
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, ordered(v)]),
    );
  };
  return JSON.stringify(ordered({ ...template, metadata: { ...template.metadata, labels } }));
}

/** The oldest ReplicaSet that has the Deployment's present template. Models FindNewReplicaSet. */
export function newReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = templateText(deployment.spec.template);
  const created = (set: ReplicaSet): string => set.metadata.creationTimestamp ?? '';
  return [...sets]
    .sort((a, b) => (created(a) < created(b) ? -1 : 1))
    .find((set) => templateText(set.spec.template) === wanted);
}

const setsText = (sets: readonly ReplicaSet[]): string =>
  sets
    .map((s) => `${s.metadata.name} (${s.status?.replicas ?? 0}/${s.spec.replicas ?? 0} replicas created)`)
    .join(', ') || '<none>';

interface Related extends WithEvents {
  /** Undefined when they cannot be had. */
  readonly sets?: readonly ReplicaSet[];
}

function describeDeployment(deployment: Deployment, { sets, events }: Related, nowMs: number): string {
  const { metadata, spec, status = {} } = deployment;
  const page = new Page();
  writeName(page, deployment);
  page.line(0, 'CreationTimestamp:', rfc1123(metadata.creationTimestamp));
  writeLabels(page, 'Labels', metadata.labels);
  writeAnnotations(page, 'Annotations', metadata.annotations);
  page.line(0, 'Selector:', selectorText(spec.selector));
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
  page.line(
    0,
    'Replicas:',
    `${spec.replicas ?? 1} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
  );
  page.line(0, 'StrategyType:', spec.strategy?.type ?? '');
  page.line(0, 'MinReadySeconds:', spec.minReadySeconds ?? 0);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling)
    page.line(0, 'RollingUpdateStrategy:', `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
  writePodTemplate(page, spec.template);
  if (status.conditions?.length) {
    page.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
    page.line(1, '----', '------', '------');
    for (const { type, status: is, reason } of status.conditions) page.line(1, `${type} `, is, reason ?? '');
  }
  if (sets && sets.length > 0) {
    const current = newReplicaSet(deployment, sets);
    page.line(0, 'OldReplicaSets:', setsText(sets.filter((s) => s !== current)));
    page.line(0, 'NewReplicaSet:', setsText(current ? [current] : []));
  }
  writeEvents(page, events, nowMs);
  return page.toString();
}

export const deployment: Describer<Deployment, Related> = {
  async gather(object, get, showEvents) {
    const { namespace, uid } = object.metadata;
    const selector = encodeURIComponent(requirementsText(requirementsOf(object.spec.selector)));
    const path = `/apis/apps/v1/namespaces/${namespace}/replicasets?labelSelector=${selector}&limit=500`;
    const all = await get<ApiList<ReplicaSet>>(path).then(
      (list) => list.items,
      () => undefined,
    );
    const sets = all?.filter((set) => controllerOf(set)?.uid === uid);
    return { ...(sets && { sets }), events: await eventsOf(object, get, showEvents) };
  },
  text: describeDeployment,
};
