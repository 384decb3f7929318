// Describers of kinds that are seldom asked for: they come with the verbs that are seldom typed.

import type { CronJob } from '#api/batch/types.ts';
import type { IPAddress, ServiceCIDR } from '#api/networking/types.ts';
import { role, roleBinding, signingRequest } from './access.ts';
import { type Describer, register, type WithEvents } from './describer.ts';
import { gatherEvents, writeEvents } from './events.ts';
import { autoscaler, disruptionBudget, limitRange, priorityClass, resourceQuota } from './limits.ts';
import { formatSelector, rfc1123, writeAnnotations, writeLabels, writeName } from './metadata.ts';
import { writePodTemplate } from './pod.ts';
import { csiNode, persistentVolume, persistentVolumeClaim, storageClass } from './storage.ts';
import { Page } from './tabwriter.ts';

const cronJob: Describer<CronJob, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const { metadata, spec, status } = object;
    const job = spec.jobTemplate.spec;
    const page = new Page();
    const line = (title: string, value: unknown, unit = ''): void =>
      page.line(0, `${title}:`, value === undefined || value === null ? '<unset>' : `${value}${unit}`);
    writeName(page, object);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    line('Schedule', spec.schedule);
    line('Concurrency Policy', spec.concurrencyPolicy);
    line('Suspend', spec.suspend === undefined ? undefined : spec.suspend ? 'True' : 'False');
    line('Successful Job History Limit', spec.successfulJobsHistoryLimit);
    line('Failed Job History Limit', spec.failedJobsHistoryLimit);
    line('Starting Deadline Seconds', spec.startingDeadlineSeconds, 's');
    line('Selector', job.selector && formatSelector(job.selector));
    line('Parallelism', job.parallelism);
    line('Completions', job.completions);
    if (job.activeDeadlineSeconds !== undefined) line('Active Deadline Seconds', job.activeDeadlineSeconds, 's');
    writePodTemplate(page, job.template);
    line('Last Schedule Time', status?.lastScheduleTime && rfc1123(status.lastScheduleTime));
    page.line(0, 'Active Jobs:', (status?.active ?? []).map((job) => job.name).join(', ') || '<none>');
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

const serviceCidr: Describer<ServiceCIDR, WithEvents> = {
  gather: gatherEvents,
  text({ metadata, spec, status }, { events }, nowMs) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'CIDRs:', (spec.cidrs ?? []).join(', '));
    const conditions = status?.conditions ?? [];
    if (conditions.length > 0) {
      page.line(0, 'Status:');
      page.line(0, 'Conditions:');
      page.line(1, 'Type', 'Status', 'LastTransitionTime', 'Reason', 'Message');
      page.line(1, '----', '------', '------------------', '------', '-------');
      for (const c of conditions)
        page.line(1, c.type, c.status, rfc1123(c.lastTransitionTime), c.reason ?? '', c.message ?? '');
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

const ipAddress: Describer<IPAddress, WithEvents> = {
  gather: gatherEvents,
  text({ metadata, spec }, { events }, nowMs) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    const parent = spec.parentRef;
    if (parent) {
      page.line(0, 'Parent Reference:');
      page.line(1, 'Group:', parent.group ?? '');
      page.line(1, 'Resource:', parent.resource ?? '');
      page.line(1, 'Namespace:', parent.namespace ?? '');
      page.line(1, 'Name:', parent.name ?? '');
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const seldomDescribers: Readonly<Record<string, Describer>> = {
  'CertificateSigningRequest.certificates.k8s.io': register(signingRequest),
  'ClusterRole.rbac.authorization.k8s.io': register(role),
  'ClusterRoleBinding.rbac.authorization.k8s.io': register(roleBinding),
  'CSINode.storage.k8s.io': register(csiNode),
  'CronJob.batch': register(cronJob),
  'HorizontalPodAutoscaler.autoscaling': register(autoscaler),
  'IPAddress.networking.k8s.io': register(ipAddress),
  LimitRange: register(limitRange),
  PersistentVolume: register(persistentVolume),
  PersistentVolumeClaim: register(persistentVolumeClaim),
  'PodDisruptionBudget.policy': register(disruptionBudget),
  'PriorityClass.scheduling.k8s.io': register(priorityClass),
  ResourceQuota: register(resourceQuota),
  'Role.rbac.authorization.k8s.io': register(role),
  'RoleBinding.rbac.authorization.k8s.io': register(roleBinding),
  'ServiceCIDR.networking.k8s.io': register(serviceCidr),
  'StorageClass.storage.k8s.io': register(storageClass),
};
