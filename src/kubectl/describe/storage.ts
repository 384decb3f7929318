// Models describe.go's describers of volumes, claims, storage classes and CSI nodes.

import type { Pod } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { CSINode, StorageClass } from '#api/storage/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { canonicalQuantity } from '#apimachinery/quantity.ts';
import type { Describer, WithEvents } from './describer.ts';
import { eventsOf, gatherEvents, writeEvents } from './events.ts';
import { formatLabels, goList, rfc1123, sorted, writeAnnotations, writeLabels, writeName } from './metadata.ts';
import { Page } from './tabwriter.ts';

type Fields = Readonly<Record<string, unknown>>;
interface Expression {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** In Go's order, each once. Models storage.GetAccessModesAsString. */
const modesText = (modes: readonly string[] | undefined): string =>
  Object.keys(MODES)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => MODES[mode])
    .join(',');

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const classOf = (object: ApiObject & { spec: { storageClassName?: string } }): string =>
  object.metadata.annotations?.[BETA_CLASS] ?? object.spec.storageClassName ?? '';

const quantity = (text: string | undefined): string => (text === undefined ? '0' : (canonicalQuantity(text) ?? text));

/** `Term 0:  kubernetes.io/hostname in [node-1]`, further terms below. */
function writeTerms(page: Page, level: number, title: string, expressions: readonly Expression[]): void {
  if (expressions.length === 0) {
    page.line(level, `${title}:`, '<none>');
    return;
  }
  expressions.forEach(({ key = '', operator = 'In', values = [] }, at) => {
    const listed = values.length > 0 ? ` [${values.join(', ')}]` : '';
    page.line(level, at === 0 ? `${title}:` : '', `${key} ${operator.toLowerCase()}${listed}`);
  });
}

/** By the field that is set: the type's text, and its lines. */
const SOURCES: Readonly<Record<string, (source: Fields) => readonly (readonly [string, unknown])[]>> = {
  hostPath: (s) => [
    ['Type', 'HostPath (bare host directory volume)'],
    ['Path', s.path],
    ['HostPathType', s.type ?? '<none>'],
  ],
  nfs: (s) => [
    ['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'],
    ['Server', s.server],
    ['Path', s.path],
    ['ReadOnly', s.readOnly ?? false],
  ],
  local: (s) => [
    ['Type', 'LocalVolume (a persistent volume backed by local storage on a node)'],
    ['Path', s.path],
  ],
  csi: (s) => [
    ['Type', 'CSI (a Container Storage Interface (CSI) volume source)'],
    ['Driver', s.driver],
    ['FSType', s.fsType ?? ''],
    ['VolumeHandle', s.volumeHandle],
    ['ReadOnly', s.readOnly ?? false],
  ],
};

function writeSource(page: Page, spec: PersistentVolume['spec']): void {
  const known = Object.keys(SOURCES).find((name) => spec[name]);
  if (!known) {
    page.line(1, '<unknown>');
    return;
  }
  const source = spec[known] as Fields;
  for (const [title, value] of SOURCES[known]!(source)) page.line(2, `${title}:`, value);
  if (known !== 'csi') return;
  const attributes = source.volumeAttributes as Record<string, string> | undefined;
  const lines = sorted(attributes).map((key) => `${key}=${attributes?.[key]}`);
  // Each line is indented once more than the others: upstream writes the indent before every piece.
  page.line(2, 'VolumeAttributes:', lines.length > 0 ? `    ${lines[0]}` : '<none>');
  for (const line of lines.slice(1)) page.write(0, `        \t    ${line}\n`);
}

const stateOf = (object: ApiObject & { status?: { phase?: string } }, nowMs: number): string =>
  object.metadata.deletionTimestamp
    ? `Terminating (lasts ${ageOf(object.metadata.deletionTimestamp, nowMs)})`
    : (object.status?.phase ?? '');

export const persistentVolume: Describer<PersistentVolume, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const { metadata, spec, status } = object;
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'Finalizers:', goList(metadata.finalizers));
    page.line(0, 'StorageClass:', classOf(object));
    page.line(0, 'Status:', stateOf(object, nowMs));
    page.line(0, 'Claim:', spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '');
    page.line(0, 'Reclaim Policy:', spec.persistentVolumeReclaimPolicy ?? '');
    page.line(0, 'Access Modes:', modesText(spec.accessModes));
    if (spec.volumeMode) page.line(0, 'VolumeMode:', spec.volumeMode);
    page.line(0, 'Capacity:', quantity(spec.capacity?.storage));
    const required = spec.nodeAffinity?.required as
      | { nodeSelectorTerms?: { matchExpressions?: Expression[] }[] }
      | undefined;
    page.line(0, 'Node Affinity:', required ? '' : '<none>');
    if (required) {
      const terms = required.nodeSelectorTerms ?? [];
      page.line(1, 'Required Terms:', terms.length > 0 ? '' : '<none>');
      for (const [at, term] of terms.entries()) writeTerms(page, 2, `Term ${at}`, term.matchExpressions ?? []);
    }
    page.line(0, 'Message:', status?.message ?? '');
    page.line(0, 'Source:');
    writeSource(page, spec);
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

interface ClaimRelated extends WithEvents {
  readonly pods: readonly string[];
}

export const persistentVolumeClaim: Describer<PersistentVolumeClaim, ClaimRelated> = {
  async gather(object, get, showEvents) {
    const { namespace, name, ownerReferences = [] } = object.metadata;
    const { items } = await get<ApiList<Pod>>(`/api/v1/namespaces/${namespace}/pods?limit=500`);
    const owners = new Set(ownerReferences.filter((o) => o.kind === 'Pod').map((o) => o.uid));
    const uses = (pod: Pod): boolean =>
      owners.has(pod.metadata.uid ?? '') ||
      (pod.spec.volumes ?? []).some((v) => (v.persistentVolumeClaim as { claimName?: string })?.claimName === name);
    const pods = items.filter(uses).map((pod) => pod.metadata.name);
    return { pods: pods.sort(), events: await eventsOf(object, get, showEvents) };
  },
  text(object, { pods, events }, nowMs) {
    const { metadata, spec, status } = object;
    const page = new Page();
    writeName(page, object);
    page.line(0, 'StorageClass:', classOf(object));
    page.line(0, 'Status:', stateOf(object, nowMs));
    page.line(0, 'Volume:', spec.volumeName ?? '');
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'Finalizers:', goList(metadata.finalizers));
    page.line(0, 'Capacity:', spec.volumeName ? quantity(status?.capacity?.storage) : '');
    page.line(0, 'Access Modes:', spec.volumeName ? modesText(status?.accessModes) : '');
    if (spec.volumeMode) page.line(0, 'VolumeMode:', spec.volumeMode);
    if (spec.dataSource) {
      page.line(0, 'DataSource:');
      if (spec.dataSource.apiGroup !== undefined) page.line(1, 'APIGroup:', spec.dataSource.apiGroup);
      page.line(1, 'Kind:', spec.dataSource.kind);
      page.line(1, 'Name:', spec.dataSource.name);
    }
    page.write(0, `Used By:\t${pods.join('\n\t') || '<none>'}\n`);
    const conditions = status?.conditions ?? [];
    if (conditions.length > 0) {
      page.line(0, 'Conditions:');
      page.line(1, 'Type', 'Status', 'LastProbeTime', 'LastTransitionTime', 'Reason', 'Message');
      page.line(1, '----', '------', '-----------------', '------------------', '------', '-------');
      for (const c of conditions) {
        const probed = rfc1123((c as { lastProbeTime?: string }).lastProbeTime);
        const moved = rfc1123(c.lastTransitionTime);
        page.line(1, `${c.type} `, `${c.status} `, `${probed} `, `${moved} `, `${c.reason ?? ''} `, c.message ?? '');
      }
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

const DEFAULT_CLASS = /^storageclass\.(beta\.)?kubernetes\.io\/is-default-class$/;

export const storageClass: Describer<StorageClass, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const { metadata, allowVolumeExpansion, mountOptions = [] } = object;
    const annotations = Object.entries(metadata.annotations ?? {});
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    const isDefault = annotations.some(([key, value]) => DEFAULT_CLASS.test(key) && value === 'true');
    page.line(0, 'IsDefaultClass:', isDefault ? 'Yes' : 'No');
    page.line(0, 'Annotations:', formatLabels(metadata.annotations));
    page.line(0, 'Provisioner:', object.provisioner);
    page.line(0, 'Parameters:', formatLabels(object.parameters));
    const expands = allowVolumeExpansion === undefined ? '<unset>' : allowVolumeExpansion ? 'True' : 'False';
    page.line(0, 'AllowVolumeExpansion:', expands);
    page.line(0, 'MountOptions:', ...(mountOptions.length === 0 ? ['<none>'] : []));
    for (const option of mountOptions) page.line(1, option);
    if (object.reclaimPolicy) page.line(0, 'ReclaimPolicy:', object.reclaimPolicy);
    if (object.volumeBindingMode) page.line(0, 'VolumeBindingMode:', object.volumeBindingMode);
    if (object.allowedTopologies) {
      page.line(0, 'AllowedTopologies:', object.allowedTopologies.length > 0 ? '' : '<none>');
      for (const [at, term] of object.allowedTopologies.entries())
        writeTerms(page, 1, `Term ${at}`, term.matchLabelExpressions ?? []);
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const csiNode: Describer<CSINode, WithEvents> = {
  gather: gatherEvents,
  text({ metadata, spec }, { events }, nowMs) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'CreationTimestamp:', rfc1123(metadata.creationTimestamp));
    page.line(0, 'Spec:');
    if (spec.drivers) page.line(1, 'Drivers:');
    for (const driver of spec.drivers ?? []) {
      page.line(2, `${driver.name}:`);
      page.line(3, 'Node ID:', driver.nodeID);
      if (driver.allocatable?.count !== undefined) {
        page.line(3, 'Allocatables:');
        page.line(4, 'Count:', driver.allocatable.count);
      }
      if (driver.topologyKeys) page.line(3, 'Topology Keys:', goList(driver.topologyKeys));
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};
