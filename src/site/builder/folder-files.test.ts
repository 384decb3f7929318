import { expect, test } from 'vitest';
import type { LessonFolder } from '#authoring/folder.ts';
import { type FolderHandle, saveBack } from './folder-files.ts';

/** A folder on a disk, by path, that notes what is done to it. */
function folderHandle(disk: Map<string, string | Uint8Array>, log: string[], path = ''): FolderHandle {
  const missing = (): never => {
    throw new DOMException('no such entry', 'NotFoundError');
  };
  return {
    name: '15-a',
    kind: 'directory',
    getDirectoryHandle: async (below: string, { create }: { create: boolean }) => {
      const own = `${path}${below}/`;
      if (!create && ![...disk.keys()].some((file) => file.startsWith(own))) missing();
      return folderHandle(disk, log, own);
    },
    getFileHandle: async (file: string, { create }: { create: boolean }) => {
      if (!create && !disk.has(path + file)) missing();
      return {
        getFile: async () => new Blob([disk.get(path + file) as string]),
        createWritable: async () => ({
          write: async (data: Uint8Array) => void log.push(`write ${path}${file} ${new TextDecoder().decode(data)}`),
          close: async () => void log.push(`close ${path}${file}`),
        }),
      };
    },
    removeEntry: async (file: string) => void log.push(`remove ${path}${file}`),
  } as unknown as FolderHandle;
}

const was: LessonFolder = {
  name: '15-a',
  files: { 'lesson.yaml': 'a: 1\n', 'en.mdx': 'x\n', 'home/old': new Uint8Array([1, 255]) },
};
const is: LessonFolder = { name: '15-a', files: { 'lesson.yaml': 'a: 2\n', 'en.mdx': 'x\n', 'home/new': 'y' } };

/** @param other What somebody else made of the disk since it was opened. */
async function saved(
  now: LessonFolder,
  other: Readonly<Record<string, string | undefined>> = {},
  mayOverwrite = false,
): Promise<{ readonly n: number | undefined; readonly log: readonly string[]; readonly asked: readonly string[] }> {
  const disk = new Map(Object.entries(was.files));
  for (const [path, text] of Object.entries(other)) {
    if (text === undefined) disk.delete(path);
    else disk.set(path, text);
  }
  const [log, asked]: [string[], string[]] = [[], []];
  const n = await saveBack(folderHandle(disk, log), was, now, (paths) => {
    asked.push(...paths);
    return mayOverwrite;
  });
  return { n, log, asked };
}

test('what has not changed is not written', async () => {
  expect(await saved({ ...was, name: '16-b' })).toEqual({ n: 0, log: [], asked: [] });
});

const WRITTEN = [
  'remove home/old',
  'write lesson.yaml a: 2\n',
  'close lesson.yaml',
  'write home/new y',
  'close home/new',
];

test('what changed, came and went is, and nothing else', async () => {
  expect(await saved(is)).toEqual({ n: 3, log: WRITTEN, asked: [] });
});

test.each<readonly [string, Record<string, string>, readonly string[]]>([
  ['changed', { 'lesson.yaml': 'a: 3\n' }, ['lesson.yaml']],
  ['come', { 'home/new': 'theirs' }, ['home/new']],
])('a file that has %s on the disk since is asked about, before anything is written', async (_, other, asked) => {
  expect(await saved(is, other)).toEqual({ n: undefined, log: [], asked });
  expect(await saved(is, other, true)).toEqual({ n: 3, log: WRITTEN, asked });
});

test('what the disk has already is neither asked about nor written: half of a save that failed, a file that is gone', async () => {
  const { n, log, asked } = await saved(is, { 'lesson.yaml': 'a: 2\n', 'home/old': undefined });
  expect({ n, log, asked }).toEqual({ n: 1, log: WRITTEN.slice(3), asked: [] });
});

test('what another changed and the author did not is left alone', async () => {
  expect(await saved({ ...was }, { 'en.mdx': 'theirs' })).toEqual({ n: 0, log: [], asked: [] });
});
