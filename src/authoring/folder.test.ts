import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { kinds } from '#grading/kinds/index.ts';
import { LOCALES } from '#grading/text.ts';
import { lessonDirs } from '../cli/lesson-files.ts';
import { projectDir } from '../cli/project-dir.ts';
import { draftOf, exercisePath } from './draft.ts';
import { exerciseSet, lasting, startedWith, summarized, titled } from './edits.ts';
import {
  entriesOf,
  type FolderEntry,
  type LessonFolder,
  MOST_BYTES,
  MOST_FILES,
  openFolder,
  textAt,
} from './folder.ts';
import { withExercise } from './prose-text.ts';
import { openZip, zipOf } from './zip.ts';

function entriesIn(dir: string): readonly FolderEntry[] {
  const base = join(projectDir, dir);
  return readdirSync(base, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: `${dir.split('/').at(-1)}/${path.slice(base.length + 1)}`, bytes: readFileSync(path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function opened(entries: readonly FolderEntry[], named = 'x'): LessonFolder {
  const read = openFolder(entries, named);
  if ('refused' in read) throw new Error(read.refused.en);
  return read.folder;
}

test.each(lessonDirs())('%s, opened and saved, is the same to the byte', (dir) => {
  const entries = entriesIn(dir);
  const folder = opened(entries);
  // Every field, set to what it is.
  const draft = draftOf(textAt(folder, 'lesson.yaml'))!;
  let saved = titled(summarized(lasting(folder, draft.minutes), draft.summary), draft.title);
  saved = startedWith(saved, 'nodes', draft.start.nodes);
  for (const { id, ask, solution } of [draft.exercises[0]!, draft.exercises.at(-1)!]) {
    saved = exerciseSet(exerciseSet(saved, id, 'ask', ask), id, 'solution', solution);
    expect(exercisePath(draft, id)[1]).toBeGreaterThanOrEqual(0);
    for (const locale of LOCALES)
      expect(withExercise(textAt(saved, `${locale}.mdx`), id)).toBe(textAt(saved, `${locale}.mdx`));
  }
  const zipped = openZip(zipOf(saved), 'other.zip');
  if ('refused' in zipped) throw new Error(zipped.refused.en);
  const again = entriesOf(zipped.folder);
  expect(again.map(({ path }) => path)).toEqual(entries.map(({ path }) => path));
  for (const [i, { bytes }] of again.entries()) expect(Buffer.compare(bytes, entries[i]!.bytes)).toBe(0);
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const lesson = { path: 'lesson.yaml', bytes: bytes('title: a\n') };

test('what is no text in UTF-8 stays as it is, and so does a mark at the beginning', () => {
  const odd = [
    { path: '1-a/home/x', bytes: new Uint8Array([0xff, 0xfe, 0]) },
    { path: '1-a/lesson.yaml', bytes: new Uint8Array([0xef, 0xbb, 0xbf, 0x61]) },
  ];
  expect(entriesOf(opened(odd)).map(({ path, bytes }) => [path, [...bytes]])).toEqual(
    odd.map(({ path, bytes }) => [path, [...bytes]]),
  );
});

test('litter of file systems is left out, and a folder without a name gets the given one', () => {
  const folder = opened(
    [lesson, { path: '.DS_Store', bytes: bytes('x') }, { path: '__MACOSX/._a', bytes: bytes('x') }],
    '15-a',
  );
  expect(folder).toEqual({ name: '15-a', files: { 'lesson.yaml': 'title: a\n' } });
});

test.each<readonly [string, readonly FolderEntry[], RegExp]>([
  ['no lesson.yaml', [{ path: 'a.txt', bytes: bytes('') }], /no lesson\.yaml/],
  ['a way out', [lesson, { path: '../x', bytes: bytes('') }], /no name for a file/],
  ['an absolute path', [lesson, { path: '/etc/passwd', bytes: bytes('') }], /no name for a file/],
  ['a backslash', [lesson, { path: 'home\\..\\x', bytes: bytes('') }], /no name for a file/],
  [
    'files of another folder',
    [
      { path: 'a/lesson.yaml', bytes: bytes('') },
      { path: 'b/x', bytes: bytes('') },
    ],
    /lies outside/,
  ],
  [
    'too many files',
    Array.from({ length: MOST_FILES + 1 }, (_, i) => ({ path: `${i}`, bytes: bytes('') })),
    /at most 200/,
  ],
  ['too much', [{ path: 'lesson.yaml', bytes: new Uint8Array(MOST_BYTES + 1) }], /at most 8000000/],
  ['a lesson.yaml of bytes', [{ path: 'lesson.yaml', bytes: new Uint8Array([0xff]) }], /not a text/],
])('%s is refused in words', (_, entries, said) => {
  const read = openFolder(entries, 'x');
  expect('refused' in read && read.refused.en).toMatch(said);
  expect('refused' in read && read.refused.zh).toMatch(/[\u4e00-\u9fff]/);
});

test('a zip that is none, or that would become large, is refused', () => {
  const said = (zip: Uint8Array): string | false => {
    const read = openZip(zip, 'a.zip');
    return 'refused' in read && read.refused.en;
  };
  expect(said(bytes('PK no'))).toMatch(/no zip file/);
  expect(said(zipSync({ 'lesson.yaml': new Uint8Array(MOST_BYTES + 2) }))).toMatch(/more than a lesson may/);
});

test('the kind of each check is found', () => {
  const names = kinds.map(({ kind }) => kind);
  for (const dir of lessonDirs())
    for (const { checks } of draftOf(textAt(opened(entriesIn(dir)), 'lesson.yaml'))!.exercises)
      for (const { kind } of checks) expect(names).toContain(kind);
});
