// Models describe.go describePod and DescribePodTemplate.

import type { Pod, PodSpec, PodTemplateSpec, Toleration } from '#api/core/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';
import { writeContainers } from './containers.ts';
import type { Describer, WithEvents } from './describer.ts';
import { searchEvents, writeEvents } from './events.ts';
import { formatSelector, rfc1123, writeAnnotations, writeController, writeLabels, writeName } from './metadata.ts';
import { Page } from './tabwriter.ts';
import { writeVolumes } from './volumes.ts';

function writeTolerations(page: Page, title: string, tolerations: readonly Toleration[] | undefined): void {
  const lines = [...(tolerations ?? [])]
    .sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0))
    .map(({ key = '', value, effect, operator, tolerationSeconds }) => {
      const what = key + (value ? `=${value}` : '') + (effect ? `:${effect}` : '');
      const exists = operator === 'Exists' && !value ? `${what ? ' ' : ''}op=Exists` : '';
      return what + exists + (tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`);
    });
  page.write(0, `${title}:\t${lines.join('\n\t') || '<none>'}\n`);
}

interface Spread {
  topologyKey: string;
  whenUnsatisfiable: string;
  maxSkew: number;
  labelSelector?: LabelSelector;
}

function writeSpread(page: Page, spec: PodSpec, space: string): void {
  const constraints = (spec.topologySpreadConstraints as Spread[] | undefined) ?? [];
  if (constraints.length === 0) return;
  const lines = [...constraints]
    .sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1))
    .map((c) => {
      const selector = c.labelSelector ? ` for selector ${formatSelector(c.labelSelector)}` : '';
      return `${c.topologyKey}:${c.whenUnsatisfiable} when max skew ${c.maxSkew} is exceeded${selector}`;
    });
  page.write(0, `${space}Topology Spread Constraints:\t${lines.join(`\n${space}\t`)}\n`);
}

export function writePodTemplate(page: Page, { metadata, spec }: PodTemplateSpec): void {
  const space = '  ';
  page.line(0, 'Pod Template:');
  writeLabels(page, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0)
    writeAnnotations(page, '  Annotations', metadata?.annotations);
  if (spec.serviceAccountName) page.line(1, 'Service Account:', spec.serviceAccountName);
  if (spec.initContainers?.length) writeContainers(page, 'Init Containers', spec.initContainers, { space });
  writeContainers(page, 'Containers', spec.containers, { space });
  writeVolumes(page, spec.volumes, space);
  writeSpread(page, spec, space);
  if (spec.priorityClassName) page.line(1, 'Priority Class Name:', spec.priorityClassName);
  writeLabels(page, '  Node-Selectors', spec.nodeSelector);
  writeTolerations(page, '  Tolerations', spec.tolerations);
}

function qosOf({ spec, status }: Pod): string {
  if (status.qosClass) return status.qosClass;
  const resources = [...spec.containers, ...(spec.initContainers ?? [])].map((c) => c.resources ?? {});
  const names = ['cpu', 'memory'];
  if (resources.every((r) => names.every((n) => !r.limits?.[n] && !r.requests?.[n]))) return 'BestEffort';
  const full = resources.every((r) =>
    names.every((n) => r.limits?.[n] && (r.requests?.[n] ?? r.limits[n]) === r.limits[n]),
  );
  return full ? 'Guaranteed' : 'Burstable';
}

function writeHead(page: Page, pod: Pod, nowMs: number): void {
  const { metadata, spec, status } = pod;
  const optional = (title: string, value: string | undefined): void => {
    if (value) page.line(0, `${title}:`, value);
  };
  writeName(page, pod);
  if (spec.priority !== undefined) page.line(0, 'Priority:', spec.priority);
  optional('Priority Class Name', spec.priorityClassName);
  optional('Runtime Class Name', spec.runtimeClassName as string | undefined);
  optional('Service Account', spec.serviceAccountName);
  page.line(0, 'Node:', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) page.line(0, 'Start Time:', rfc1123(status.startTime));
  writeLabels(page, 'Labels', metadata.labels);
  writeAnnotations(page, 'Annotations', metadata.annotations);
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    page.line(0, 'Status:', `Terminating (lasts ${ageOf(metadata.deletionTimestamp, nowMs)})`);
    page.line(0, 'Termination Grace Period:', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else page.line(0, 'Status:', status.phase ?? '');
  optional('Reason', status.reason);
  optional('Message', status.message);
  optional(
    'SeccompProfile',
    (spec.securityContext as { seccompProfile?: { type: string } } | undefined)?.seccompProfile?.type,
  );
  page.line(0, 'IP:', status.podIP ?? '');
  if (!status.podIPs?.length) page.line(0, 'IPs:', '<none>');
  else page.line(0, 'IPs:');
  for (const { ip } of status.podIPs ?? []) page.line(1, 'IP:', ip);
  writeController(page, pod);
  optional('NominatedNodeName', status.nominatedNodeName);
}

function describePod(pod: Pod, { events }: WithEvents, nowMs: number): string {
  const { spec } = pod;
  const status = pod.status ?? {};
  const page = new Page();
  writeHead(page, { ...pod, status }, nowMs);
  const block = (
    title: string,
    containers: Pod['spec']['containers'],
    statuses: Pod['status']['containerStatuses'],
  ): void => writeContainers(page, title, containers, { statuses, pod: { ...pod, status } });
  if (spec.initContainers?.length) block('Init Containers', spec.initContainers, status.initContainerStatuses);
  block('Containers', spec.containers, status.containerStatuses);
  if (spec.ephemeralContainers?.length)
    block('Ephemeral Containers', spec.ephemeralContainers, status.ephemeralContainerStatuses);
  if (spec.readinessGates?.length) {
    page.write(0, 'Readiness Gates:\n  Type\tStatus\n');
    for (const { conditionType } of spec.readinessGates) {
      page.line(
        1,
        `${conditionType} `,
        `${status.conditions?.find((c) => c.type === conditionType)?.status ?? '<none>'} `,
      );
    }
  }
  if (status.conditions?.length) {
    page.write(0, 'Conditions:\n  Type\tStatus\n');
    for (const condition of status.conditions) page.line(1, `${condition.type} `, `${condition.status} `);
  }
  writeVolumes(page, spec.volumes, '');
  page.line(0, 'QoS Class:', qosOf({ ...pod, status }));
  writeLabels(page, 'Node-Selectors', spec.nodeSelector);
  writeTolerations(page, 'Tolerations', spec.tolerations);
  writeSpread(page, spec, '');
  writeEvents(page, events, nowMs);
  return page.toString();
}

export const pod: Describer<Pod, WithEvents> = {
  async gather({ metadata }, get, showEvents) {
    if (!showEvents) return {};
    // A static Pod's events name the uid that its node's kubelet gave it.
    const uid = metadata.annotations?.['kubernetes.io/config.mirror'] ?? metadata.uid;
    return {
      events: await searchEvents(
        { name: metadata.name, namespace: metadata.namespace ?? '', ...(uid && { uid }) },
        get,
      ),
    };
  },
  text: describePod,
};
