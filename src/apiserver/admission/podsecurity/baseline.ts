// Models pod-security-admission/policy: the checks of the level "baseline", in the order of their names.

import type { PodSpec } from '#api/core/types.ts';
import { allContainers, type Check, named, naming, quoted, securityOf, verdict } from './check.ts';

const CAPABILITIES = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
const SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

function capabilities(spec: PodSpec): ReturnType<Check> {
  const added = new Set<string>();
  const bad = naming(spec, (container) => {
    const foreign = (securityOf(container).capabilities?.add ?? []).filter((c) => !CAPABILITIES.has(c));
    for (const c of foreign) added.add(c);
    return foreign.length > 0;
  });
  return verdict(
    bad.length > 0,
    'non-default capabilities',
    `${named('container', bad)} must not include ${quoted([...added].sort())} in securityContext.capabilities.add`,
  );
}

function hostNamespaces(spec: PodSpec): ReturnType<Check> {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name]);
  return verdict(used.length > 0, 'host namespaces', used.map((name) => `${name}=true`).join(', '));
}

export function hostPathVolumes(spec: PodSpec): ReturnType<Check> {
  const bad = (spec.volumes ?? []).filter((v) => v.hostPath).map((v) => v.name);
  return verdict(bad.length > 0, 'hostPath volumes', named('volume', bad));
}

function hostPorts(spec: PodSpec): ReturnType<Check> {
  const used = new Set<number>();
  const bad = naming(spec, ({ ports = [] }) => {
    const taken = ports.flatMap((p) => (p.hostPort ? [p.hostPort] : []));
    for (const port of taken) used.add(port);
    return taken.length > 0;
  });
  const ports = [...used].sort((a, b) => (String(a) < String(b) ? -1 : 1)).join(', ');
  const verb = bad.length === 1 ? 'uses' : 'use';
  return verdict(
    bad.length > 0,
    'hostPort',
    `${named('container', bad)} ${verb} ${used.size === 1 ? 'hostPort' : 'hostPorts'} ${ports}`,
  );
}

function privileged(spec: PodSpec): ReturnType<Check> {
  const bad = naming(spec, (container) => securityOf(container).privileged === true);
  return verdict(
    bad.length > 0,
    'privileged',
    `${named('container', bad)} must not set securityContext.privileged=true`,
  );
}

function procMount(spec: PodSpec): ReturnType<Check> {
  const mounts = new Set<string>();
  const bad = naming(spec, (container) => {
    const { procMount: mount } = securityOf(container);
    if (!mount || mount === 'Default') return false;
    mounts.add(mount);
    return true;
  });
  return verdict(
    bad.length > 0,
    'procMount',
    `${named('container', bad)} must not set securityContext.procMount to ${quoted([...mounts].sort())}`,
  );
}

/** Also in "restricted", which asks for more. */
function seccomp(spec: PodSpec): ReturnType<Check> {
  const bad = (type: string | undefined): boolean =>
    type !== undefined && !['RuntimeDefault', 'Localhost'].includes(type);
  const who = [
    ...(bad(securityOf(spec).seccompProfile?.type) ? ['pod'] : []),
    ...[naming(spec, (c) => bad(securityOf(c).seccompProfile?.type))].flatMap((names) =>
      names.length > 0 ? [named('container', names)] : [],
    ),
  ];
  const types = [spec, ...allContainers(spec)].flatMap((holder) => {
    const type = securityOf(holder).seccompProfile?.type;
    return bad(type) ? [type!] : [];
  });
  return verdict(
    who.length > 0,
    'seccompProfile',
    `${who.join(' and ')} must not set securityContext.seccompProfile.type to ${quoted([...new Set(types)].sort())}`,
  );
}

function sysctls(spec: PodSpec): ReturnType<Check> {
  const bad = (securityOf(spec).sysctls ?? []).map((s) => s.name).filter((name) => !SYSCTLS.has(name));
  return verdict(bad.length > 0, 'forbidden sysctls', bad.join(', '));
}

export const BASELINE: readonly Check[] = [
  capabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seccomp,
  sysctls,
];
/** What "restricted" asks instead of these is stricter. */
export const OVERRIDDEN: readonly Check[] = [capabilities, hostPathVolumes, seccomp];
