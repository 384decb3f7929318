// An image of a folder on the laptop: what stands there when a container starts is what runs in it.

import type { FindImage } from '#kubelet/images/index.ts';
import { ownImage } from '#kubelet/images/node/own-image.ts';
import type { FileSystem } from '#machine/files.ts';
import type { LabOptions } from './lab.ts';
import { LAPTOP } from './laptop.ts';

/** The image of that name is the folder of that name in the learner's home folder. */
export function homeImage(name: string): NonNullable<LabOptions['images']> {
  const folder = `${LAPTOP.homeDir}/${name}`;
  let of: FileSystem | undefined;
  let find: FindImage | undefined;
  return (reference, laptop) => {
    if (of !== laptop) find = undefined;
    of = laptop;
    find ??= ownImage({ name, files: () => filesBelow(laptop, folder) });
    return find(reference);
  };
}

function filesBelow(files: FileSystem, folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    for (const name of files.list(path) ?? []) {
      const below = `${path}/${name}`;
      if (files.stat(below)?.type === 'directory') visit(below);
      else found[below.slice(folder.length + 1)] = files.read(below) ?? '';
    }
  };
  visit(folder);
  return found;
}
