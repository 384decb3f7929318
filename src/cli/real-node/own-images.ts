// `--image NAME=FOLDER`: images whose server is the user's own, and runs in this machine's Node.

import { resolve } from 'node:path';
import { parseReference } from '#kubelet/images/index.ts';
import { ownImage } from '#kubelet/images/node/own-image.ts';
import type { LabOptions } from '#lab/lab.ts';
import type { Program } from '#machine/program.ts';
import { filesOf } from './folder.ts';

/** @param time As `--time` says. Undefined: no such option was given. */
export function ownImages(
  given: readonly string[],
  time: string | undefined,
): Pick<LabOptions, 'images'> | { readonly error: string } | undefined {
  if (given.length === 0) return undefined;
  if (time === 'instant')
    return { error: '--image needs --time live: what a process of this machine does takes real time' };
  const images: ReturnType<typeof ownImage>[] = [];
  for (const text of given) {
    const [, name = '', path = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
    if (!parseReference(name) || /[:@]/.test(name.replace(/^[^/]*\//, '')))
      return { error: `--image is ${JSON.stringify(text)}; give NAME=FOLDER, the name without a tag: app=./app` };
    const folder = resolve(path);
    try {
      filesOf(folder);
    } catch (error) {
      return { error: `--image ${name}: ${(error as Error).message}` };
    }
    images.push(ownImage({ name, files: () => filesOf(folder), node: programIn(folder) }));
  }
  return {
    images: (reference) => {
      for (const find of images) {
        const found = find(reference);
        if (found) return found;
      }
      return undefined;
    },
  };
}

/** Its code is loaded when the first container starts. */
function programIn(folder: string): Program {
  return async (process) => (await import('./real-node.ts')).realNode(folder)(process);
}
