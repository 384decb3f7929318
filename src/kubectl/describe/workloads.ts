// Models describe.go describeReplicaSet, describeReplicationController, describeStatefulSet and describeDaemonSet.

import type { DaemonSet, ReplicaSet, StatefulSet } from '#api/apps/types.ts';
import type { Condition, Pod, ReplicationController } from '#api/core/types.ts';
import { requirementsOf, requirementsText, selectorText } from '#apimachinery/labels.ts';
import { type ApiList, type ApiObject, controllerOf, type LabelSelector } from '#apimachinery/meta.ts';
import type { Describer, Get, WithEvents } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import {
  formatLabels,
  formatSelector,
  rfc1123,
  writeAnnotations,
  writeController,
  writeLabels,
  writeName,
} from './metadata.ts';
import { writePodTemplate } from './pod.ts';
import { Page } from './tabwriter.ts';

interface Related extends WithEvents {
  /** `2 Running / 0 Waiting / 0 Succeeded / 0 Failed` */
  readonly pods: string;
}

async function podsStatus(object: ApiObject, selector: LabelSelector, get: Get): Promise<string> {
  const query = encodeURIComponent(requirementsText(requirementsOf(selector)));
  const list = await get<ApiList<Pod>>(
    `/api/v1/namespaces/${object.metadata.namespace}/pods?labelSelector=${query}&limit=500`,
  );
  const owned = list.items.filter((pod) => controllerOf(pod)?.uid === object.metadata.uid);
  const count = (phase: string): number => owned.filter((pod) => pod.status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

async function gatherFor(object: ApiObject, selector: LabelSelector, get: Get, showEvents: boolean): Promise<Related> {
  const pods = await podsStatus(object, selector, get);
  return { pods, events: await eventsOf(object, get, showEvents) };
}

function writeConditions(page: Page, conditions: readonly Condition[] | undefined): void {
  if (!conditions?.length) return;
  page.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
  page.line(1, '----', '------', '------');
  for (const { type, status, reason } of conditions) page.line(1, `${type} `, status, reason ?? '');
}

export const replicaSet: Describer<ReplicaSet, Related> = {
  gather: (object, get, showEvents) => gatherFor(object, object.spec.selector, get, showEvents),
  text(object, { pods, events }, nowMs) {
    const page = new Page();
    writeName(page, object);
    page.line(0, 'Selector:', selectorText(object.spec.selector));
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    writeController(page, object);
    page.line(0, 'Replicas:', `${object.status?.replicas ?? 0} current / ${object.spec.replicas ?? 1} desired`);
    page.line(0, 'Pods Status:', pods);
    writePodTemplate(page, object.spec.template);
    writeConditions(page, object.status?.conditions);
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const replicationController: Describer<ReplicationController, Related> = {
  gather: (object, get, showEvents) => gatherFor(object, { matchLabels: object.spec.selector ?? {} }, get, showEvents),
  text(object, { pods, events }, nowMs) {
    const page = new Page();
    writeName(page, object);
    page.line(0, 'Selector:', formatLabels(object.spec.selector));
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    page.line(0, 'Replicas:', `${object.status?.replicas ?? 0} current / ${object.spec.replicas ?? 1} desired`);
    page.line(0, 'Pods Status:', pods);
    if (object.spec.template) writePodTemplate(page, object.spec.template);
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const statefulSet: Describer<StatefulSet, Related> = {
  gather: (object, get, showEvents) => gatherFor(object, object.spec.selector, get, showEvents),
  text(object, { pods, events }, nowMs) {
    const { metadata, spec, status } = object;
    const page = new Page();
    writeName(page, object);
    page.line(0, 'CreationTimestamp:', rfc1123(metadata.creationTimestamp));
    page.line(0, 'Selector:', formatSelector(spec.selector));
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'Replicas:', `${spec.replicas ?? 1} desired | ${status?.replicas ?? 0} total`);
    const strategy = spec.updateStrategy as { type?: string; rollingUpdate?: { partition?: number } } | undefined;
    page.line(0, 'Update Strategy:', strategy?.type ?? '');
    if (strategy?.rollingUpdate?.partition !== undefined) page.line(1, 'Partition:', strategy.rollingUpdate.partition);
    page.line(0, 'Pods Status:', pods);
    writePodTemplate(page, spec.template);
    const claims = (spec.volumeClaimTemplates as (ApiObject & { spec: Record<string, unknown> })[] | undefined) ?? [];
    page.line(0, 'Volume Claims:', ...(claims.length === 0 ? ['<none>'] : []));
    for (const claim of claims) {
      const requests = (claim.spec.resources as { requests?: Record<string, string> } | undefined)?.requests;
      page.line(1, 'Name:', claim.metadata.name);
      page.line(1, 'StorageClass:', claim.spec.storageClassName ?? '');
      writeLabels(page, '  Labels', claim.metadata.labels);
      writeLabels(page, '  Annotations', claim.metadata.annotations);
      page.line(1, 'Capacity:', requests?.storage ?? '<default>');
      page.line(1, 'Access Modes:', `[${((claim.spec.accessModes as string[] | undefined) ?? []).join(' ')}]`);
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const daemonSet: Describer<DaemonSet, Related> = {
  gather: (object, get, showEvents) => gatherFor(object, object.spec.selector, get, showEvents),
  text(object, { pods, events }, nowMs) {
    const { metadata, spec, status = {} } = object;
    const page = new Page();
    writeName(page, object);
    page.line(0, 'Selector:', formatSelector(spec.selector));
    page.line(0, 'Node-Selector:', formatLabels(spec.template.spec.nodeSelector));
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled ?? 0}`);
    page.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled ?? 0}`);
    page.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
    page.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
    page.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled ?? 0}`);
    page.line(0, 'Pods Status:', pods);
    writePodTemplate(page, spec.template);
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};
