// The real machine's files as a FileSystem.

import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { Errno, FileSystem } from '#machine/files.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'ENOENT',
  'EISDIR',
  'ENOTDIR',
  'EEXIST',
  'EACCES',
  'ENOTEMPTY',
  'EROFS',
  'EINVAL',
  'ENOSPC',
]);

/** Runs a call of node:fs; its error code is the answer. What is no file error is thrown on. */
function attempt(call: () => void): Errno | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM') return 'EACCES';
    if (code && KNOWN.has(code)) return code as Errno;
    throw error;
  }
}

export const nodeFiles: FileSystem = {
  stat(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return (
      stat && {
        type: stat.isDirectory() ? 'directory' : 'file',
        size: stat.size,
        mode: stat.mode & 0o7777,
        modifiedMs: stat.mtimeMs,
      }
    );
  },
  read(path) {
    let text: string | undefined;
    attempt(() => {
      text = textOf(readFileSync(path));
    });
    return text;
  },
  write: (path, text) => attempt(() => writeFileSync(path, bytesOf(text))),
  append: (path, text) => attempt(() => appendFileSync(path, bytesOf(text))),
  list(path) {
    let names: string[] | undefined;
    attempt(() => {
      names = readdirSync(path).sort();
    });
    return names;
  },
  mkdir: (path, { recursive = false } = {}) => attempt(() => void mkdirSync(path, { recursive })),
  remove(path, { recursive = false } = {}) {
    return attempt(() => {
      if (recursive) rmSync(path, { recursive });
      else if (statSync(path).isDirectory()) rmdirSync(path);
      else unlinkSync(path);
    });
  },
  rename: (from, to) => attempt(() => renameSync(from, to)),
  chmod: (path, mode) => attempt(() => chmodSync(path, mode)),
};
