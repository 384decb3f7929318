// Models pod-security-admission/policy: what the level "restricted" asks beyond "baseline", in the order of its names.

import type { PodSpec } from '#api/core/types.ts';
import { allContainers, type Check, named, naming, quoted, securityOf, verdict } from './check.ts';

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const SECCOMP = ['RuntimeDefault', 'Localhost'];

function allowPrivilegeEscalation(spec: PodSpec): ReturnType<Check> {
  const bad = naming(spec, (c) => securityOf(c).allowPrivilegeEscalation !== false);
  const detail = `${named('container', bad)} must set securityContext.allowPrivilegeEscalation=false`;
  return verdict(bad.length > 0, 'allowPrivilegeEscalation != false', detail);
}

function capabilities(spec: PodSpec): ReturnType<Check> {
  const keeps = naming(spec, (c) => !(securityOf(c).capabilities?.drop ?? []).includes('ALL'));
  const added = new Set<string>();
  const adds = naming(spec, (c) => {
    const foreign = (securityOf(c).capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
    for (const name of foreign) added.add(name);
    return foreign.length > 0;
  });
  const details = [
    ...(keeps.length > 0 ? [`${named('container', keeps)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adds.length > 0
      ? [
          `${named('container', adds)} must not include ${quoted([...added].sort())} in securityContext.capabilities.add`,
        ]
      : []),
  ];
  return verdict(details.length > 0, 'unrestricted capabilities', details.join('; '));
}

function restrictedVolumes(spec: PodSpec): ReturnType<Check> {
  const types = new Set<string>();
  const bad = (spec.volumes ?? []).filter((volume) => {
    const foreign = Object.keys(volume).filter((key) => key !== 'name' && !VOLUMES.includes(key));
    for (const type of foreign) types.add(type);
    return foreign.length > 0;
  });
  const names = bad.map((v) => v.name);
  const what = `${types.size === 1 ? 'restricted volume type' : 'restricted volume types'} ${quoted([...types].sort())}`;
  return verdict(
    bad.length > 0,
    'restricted volume types',
    `${named('volume', names)} ${names.length === 1 ? 'uses' : 'use'} ${what}`,
  );
}

function runAsNonRoot(spec: PodSpec): ReturnType<Check> {
  const ofPod = securityOf(spec).runAsNonRoot;
  const explicit = naming(spec, (c) => securityOf(c).runAsNonRoot === false);
  const silent = naming(spec, (c) => securityOf(c).runAsNonRoot === undefined);
  const bad = [...(ofPod === false ? ['pod'] : []), ...(explicit.length > 0 ? [named('container', explicit)] : [])];
  const reason = 'runAsNonRoot != true';
  if (bad.length > 0) return { reason, detail: `${bad.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  const detail = `pod or ${named('container', silent)} must set securityContext.runAsNonRoot=true`;
  return verdict(ofPod === undefined && silent.length > 0, reason, detail);
}

function runAsUser(spec: PodSpec): ReturnType<Check> {
  const bad = naming(spec, (c) => securityOf(c).runAsUser === 0);
  const who = [
    ...(securityOf(spec).runAsUser === 0 ? ['pod'] : []),
    ...(bad.length > 0 ? [named('container', bad)] : []),
  ];
  return verdict(who.length > 0, 'runAsUser=0', `${who.join(' and ')} must not set runAsUser=0`);
}

function seccomp(spec: PodSpec): ReturnType<Check> {
  const typeOf = (holder: PodSpec | PodSpec['containers'][number]): string | undefined =>
    securityOf(holder).seccompProfile?.type;
  const isBad = (type: string | undefined): boolean => type !== undefined && !SECCOMP.includes(type);
  const bad = naming(spec, (c) => isBad(typeOf(c)));
  const who = [...(isBad(typeOf(spec)) ? ['pod'] : []), ...(bad.length > 0 ? [named('container', bad)] : [])];
  const reason = 'seccompProfile';
  if (who.length > 0) {
    const types = [spec, ...allContainers(spec)].map(typeOf).filter((t) => isBad(t)) as string[];
    return {
      reason,
      detail: `${who.join(' and ')} must not set securityContext.seccompProfile.type to ${quoted([...new Set(types)].sort())}`,
    };
  }
  const silent = naming(spec, (c) => typeOf(c) === undefined);
  const detail = `pod or ${named('container', silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return verdict(typeOf(spec) === undefined && silent.length > 0, reason, detail);
}

export const RESTRICTED: readonly Check[] = [
  allowPrivilegeEscalation,
  capabilities,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccomp,
];
