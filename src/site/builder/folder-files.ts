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

async function entriesBelow(folder: FolderHandle, path: string): Promise<readonly FolderEntry[]> {
  const found: FolderEntry[] = [];
  for await (const [name, handle] of folder.entries()) {
    if (name === '.git' || name === 'node_modules') continue;
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
  const found = (await Promise.all(entries.map((entry) => below(entry, '')))).flat();
  if (found.length === 1 && only?.isFile && /\.zip$/i.test(only.name)) return openZip(found[0]!.bytes, only.name);
  return openFolder(found, only?.name ?? 'lesson');
}

async function below(entry: FileSystemEntry, path: string): Promise<readonly FolderEntry[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((got, failed) => (entry as FileSystemFileEntry).file(got, failed));
    return [{ path: path + entry.name, bytes: await bytesOf(file) }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FolderEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((got, failed) => reader.readEntries(got, failed));
    if (some.length === 0 || found.length > MOST_FILES) return found;
    for (const one of some) found.push(...(await below(one, `${path}${entry.name}/`)));
  }
}

export function download(folder: LessonFolder): string {
  const name = `${folder.name}.zip`;
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([zipOf(folder) as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return name;
}

/** Writes the files that are not as they were, and no others. @returns how many */
export async function saveBack(handle: FolderHandle, was: LessonFolder, is: LessonFolder): Promise<number> {
  const before = new Map(entriesOf({ ...was, name: '' }).map(({ path, bytes }) => [path.slice(1), bytes]));
  const now = new Map(entriesOf({ ...is, name: '' }).map(({ path, bytes }) => [path.slice(1), bytes]));
  let count = 0;
  for (const path of new Set([...before.keys(), ...now.keys()])) {
    const [old, bytes] = [before.get(path), now.get(path)];
    if (old && bytes && old.length === bytes.length && old.every((byte, i) => byte === bytes[i])) continue;
    const parts = path.split('/');
    const name = parts.pop()!;
    let folder = handle;
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
    if (bytes) {
      const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await file.write(bytes);
      await file.close();
    } else await folder.removeEntry(name);
    count++;
  }
  return count;
}
