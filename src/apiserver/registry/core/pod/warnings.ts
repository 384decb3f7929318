// Models GetWarningsForPod and GetWarningsForPodTemplate of pkg/api/pod: what is let through, but not in silence.

import type { NodeSelectorTerm } from '#api/core/scheduling.ts';
import type { Container, ContainerPort, Pod, PodSpec, PodTemplateSpec } from '#api/core/types.ts';
import type { ApiObject, ObjectMeta } from '#apimachinery/meta.ts';
import { milliValue } from '#apimachinery/quantity.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';
import { nodeLabelDeprecation } from '../node/labels.ts';
import { claimSpecWarnings } from '../persistentvolumeclaim/warnings.ts';
import type { Affinity, SpreadConstraint } from './scheduling-validation.ts';

type Warnings = readonly string[];
type Metadata = Pick<ObjectMeta, 'annotations'> | undefined;

const DEPRECATED_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

/** By the name of the source, in upstream's order; the second is how upstream spells it. */
const DEPRECATED_VOLUMES: readonly (readonly [source: string, shown: string, since: string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

const placed = (spec: PodSpec, at: string): { container: Container; at: string }[] =>
  LISTS.flatMap((list) => (spec[list] ?? []).map((container, i) => ({ container, at: `${at}.${list}[${i}]` })));

function termWarnings({ matchExpressions = [] }: NodeSelectorTerm, at: string): string[] {
  return matchExpressions.flatMap(({ key }, i) => {
    const why = nodeLabelDeprecation(key);
    return why ? [`${at}.matchExpressions[${i}].key: ${key} is ${why}`] : [];
  });
}

function schedulingWarnings(spec: PodSpec, at: string): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const why = nodeLabelDeprecation(key);
    if (why) warnings.push(`${at}.nodeSelector[${key}]: ${why}`);
  }
  const node = (spec.affinity as Affinity | undefined)?.nodeAffinity;
  const here = `${at}.affinity.nodeAffinity`;
  (node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []).forEach((term, i) => {
    const path = `${here}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}]`;
    warnings.push(...termWarnings(term, path));
  });
  (node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach(({ preference = {} }, i) => {
    warnings.push(
      ...termWarnings(preference, `${here}.preferredDuringSchedulingIgnoredDuringExecution[${i}].preference`),
    );
  });
  ((spec.topologySpreadConstraints ?? []) as SpreadConstraint[]).forEach(({ topologyKey = '', labelSelector }, i) => {
    const path = `${at}.topologySpreadConstraints[${i}]`;
    const why = nodeLabelDeprecation(topologyKey);
    if (why) warnings.push(`${path}.topologyKey: ${topologyKey} is ${why}`);
    if (!labelSelector) warnings.push(`${path}.labelSelector: a null labelSelector results in matching no pod`);
  });
  return warnings;
}

function volumeWarnings(spec: PodSpec, at: string): string[] {
  return (spec.volumes ?? []).flatMap((volume, i) => {
    const here = `${at}.volumes[${i}]`;
    const warnings = DEPRECATED_VOLUMES.filter(([source]) => volume[source] !== undefined).map(
      ([, shown, since]) => `${here}.${shown}: ${since}`,
    );
    const template = (volume.ephemeral as { volumeClaimTemplate?: { spec?: object } } | undefined)?.volumeClaimTemplate;
    if (!template) return warnings;
    return [...warnings, ...claimSpecWarnings(template.spec ?? {}, `${here}.ephemeral.volumeClaimTemplate.spec`)];
  });
}

/** What stands in a list a second time. */
function repeated<T>(list: readonly T[], key: (item: T) => string, say: (item: T, i: number) => string): string[] {
  const seen = new Set<string>();
  return list.flatMap((item, i) => {
    const again = seen.has(key(item));
    seen.add(key(item));
    return again ? [say(item, i)] : [];
  });
}

function fractionWarnings(list: Readonly<Record<string, string>> | undefined, at: string, name: string): string[] {
  const value = list?.[name];
  return value !== undefined && milliValue(value) % 1000 !== 0
    ? [`${at}[${name}]: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`]
    : [];
}

const BYTES = ['memory', 'ephemeral-storage'] as const;

function envWarnings({ env = [] }: Container, at: string): string[] {
  const seen = new Set<string>();
  return env.flatMap(({ name, value = '', valueFrom }, i) => {
    const again = seen.has(name);
    seen.add(name);
    const reference = `$(${name})`;
    if (!again || (!valueFrom && value !== reference && value.includes(reference))) return [];
    const what = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    return [`${at}.env[${i}]: ${what}`];
  });
}

/** Go's `%+v`. */
const shownPort = ({ name = '', hostPort = 0, containerPort, protocol, hostIP = '' }: ContainerPort): string =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;

function portWarnings(spec: PodSpec, at: string): string[] {
  const seen = new Map<string, { port: ContainerPort; at: string }[]>();
  const warnings: string[] = [];
  for (const { container, at: path } of placed(spec, at)) {
    (container.ports ?? []).forEach((port, i) => {
      const here = `${path}.ports[${i}]`;
      const [ip, host] = [port.hostIP ?? '', port.hostPort ?? 0];
      if (ip && !host) warnings.push(`${here}: hostIP set without hostPort: ${shownPort(port)}`);
      const key = `${port.containerPort}/${port.protocol}`;
      const others = seen.get(key) ?? [];
      for (const other of others) {
        const [otherIp, otherHost] = [other.port.hostIP ?? '', other.port.hostPort ?? 0];
        if (ip === otherIp && host === otherHost) warnings.push(`${here}: duplicate port definition with ${other.at}`);
        else if (!host || !otherHost) warnings.push(`${here}: overlapping port definition with ${other.at}`);
        else if (host === otherHost && (ip === '') !== (otherIp === ''))
          warnings.push(`${here}: dangerously ambiguous port definition with ${other.at}`);
      }
      seen.set(key, [...others, { port, at: here }]);
    });
  }
  return warnings;
}

function podAffinityWarnings(spec: PodSpec, at: string): string[] {
  const empty = 'labelSelector: a null labelSelector results in matching no pod';
  const affinity = spec.affinity as Affinity | undefined;
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((kind) => {
    const here = `${at}.affinity.${kind}`;
    const {
      requiredDuringSchedulingIgnoredDuringExecution: hard,
      preferredDuringSchedulingIgnoredDuringExecution: soft,
    } = affinity?.[kind] ?? {};
    return [
      ...(hard ?? []).flatMap(({ labelSelector }, i) =>
        labelSelector ? [] : [`${here}.requiredDuringSchedulingIgnoredDuringExecution[${i}].${empty}`],
      ),
      ...(soft ?? []).flatMap(({ podAffinityTerm }, i) =>
        podAffinityTerm?.labelSelector
          ? []
          : [`${here}.preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm.${empty}`],
      ),
    ];
  });
}

/** `at`: of the spec. */
function specWarnings(spec: PodSpec, metadata: Metadata, at: string): Warnings {
  const warnings = schedulingWarnings(spec, at);
  const annotations = at.replace(/spec$/, 'metadata.annotations');
  for (const [key, why] of Object.entries(DEPRECATED_ANNOTATIONS))
    if (metadata?.annotations?.[key] !== undefined) warnings.push(`${annotations}[${key}]: ${why}`);
  warnings.push(...volumeWarnings(spec, at));
  const quote = JSON.stringify;
  const secrets = spec.imagePullSecrets ?? [];
  warnings.push(
    ...repeated(
      spec.hostAliases ?? [],
      ({ ip }) => ip,
      ({ ip }, i) => `${at}.hostAliases[${i}].ip: duplicate ip ${quote(ip)}`,
    ),
    ...repeated(
      secrets,
      ({ name = '' }) => name,
      ({ name = '' }, i) => `${at}.imagePullSecrets[${i}].name: duplicate name ${quote(name)}`,
    ),
    ...secrets.flatMap(({ name }, i) => (name ? [] : [`${at}.imagePullSecrets[${i}].name: invalid empty name ""`])),
  );
  for (const name of BYTES)
    warnings.push(...fractionWarnings(spec.overhead as Record<string, string> | undefined, `${at}.overhead`, name));
  for (const { container, at: here } of placed(spec, at)) {
    for (const name of BYTES)
      for (const list of ['limits', 'requests'] as const)
        warnings.push(...fractionWarnings(container.resources?.[list], `${here}.resources.${list}`, name));
    warnings.push(...envWarnings(container, here));
  }
  warnings.push(...portWarnings(spec, at));
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const why = 'must be >= 0; negative values are invalid and will be treated as 1';
    warnings.push(`${at}.terminationGracePeriodSeconds: ${why}`);
  }
  return [...warnings, ...podAffinityWarnings(spec, at)];
}

function nameWarnings({ name }: ObjectMeta, use: string): Warnings {
  const wrong = isDns1123Label(name);
  const what = `this is used in ${use}, which can result in surprising behavior; a DNS label is recommended`;
  return wrong.length === 0 ? [] : [`metadata.name: ${what}: [${wrong.join(' ')}]`];
}

/** On creation only: nobody who updates Pods reads them. */
export const podWarnings = ({ metadata, spec }: Pod, old?: Pod): Warnings =>
  old ? [] : [...nameWarnings(metadata, "the Pod's hostname"), ...specWarnings(spec, metadata, 'spec')];

/** `at`: where the template stands. */
export const templateWarnings = (template: PodTemplateSpec | undefined, at: string): Warnings =>
  template ? specWarnings(template.spec, template.metadata, `${at}.spec`) : [];

/** Of those whose name becomes the Pods'. */
export const podNameWarnings = (metadata: ObjectMeta): Warnings => nameWarnings(metadata, 'Pod names and hostnames');

/** For a kind that makes Pods from `spec.template`: what to warn of when it is made, and when it has changed. `named`: the Pods are called after it. */
export const warningsOfTemplate =
  <T extends ApiObject & { spec: { template?: PodTemplateSpec } }>({ named }: { named: boolean }) =>
  ({ metadata, spec }: T, old?: T): Warnings => {
    if (old && old.metadata.generation === metadata.generation) return [];
    return [...(named && !old ? podNameWarnings(metadata) : []), ...templateWarnings(spec.template, 'spec.template')];
  };
