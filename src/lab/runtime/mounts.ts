// Where a container's volumes are. `emptyDir`s are the Pod's, a `hostPath` is its node's: whoever mounts it sees the same.

import type { Container, Pod, Volume } from '#api/core/types.ts';
import { hostPathOf } from '#kubelet/host-path.ts';
import { isLive } from '#kubelet/live-volume.ts';
import type { ObjectLookup } from '#kubelet/runtime.ts';
import { modeIn, type VolumeFiles } from '#kubelet/volumes.ts';
import { MadeFolder, SharedFolder } from '#machine/file-nodes.ts';
import type { FilesOptions, MemoryFiles } from '#machine/memory-files.ts';
import type { PodSandbox } from './container.ts';

export interface MountDeps {
  readonly cache: ObjectLookup;
  /** The node's own files; undefined: there is no such machine. */
  readonly node: MemoryFiles | undefined;
  readonly nowMs: number;
  /** What a volume of ConfigMaps and the like holds whenever somebody looks. */
  live(volume: Volume): () => VolumeFiles;
}

export function mountsOf(
  pod: Pod,
  { volumeMounts = [] }: Container,
  sandbox: PodSandbox,
  deps: MountDeps,
): Pick<FilesOptions, 'hides' | 'mounts'> {
  const hides: string[] = [];
  const mounts = new Map<string, SharedFolder>();
  for (const { name, mountPath, subPath } of volumeMounts) {
    const volume = pod.spec.volumes?.find((v) => v.name === name);
    const folder = volume && folderOf(volume, pod, sandbox, deps);
    // A part of what other objects say is a copy, and stays as it is. Source: kubernetes.io, concepts/storage/volumes.
    if (folder) mounts.set(mountPath, subPath ? folder.at(subPath, deps.nowMs) : folder);
    else if (volume && subPath === undefined && isLive(volume))
      mounts.set(
        mountPath,
        new SharedFolder(new MadeFolder(deps.live(volume), deps.nowMs, (file) => modeIn(volume, file, pod))),
      );
    if (folder || subPath === undefined) hides.push(mountPath);
  }
  return { hides, mounts };
}

/** Undefined: its files are laid into the container one by one, or it is none that Portolan simulates. */
function folderOf(
  volume: Volume,
  pod: Pod,
  sandbox: PodSandbox,
  { node, nowMs, cache }: MountDeps,
): SharedFolder | undefined {
  const path = hostPathOf(volume, pod, cache)?.path;
  if (path !== undefined) return node?.shared('/').at(path, nowMs);
  if (!volume.emptyDir) return undefined;
  const folders = (sandbox.folders ??= new Map());
  let folder = folders.get(volume.name);
  if (!folder) folders.set(volume.name, (folder = SharedFolder.empty(nowMs)));
  return folder;
}
