// Which files a pattern names.

import type { FileSystem } from '#machine/files.ts';
import { join } from '#machine/path.ts';
import { hasPattern, patternRegExp } from './pattern.ts';

/** Sorted; empty when nothing matches. `pattern` has its literal characters escaped by backslashes. */
export function glob(
  files: FileSystem,
  cwd: string,
  pattern: string,
  options: ReadonlySet<string> = new Set(),
): string[] {
  const how = { extended: options.has('extglob') };
  const absolute = pattern.startsWith('/');
  let found: string[] = [absolute ? '/' : ''];
  const parts = pattern.split('/').filter((part) => part !== '');
  const wantsDirectory = pattern.endsWith('/');
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    const next: string[] = [];
    if (part === '**' && options.has('globstar')) {
      for (const base of found) for (const below of foldersBelow(files, cwd, base, isLast)) next.push(below);
      found = next;
      return;
    }
    for (const base of found) {
      const at = (name: string): string => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`);
      if (!hasPattern(part, how)) {
        const name = at(part.replace(/\\([\s\S])/g, '$1'));
        const stat = files.stat(join(cwd, name));
        if (stat && (isLast || stat.type === 'directory')) next.push(name);
        continue;
      }
      const matches = patternRegExp(part, options.has('nocaseglob') ? 'i' : '', how);
      for (const name of files.list(join(cwd, base === '' ? '.' : base)) ?? []) {
        if (name.startsWith('.') && !options.has('dotglob') && !part.startsWith('.') && !part.startsWith('\\.'))
          continue;
        if (!matches.test(name)) continue;
        if ((!isLast || wantsDirectory) && files.stat(join(cwd, at(name)))?.type !== 'directory') continue;
        next.push(at(name));
      }
    }
    found = next;
  });
  if (parts.includes('**')) found.sort();
  return wantsDirectory ? found.map((name) => `${name}/`) : found;
}

/** The folder itself and all below it; files too where nothing follows. */
function foldersBelow(files: FileSystem, cwd: string, base: string, withFiles: boolean): string[] {
  const out = withFiles && base === '' ? [] : [base];
  for (const name of files.list(join(cwd, base === '' ? '.' : base)) ?? []) {
    if (name.startsWith('.')) continue;
    const path = base === '' || base.endsWith('/') ? base + name : `${base}/${name}`;
    if (files.stat(join(cwd, path))?.type === 'directory') out.push(...foldersBelow(files, cwd, path, withFiles));
    else if (withFiles) out.push(path);
  }
  return out;
}
