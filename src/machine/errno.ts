// What the C library says for each error number.

import type { Errno } from './files.ts';

const TEXTS: Readonly<Record<Errno, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  EACCES: 'Permission denied',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  EINVAL: 'Invalid argument',
  ENOSPC: 'No space left on device',
};

export function strerror(errno: Errno): string {
  return TEXTS[errno];
}
