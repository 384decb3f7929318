// The manifests that the simulated internet serves, as they lie on disk.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './project-dir.ts';

/** A file of content/manifests, or undefined where there is none. */
export function documentOf(file: string, base = projectDir): string | undefined {
  const path = join(base, 'content/manifests', file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
