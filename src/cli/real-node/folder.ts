// A folder of this machine, read as the files of an image.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from '#machine/bytes.ts';

/** Never part of an image: what npm installs is used where it lies. */
const LEFT_OUT = new Set(['node_modules', '.git']);
const MOST_FILES = 500;
const MOST_BYTES = 4_000_000;

/** By path below the folder. @throws {Error} in words, when it is no folder or holds more than an image of ours takes. */
export function filesOf(folder: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  let count = 0;
  let bytes = 0;
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      if (LEFT_OUT.has(entry.name)) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) {
        count++;
        bytes += statSync(join(folder, path)).size;
        if (count > MOST_FILES || bytes > MOST_BYTES)
          throw new Error(
            `${folder} holds more than ${MOST_FILES} files or ${MOST_BYTES / 1_000_000} MB; give the folder of the server alone`,
          );
        files[path] = textOf(readFileSync(join(folder, path)));
      }
    }
  };
  visit('');
  return files;
}
