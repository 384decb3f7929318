// Models pkg/securitycontext and pkg/kubelet/kuberuntime/security_context_others.go: as whom a container runs, and whether it may.
// Differs: files have no owners. What a user other than root may not write for want of rights, he may here; servers of images start as any user, and those but nginx on a read-only root.
// Differs: capabilities, seccomp, SELinux, AppArmor, `privileged` and `allowPrivilegeEscalation` change nothing inside a container.

import type { Container, Pod } from '#api/core/types.ts';
import type { Identity } from '#machine/program.ts';

interface SecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly fsGroup?: number;
  readonly supplementalGroups?: readonly number[];
}

/** The container's own word counts before the Pod's. Source: DetermineEffectiveSecurityContext. */
function effective({ spec }: Pod, { securityContext }: Container): SecurityContext {
  return { ...spec.securityContext, ...securityContext };
}

/** Users that images name. */
const KNOWN: Readonly<Record<string, readonly [uid: number, gid: number]>> = {
  root: [0, 0],
  curl_user: [100, 101],
  'www-data': [101, 82],
  nonroot: [65_532, 65_532],
  nobody: [65_534, 65_534],
};

/** `user` as the image's config has it: `root`, `101:1001`, `nonroot:nonroot`. */
export function identityOf(pod: Pod, container: Container, user: string): Identity {
  const { runAsUser, runAsGroup, fsGroup, supplementalGroups = [] } = effective(pod, container);
  const [uid, gid] = runAsUser === undefined ? ownUser(user) : [runAsUser, ownGroup(runAsUser)];
  const group = runAsGroup ?? gid;
  const groups = [...new Set([group, ...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups])];
  return shared({ uid, gid: group, groups: groups.sort((a, b) => a - b) });
}

// There are many containers, and few kinds of them.
const identities = new Map<string, Identity>();

function shared(identity: Identity): Identity {
  const key = `${identity.uid} ${identity.gid} ${identity.groups}`;
  const known = identities.get(key);
  if (!known) identities.set(key, identity);
  return known ?? identity;
}

function ownUser(user: string): readonly [uid: number, gid: number] {
  const [name = '', group] = user.split(':');
  const [uid, gid] = /^\d+$/.test(name)
    ? [Number(name), ownGroup(Number(name))]
    : (KNOWN[name || 'root'] ?? [1000, 1000]);
  return [uid, group !== undefined && /^\d+$/.test(group) ? Number(group) : gid];
}

/** Whoever is in no /etc/passwd has root's group. */
const ownGroup = (uid: number): number => Object.values(KNOWN).find(([known]) => known === uid)?.[1] ?? 0;

/** As programs name him: undefined, where no /etc/passwd does. */
export const userName = (uid: number, imageUser: string): string | undefined => {
  const own = imageUser.split(':')[0]!;
  if (own && !/^\d+$/.test(own) && ownUser(own)[0] === uid) return own;
  return uid === 0 ? 'root' : uid === 65_534 ? 'nobody' : undefined;
};

/** Source: verifyRunAsNonRoot. */
export function nonRootProblem(pod: Pod, container: Container, user: string): string | undefined {
  const { runAsNonRoot, runAsUser } = effective(pod, container);
  if (!runAsNonRoot) return undefined;
  const { name, namespace = '', uid = '' } = pod.metadata;
  const where = `(pod: ${JSON.stringify(`${name}_${namespace}(${uid})`)}, container: ${container.name})`;
  if (runAsUser !== undefined)
    return runAsUser === 0 ? `container's runAsUser breaks non-root policy ${where}` : undefined;
  const [own = ''] = user.split(':');
  if (own === '' || own === 'root' || Number(own) === 0)
    return `container has runAsNonRoot and image will run as root ${where}`;
  if (!/^\d+$/.test(own))
    return `container has runAsNonRoot and image has non-numeric user (${own}), cannot verify user is non-root ${where}`;
  return undefined;
}

/** May nothing be written to `path`? What is mounted nearest to it decides: a volume, or the root file system. */
export function readOnlyPaths(pod: Pod, container: Container): Judge | undefined {
  const { readOnlyRootFilesystem = false } = effective(pod, container);
  const mounts = (container.volumeMounts ?? []).map(({ name, mountPath, readOnly = false }) => {
    const volume = pod.spec.volumes?.find((v) => v.name === name);
    const isGiven = volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI;
    const isLent = volume?.persistentVolumeClaim?.readOnly ?? false;
    return { at: mountPath.replace(/(?<=.)\/$/, ''), readOnly: readOnly || isLent || isGiven !== undefined };
  });
  if (!readOnlyRootFilesystem && !mounts.some((mount) => mount.readOnly)) return undefined;
  const words = container.terminationMessagePath ?? '/dev/termination-log';
  const key = JSON.stringify([mounts, words, readOnlyRootFilesystem]);
  let found = judges.get(key);
  if (!found) judges.set(key, (found = judgeOf([...mounts, { at: words, readOnly: false }], readOnlyRootFilesystem)));
  return found;
}

type Judge = (path: string) => boolean;

const judges = new Map<string, Judge>();

function judgeOf(mounts: readonly { readonly at: string; readonly readOnly: boolean }[], root: boolean): Judge {
  const sorted = [
    ...mounts,
    { at: '/dev', readOnly: false },
    { at: '/etc/hosts', readOnly: false },
    { at: '/etc/hostname', readOnly: root },
    { at: '/etc/resolv.conf', readOnly: root },
  ].sort((a, b) => b.at.length - a.at.length);
  return (path) =>
    sorted.find(({ at }) => path === at || path.startsWith(at === '/' ? at : `${at}/`))?.readOnly ?? root;
}
