// A machine's files, as programs see them: absolute POSIX paths, text contents.

export type Errno = 'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EEXIST' | 'EACCES' | 'ENOTEMPTY' | 'EROFS' | 'EINVAL' | 'ENOSPC';

export interface FileStat {
  readonly type: 'file' | 'directory';
  /** Bytes of UTF-8. */
  readonly size: number;
  /** Unix permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
}

/** Synchronous on purpose: in the page it is memory, in the command-line tool it is node:fs. Paths are absolute. */
export interface FileSystem {
  stat(path: string): FileStat | undefined;
  /** Undefined if there is no such file, or it is a directory: `stat` tells which. */
  read(path: string): string | undefined;
  /** Creates or replaces. The parent folder must exist. Undefined means it worked. */
  write(path: string, text: string): Errno | undefined;
  append(path: string, text: string): Errno | undefined;
  /** Names in a directory, sorted bytewise; undefined if it is not one. */
  list(path: string): readonly string[] | undefined;
  /** `recursive`: also the parents, and no error if it exists. */
  mkdir(path: string, options?: { recursive?: boolean }): Errno | undefined;
  /** `recursive` for a directory that is not empty. */
  remove(path: string, options?: { recursive?: boolean }): Errno | undefined;
  rename(from: string, to: string): Errno | undefined;
  chmod(path: string, mode: number): Errno | undefined;
}
