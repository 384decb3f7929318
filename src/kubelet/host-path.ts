// Models pkg/volume/hostpath: where on its node a volume lies, and whether what is there is of the kind that is asked for.

import type { Pod, Volume } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { FileSystem } from '#machine/files.ts';
import { dirname } from '#machine/path.ts';
import type { ObjectLookup } from './runtime.ts';

/** What a node's files must tell of themselves. */
export type NodeFiles = Pick<FileSystem, 'stat' | 'mkdir' | 'write'>;

export interface HostPath {
  readonly path: string;
  readonly type?: string;
  /** The PersistentVolume's name, or the volume's own. */
  readonly volume: string;
  /** A `local` volume: it must be there already. */
  readonly isLocal: boolean;
}

/** Its own path, or that of the PersistentVolume which its claim is bound to. Undefined: it lies nowhere on a node. */
export function hostPathOf(
  { name, hostPath, persistentVolumeClaim, ephemeral }: Volume,
  { metadata }: Pod,
  cache: ObjectLookup,
): HostPath | undefined {
  if (hostPath) return { ...hostPath, volume: name, isLocal: false };
  const claimName =
    persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${metadata.name}-${name}`);
  if (claimName === undefined) return undefined;
  const claim = cache.get<PersistentVolumeClaim>('persistentvolumeclaims', `${metadata.namespace}/${claimName}`);
  const bound = cache.get<PersistentVolume>('persistentvolumes', claim?.spec.volumeName ?? '');
  if (!bound) return undefined;
  const volume = bound.metadata.name;
  if (bound.spec.hostPath) return { ...bound.spec.hostPath, volume, isLocal: false };
  const local = bound.spec.local as { path: string } | undefined;
  return local && { path: local.path, volume, isLocal: true };
}

/** There are no sockets and devices among a node's files here; these are on every one. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  Socket: ['/run/containerd/containerd.sock', '/var/run/containerd/containerd.sock'],
  CharDevice: ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom', '/dev/tty', '/dev/kmsg'],
  BlockDevice: ['/dev/vda', '/dev/vda1'],
};

/** The kubelet's words why it cannot be mounted. Makes what is to be made. Source: checkTypeInternal; local.go NewMounter. */
export function hostPathProblem({ path, type = '', volume, isLocal }: HostPath, files: NodeFiles): string | undefined {
  const found = files.stat(path)?.type;
  if (isLocal)
    return found
      ? undefined
      : `MountVolume.NewMounter initialization failed for volume "${volume}" : path "${path}" does not exist`;
  const failed = (why: string): string => `MountVolume.SetUp failed for volume "${volume}" : ${why}`;
  const isNo = (what: string): string => failed(`hostPath type check failed: ${path} is not a ${what}`);
  switch (type) {
    case 'DirectoryOrCreate':
      if (!found) files.mkdir(path, { recursive: true });
      return found === 'file' ? isNo('directory') : undefined;
    case 'Directory':
      return found === 'directory' ? undefined : isNo('directory');
    case 'FileOrCreate':
      if (!found && !files.stat(dirname(path))) return failed(`open ${path}: no such file or directory`);
      if (!found) files.write(path, '');
      return found === 'directory' ? isNo('file') : undefined;
    case 'File':
      return found === 'file' ? undefined : isNo('file');
    case 'Socket':
      return SPECIAL.Socket?.includes(path) ? undefined : isNo('socket file');
    case 'CharDevice':
      return SPECIAL.CharDevice?.includes(path) ? undefined : isNo('character device');
    case 'BlockDevice':
      return SPECIAL.BlockDevice?.includes(path) ? undefined : isNo('block device');
    default:
      return undefined;
  }
}
