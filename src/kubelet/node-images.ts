// Models pkg/kubelet/nodestatus Images and pkg/kubelet/images/image_gc_manager.go GetImageList: which images a node says that it has.

import type { Node } from '#api/core/types.ts';
import { imageName } from './reference.ts';
import type { KubeletDeps } from './runtime.ts';

/** Source: nodeStatusMaxImages. */
const MAX_IMAGES = 50;

type Images = NonNullable<Node['status']['images']>;

/** The largest first, each by its digest and then its tags. @param present Names of images on the node. */
export function nodeImages(present: Iterable<string>, findImage: KubeletDeps['findImage']): Images {
  const byId = new Map<string, { names: string[]; sizeBytes: number }>();
  for (const name of [...present].sort()) {
    const reference = imageName(name);
    const found = findImage(name);
    if (!reference || 'error' in found) continue;
    const known = byId.get(reference.id) ?? { names: [reference.id], sizeBytes: found.image.sizeBytes };
    if (name !== reference.id) known.names.push(name);
    byId.set(reference.id, known);
  }
  return [...byId]
    .sort(([a, one], [b, other]) => other.sizeBytes - one.sizeBytes || (a < b ? 1 : -1))
    .slice(0, MAX_IMAGES)
    .map(([, image]) => image);
}

/** The names of what a node said that it has. */
export const namesOf = ({ status }: Node): readonly string[] =>
  (status.images ?? []).flatMap(({ names }) => (names.length > 1 ? names.slice(1) : names));
