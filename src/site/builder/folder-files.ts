// The folder as it comes from the author's disk and goes back there: by a picker, by a drop, as a zip.

import {
  entriesOf,
  type FolderEntry,
  type LessonFolder,
  MOST_BYTES,
  MOST_FILES,
  type Opened,
  openFolder,
} from '#authoring/folder.ts';
import { openZip, zipOf } from '#authoring/zip.ts';
import { saveFile } from '../save-file.ts';

// The File System Access API, as far as it is used. Source: https://wicg.github.io/file-system-access/
interface Writable {
  write(data: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
export interface FolderHandle {
  readonly name: string;
  readonly kind: 'directory' | 'file';
  entries(): AsyncIterable<readonly [string, FolderHandle]>;
  getFile(): Promise<File>;
  getDirectoryHandle(name: string, options: { create: boolean }): Promise<FolderHandle>;
  getFileHandle(name: string, options: { create: boolean }): Promise<FolderHandle>;
  createWritable(): Promise<Writable>;
  removeEntry(name: string): Promise<void>;
}
declare const showDirectoryPicker: ((options: { mode: 'readwrite'; id: string }) => Promise<FolderHandle>) | undefined;

export const canSaveBack = (): boolean => typeof showDirectoryPicker === 'function';

/** Asks for a folder that may be written to. Undefined: the author chose none. */
export async function pickFolder(): Promise<{ readonly handle: FolderHandle; readonly opened: Opened } | undefined> {
  try {
    const handle = await showDirectoryPicker!({ mode: 'readwrite', id: 'portolan-lesson' });
    return { handle, opened: openFolder(await entriesBelow(handle, ''), handle.name) };
  } catch (error) {
    if ((error as Error).name === 'AbortError') return undefined;
    throw error;
  }
}

/** Folders that are no part of a lesson, and large. */
const isAside = (name: string): boolean => name === '.git' || name === 'node_modules';

async function entriesBelow(folder: FolderHandle, path: string): Promise<readonly FolderEntry[]> {
  const found: FolderEntry[] = [];
  for await (const [name, handle] of folder.entries()) {
    if (isAside(name)) continue;
    if (handle.kind === 'directory') found.push(...(await entriesBelow(handle, `${path}${name}/`)));
    else found.push({ path: path + name, bytes: await bytesOf(await handle.getFile()) });
    if (found.length > MOST_FILES) break;
  }
  return found;
}

/** @throws when it is larger than a whole lesson may be, before it is read */
async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MOST_BYTES) throw new Error(`${file.name}: ${file.size} > ${MOST_BYTES}`);
  return new Uint8Array(await file.arrayBuffer());
}

/** Files of an input of type file: one zip, or those of a folder. */
export async function openFiles(files: readonly File[]): Promise<Opened> {
  const [first] = files;
  if (files.length === 1 && first && /\.zip$/i.test(first.name)) return openZip(await bytesOf(first), first.name);
  const own = files.slice(0, MOST_FILES + 1);
  const entries = await Promise.all(
    own.map(async (file) => ({ path: file.webkitRelativePath || file.name, bytes: await bytesOf(file) })),
  );
  return openFolder(entries, 'lesson');
}

/** What was dropped on the page. */
export async function openDropped(items: DataTransferItemList): Promise<Opened> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [only] = entries;
  const found: FolderEntry[] = [];
  for (const entry of entries) await addBelow(entry, '', found);
  if (found.length === 1 && only?.isFile && /\.zip$/i.test(only.name)) return openZip(found[0]!.bytes, only.name);
  return openFolder(found, only?.name ?? 'lesson');
}

/** Adds what is in it to what was found, until that is more than a lesson may have. */
async function addBelow(entry: FileSystemEntry, path: string, found: FolderEntry[]): Promise<void> {
  if (found.length > MOST_FILES || isAside(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((got, failed) => (entry as FileSystemFileEntry).file(got, failed));
    found.push({ path: path + entry.name, bytes: await bytesOf(file) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((got, failed) => reader.readEntries(got, failed));
    if (some.length === 0) return;
    for (const one of some) await addBelow(one, `${path}${entry.name}/`, found);
  }
}

export function download(folder: LessonFolder): string {
  const name = `${folder.name}.zip`;
  saveFile(name, new Blob([zipOf(folder) as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
  return name;
}

type Bytes = Uint8Array | undefined;

const isSame = (a: Bytes, b: Bytes): boolean =>
  a === b || (a?.length === b?.length && a!.every((byte, i) => byte === b![i]));

/**
 * Writes the files that are not as they were, and no others.
 *
 * @param was What the folder had when it was opened, or saved last.
 * @param mayOverwrite Asked about files that are not so on the disk any more, before anything is written.
 * @returns how many were written; undefined: it was asked, and may not
 */
export async function saveBack(
  handle: FolderHandle,
  was: LessonFolder,
  is: LessonFolder,
  mayOverwrite: (paths: readonly string[]) => boolean,
): Promise<number | undefined> {
  const [before, now] = [bytesByPath(was), bytesByPath(is)];
  const paths = [...new Set([...before.keys(), ...now.keys()])].filter(
    (path) => !isSame(before.get(path), now.get(path)),
  );
  const onDisk = new Map<string, Bytes>();
  for (const path of paths) onDisk.set(path, await bytesAt(handle, path));
  const changes = paths.filter((path) => !isSame(onDisk.get(path), now.get(path)));
  const others = changes.filter((path) => !isSame(onDisk.get(path), before.get(path)));
  if (others.length > 0 && !mayOverwrite(others)) return undefined;
  for (const path of changes) {
    const bytes = now.get(path);
    const [folder, name] = await placeOf(handle, path, true);
    if (bytes) {
      const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await file.write(bytes);
      await file.close();
    } else await folder.removeEntry(name);
  }
  return changes.length;
}

const bytesByPath = (folder: LessonFolder): ReadonlyMap<string, Uint8Array> =>
  new Map(entriesOf({ ...folder, name: '' }).map(({ path, bytes }) => [path.slice(1), bytes]));

async function placeOf(
  handle: FolderHandle,
  path: string,
  create: boolean,
): Promise<readonly [folder: FolderHandle, name: string]> {
  const parts = path.split('/');
  const name = parts.pop()!;
  let folder = handle;
  for (const part of parts) folder = await folder.getDirectoryHandle(part, { create });
  return [folder, name];
}

/** What the disk has there now. Undefined: no file. */
async function bytesAt(handle: FolderHandle, path: string): Promise<Bytes> {
  try {
    const [folder, name] = await placeOf(handle, path, false);
    const file = await folder.getFileHandle(name, { create: false });
    return new Uint8Array(await (await file.getFile()).arrayBuffer());
  } catch (error) {
    if ((error as Error).name === 'NotFoundError') return undefined;
    throw error;
  }
}
