// Which files a pattern names.

import type { FileSystem } from '#machine/files.ts';
import { join } from '#machine/path.ts';
import { hasPattern, patternRegExp } from './pattern.ts';

/** Sorted; empty when nothing matches. `pattern` has its literal characters escaped by backslashes. */
export function glob(files: FileSystem, cwd: string, pattern: string): string[] {
  const absolute = pattern.startsWith('/');
  let found: string[] = [absolute ? '/' : ''];
  const parts = pattern.split('/').filter((part) => part !== '');
  const wantsDirectory = pattern.endsWith('/');
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    const next: string[] = [];
    for (const base of found) {
      const at = (name: string): string => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`);
      if (!hasPattern(part)) {
        const name = at(part.replace(/\\([\s\S])/g, '$1'));
        const stat = files.stat(join(cwd, name));
        if (stat && (isLast || stat.type === 'directory')) next.push(name);
        continue;
      }
      const matches = patternRegExp(part);
      for (const name of files.list(join(cwd, base === '' ? '.' : base)) ?? []) {
        if (name.startsWith('.') && !part.startsWith('.') && !part.startsWith('\\.')) continue;
        if (!matches.test(name)) continue;
        if ((!isLast || wantsDirectory) && files.stat(join(cwd, at(name)))?.type !== 'directory') continue;
        next.push(at(name));
      }
    }
    found = next;
  });
  return wantsDirectory ? found.map((name) => `${name}/`) : found;
}
