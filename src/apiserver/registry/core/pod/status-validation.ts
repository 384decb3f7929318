// Models ValidatePodStatusUpdate of pkg/apis/core/validation: what does not happen to a Pod's status in normal operation.

import type { ContainerStatus, Pod, PodSpec } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Subdomain, isQualifiedName } from '#apimachinery/validation.ts';
import { INVALID_IP, validIp } from '../service/ip.ts';

const OF_THE_SYSTEM = ['PodScheduled', 'Ready', 'Initialized'];

export function validatePodStatus({ spec, status }: Pod, old: Pod): FieldError[] {
  const { conditions = [], nominatedNodeName = '' } = status;
  const { restartPolicy = 'Always' } = spec;
  // The source looks for conditions in metadata, and writes the member as Go does.
  const errors = conditions.flatMap(({ type }, i) =>
    OF_THE_SYSTEM.includes(type) ? [] : invalids(`metadata.conditions[${i}].Type`, type, isQualifiedName(type)),
  );
  if (nominatedNodeName && nominatedNodeName !== old.status.nominatedNodeName)
    errors.push(...invalids('status.nominatedNodeName', nominatedNodeName, isDns1123Subdomain(nominatedNodeName)));
  if ((status.qosClass ?? '') !== (old.status.qosClass ?? ''))
    errors.push(field.invalid('status.qosClass', status.qosClass ?? '', 'field is immutable'));
  const came = (key: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses', policy: string) =>
    validateTransitions(status[key] ?? [], old.status[key] ?? [], `status.${key}`, policy, sidecarsOf(spec, key));
  errors.push(...came('containerStatuses', restartPolicy), ...came('initContainerStatuses', restartPolicy));
  // They are never started again.
  errors.push(...came('ephemeralContainerStatuses', 'Never'));
  return [...errors, ...validateIps(status)];
}

const sidecarsOf = ({ initContainers = [] }: PodSpec, key: string): readonly string[] =>
  key === 'initContainerStatuses'
    ? initContainers.filter((c) => c.restartPolicy === 'Always').map(({ name }) => name)
    : [];

/** What has ended stays so, where it may not start again. Source: ValidateContainerStateTransition. */
function validateTransitions(
  next: readonly ContainerStatus[],
  before: readonly ContainerStatus[],
  at: string,
  policy: string,
  sidecars: readonly string[],
): FieldError[] {
  if (policy === 'Always') return [];
  return before.flatMap(({ name, state }, i) => {
    const ended = state?.terminated;
    if (!ended || (ended.exitCode !== 0 && policy === 'OnFailure') || sidecars.includes(name)) return [];
    return next
      .filter((status) => status.name === name && !status.state?.terminated)
      .map(() => field.forbidden(`${at}[${i}].state`, 'may not be transitioned to non-terminated state'));
  });
}

/** Source: validatePodIPs and validateHostIPs, which look for pairs and for repeats in their own order each. */
function validateIps({ podIPs = [], hostIP = '', hostIPs = [] }: Pod['status']): FieldError[] {
  const [first] = hostIPs;
  const differs = first !== undefined && first.ip !== hostIP;
  return [
    ...invalidIps(podIPs, 'status.podIPs'),
    ...unpaired(podIPs, 'status.podIPs'),
    ...repeated(podIPs, 'status.podIPs'),
    ...(differs ? [field.invalid('status.hostIPs[0].ip', first.ip, 'must be equal to `hostIP`')] : []),
    ...invalidIps(hostIPs, 'status.hostIPs'),
    ...repeated(hostIPs, 'status.hostIPs'),
    ...unpaired(hostIPs, 'status.hostIPs'),
  ];
}

type Ips = readonly { readonly ip: string }[];

const invalidIps = (list: Ips, at: string): FieldError[] =>
  list.flatMap(({ ip }, i) => (validIp(ip) ? [] : [field.invalid(`${at}[${i}]`, ip, INVALID_IP)]));

const repeated = (list: Ips, at: string): FieldError[] =>
  list.flatMap((entry, i) =>
    list.findIndex(({ ip }) => ip === entry.ip) < i ? [field.duplicate(`${at}[${i}]`, { IP: entry.ip })] : [],
  );

/** One of each family, at most. */
function unpaired(list: Ips, at: string): FieldError[] {
  const families = new Set(list.map(({ ip }) => validIp(ip)));
  if (list.length < 2 || (list.length === 2 && families.size === 2)) return [];
  const shown = list.map(({ ip }) => ({ IP: ip }));
  return [field.invalid(at, shown, 'may specify no more than one IP for each IP family')];
}
