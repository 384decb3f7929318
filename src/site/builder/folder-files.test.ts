import { expect, test } from 'vitest';
import { type FolderHandle, saveBack } from './folder-files.ts';

/** A folder that notes what is done to it. */
function folderHandle(name: string, log: string[], path = ''): FolderHandle {
  return {
    name,
    kind: 'directory',
    getDirectoryHandle: async (below: string) => folderHandle(below, log, `${path}${below}/`),
    getFileHandle: async (file: string) => ({
      createWritable: async () => ({
        write: async (data: Uint8Array) => void log.push(`write ${path}${file} ${new TextDecoder().decode(data)}`),
        close: async () => void log.push(`close ${path}${file}`),
      }),
    }),
    removeEntry: async (file: string) => void log.push(`remove ${path}${file}`),
  } as unknown as FolderHandle;
}

const was = { name: '15-a', files: { 'lesson.yaml': 'a: 1\n', 'en.mdx': 'x\n', 'home/old': new Uint8Array([1, 255]) } };

test('what has not changed is not written', async () => {
  const log: string[] = [];
  expect(await saveBack(folderHandle('15-a', log), was, { ...was, name: '16-b' })).toBe(0);
  expect(log).toEqual([]);
});

test('what changed, came and went is, and nothing else', async () => {
  const log: string[] = [];
  const is = { name: '15-a', files: { 'lesson.yaml': 'a: 2\n', 'en.mdx': 'x\n', 'home/new': 'y' } };
  expect(await saveBack(folderHandle('15-a', log), was, is)).toBe(3);
  expect(log).toEqual([
    'remove home/old',
    'write lesson.yaml a: 2\n',
    'close lesson.yaml',
    'write home/new y',
    'close home/new',
  ]);
});
