// A lesson's folder as a value: every file by its path, as it was. Whoever made it is a stranger: paths and sizes are looked at first.

import type { Text } from '#grading/text.ts';

export interface LessonFolder {
  /** `15-session-affinity` */
  readonly name: string;
  /** By the path below the folder, `home/web.yaml`. Bytes where it is no text in UTF-8. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

export interface FolderEntry {
  /** With `/` between folders. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export type Opened = { readonly folder: LessonFolder } | { readonly refused: Text };

/** A lesson of the course has at most a dozen files, none over 40 kB. */
export const MOST_FILES = 200;
export const MOST_BYTES = 8_000_000;

const refused = (en: string, zh: string): Opened => ({ refused: { en, zh } });

/** What file systems leave lying about. */
const isLitter = (path: string): boolean =>
  /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$|(^|\/)(__MACOSX|\.git)\//.test(path);
const isSafe = (path: string): boolean =>
  path.length <= 200 &&
  !/[\\\x00-\x1f\x7f]|^[A-Za-z]:/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/**
 * @param named What the folder is called where the entries do not say: they may stand in a folder, or be its files.
 */
export function openFolder(entries: readonly FolderEntry[], named: string): Opened {
  const own = entries.filter(({ path }) => !path.endsWith('/') && !isLitter(path));
  if (own.length > MOST_FILES)
    return refused(
      `There are ${own.length} files; a lesson has at most ${MOST_FILES}. Choose the lesson's own folder.`,
      `这里有 ${own.length} 个文件，一课最多 ${MOST_FILES} 个。请选择课程自己的文件夹。`,
    );
  const size = own.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > MOST_BYTES)
    return refused(
      `The files have ${size} bytes in all; a lesson has at most ${MOST_BYTES}.`,
      `这些文件共 ${size} 字节，一课最多 ${MOST_BYTES} 字节。`,
    );
  const unsafe = own.find(({ path }) => !isSafe(path));
  if (unsafe)
    return refused(
      `${JSON.stringify(unsafe.path.slice(0, 80))} is no name for a file of a lesson.`,
      `${JSON.stringify(unsafe.path.slice(0, 80))} 不能作为课程文件的名字。`,
    );
  const at = own
    .map(({ path }) => path)
    .filter((path) => /(^|\/)lesson\.yaml$/.test(path))
    .sort((a, b) => a.length - b.length)[0];
  if (at === undefined)
    return refused(
      'There is no lesson.yaml among these files. Choose the folder of one lesson.',
      '这些文件里没有 lesson.yaml。请选择一课的文件夹。',
    );
  const top = at.slice(0, -'lesson.yaml'.length);
  const outside = own.find(({ path }) => !path.startsWith(top));
  if (outside)
    return refused(
      `${outside.path} lies outside the lesson's folder ${top}. Choose that folder alone.`,
      `${outside.path} 在课程文件夹 ${top} 之外。请只选择那个文件夹。`,
    );
  const files = Object.fromEntries(own.map(({ path, bytes }) => [path.slice(top.length), textOf(bytes) ?? bytes]));
  if (typeof files['lesson.yaml'] !== 'string')
    return refused('lesson.yaml is not a text in UTF-8.', 'lesson.yaml 不是 UTF-8 文本。');
  return { folder: { name: top.split('/').at(-2) ?? named, files } };
}

/** The same bytes again. Sorted, so that the same folder makes the same zip. */
export function entriesOf({ name, files }: LessonFolder): readonly FolderEntry[] {
  const encoder = new TextEncoder();
  return Object.entries(files)
    .map(([path, content]) => ({
      path: `${name}/${path}`,
      bytes: typeof content === 'string' ? encoder.encode(content) : content,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function withFile(folder: LessonFolder, path: string, text: string | undefined): LessonFolder {
  const { [path]: _, ...others } = folder.files;
  return { ...folder, files: text === undefined ? others : { ...folder.files, [path]: text } };
}

/** '' where there is no such text. */
export function textAt({ files }: LessonFolder, path: string): string {
  const content = Object.hasOwn(files, path) ? files[path] : undefined;
  return typeof content === 'string' ? content : '';
}

/** Files of the learner's home folder, by name. */
export function homeOf({ files }: LessonFolder): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, content]) =>
      path.startsWith('home/') && typeof content === 'string' ? [[path.slice('home/'.length), content]] : [],
    ),
  );
}

/** Undefined: it is no text, or not one that would be written as the same bytes. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
