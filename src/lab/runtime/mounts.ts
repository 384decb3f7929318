// Where a container's volumes are. `emptyDir`s are the Pod's: all of its containers see the same. Their `subPath` is not simulated.

import type { Container, Pod } from '#api/core/types.ts';
import { type FilesOptions, SharedFolder } from '#machine/memory-files.ts';
import type { PodSandbox } from './container.ts';

export function mountsOf(
  { spec }: Pod,
  { volumeMounts = [] }: Container,
  sandbox: PodSandbox,
  nowMs: number,
): Pick<FilesOptions, 'hides' | 'mounts'> {
  const whole = volumeMounts.filter(({ subPath }) => subPath === undefined);
  const emptyDirs = new Set(spec.volumes?.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name));
  const shared = whole.filter(({ name }) => emptyDirs.has(name));
  return {
    hides: whole.map(({ mountPath }) => mountPath),
    mounts: new Map(shared.map(({ name, mountPath }) => [mountPath, folderOf(sandbox, name, nowMs)])),
  };
}

function folderOf(sandbox: PodSandbox, name: string, nowMs: number): SharedFolder {
  const folders = (sandbox.folders ??= new Map());
  let folder = folders.get(name);
  if (!folder) folders.set(name, (folder = new SharedFolder(nowMs)));
  return folder;
}
