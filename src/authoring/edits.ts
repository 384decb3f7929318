// What an author does to a lesson, each a folder in the place of another.

import { LOCALES, type Locale, type Text } from '#grading/text.ts';
import { type Draft, draftOf, exercisePath, ORDER } from './draft.ts';
import { type LessonFolder, textAt, withFile } from './folder.ts';
import { withExercise, withoutExercise, withTitle } from './prose-text.ts';
import { appendAt, type Order, type Path, removeAt, renameKeyAt, saidBy, setAt, valueAt } from './yaml-text.ts';

export const LESSON = 'lesson.yaml';
export const proseFile = (locale: Locale): string => `${locale}.mdx`;

/** Of a lesson.yaml that can be read. @throws {Error} when it cannot: ask `draftOf` first. */
function draftIn(folder: LessonFolder): Draft {
  const draft = draftOf(textAt(folder, LESSON));
  if (!draft) throw new Error('lesson.yaml cannot be read');
  return draft;
}

const edited = (folder: LessonFolder, edit: (text: string) => string): LessonFolder =>
  withFile(folder, LESSON, edit(textAt(folder, LESSON)));

const ofExercise = (folder: LessonFolder, id: string, edit: (text: string, path: Path) => string): LessonFolder =>
  edited(folder, (text) => edit(text, exercisePath(draftIn(folder), id)));

/** Anything in lesson.yaml, by its path there. `undefined` takes it away. */
export const lessonSet = (folder: LessonFolder, path: Path, value: unknown, order: Order): LessonFolder =>
  edited(folder, (text) => (value === undefined ? removeAt(text, path) : setAt(text, path, value, order)));

/** One more at the end of a list anywhere in lesson.yaml. */
export const lessonAdd = (folder: LessonFolder, path: Path, value: unknown, order: Order): LessonFolder =>
  edited(folder, (text) => appendAt(text, path, value, order));

/** Another key in the place of the path's last; what it stands for stays as it is. */
export const lessonRenamed = (folder: LessonFolder, path: Path, key: string): LessonFolder =>
  edited(folder, (text) => renameKeyAt(text, path, key));

export function titled(folder: LessonFolder, title: Text): LessonFolder {
  const named = edited(folder, (text) => setAt(text, ['title'], title, ORDER.lesson));
  return LOCALES.reduce((so, locale) => {
    const file = proseFile(locale);
    return textAt(so, file) === '' ? so : withFile(so, file, withTitle(textAt(so, file), title[locale]));
  }, named);
}

export const summarized = (folder: LessonFolder, summary: Text): LessonFolder =>
  edited(folder, (text) => setAt(text, ['summary'], summary, ORDER.lesson));

export const lasting = (folder: LessonFolder, minutes: number): LessonFolder =>
  edited(folder, (text) => setAt(text, ['minutes'], minutes, ORDER.lesson));

/** A field of the start. `undefined` takes it away. */
export function startedWith(
  folder: LessonFolder,
  field: 'from' | 'nodes' | 'provider' | 'run',
  value: unknown,
): LessonFolder {
  const isNothing = value === undefined || (Array.isArray(value) && value.length === 0);
  return edited(folder, (text) => {
    if (isNothing) return removeAt(text, ['start', field]);
    return valueAt(saidBy(text), ['start']) !== undefined
      ? setAt(text, ['start', field], value, ORDER.start)
      : setAt(text, ['start'], { [field]: value }, ORDER.lesson);
  });
}

export function withExerciseAdded(folder: LessonFolder, id: string, ask: Text, needs: readonly string[]): LessonFolder {
  const added = edited(folder, (text) =>
    appendAt(text, ['exercises'], { id, ask, ...(needs.length > 0 && { needs }) }, ORDER.lesson),
  );
  return LOCALES.reduce((so, locale) => {
    const file = proseFile(locale);
    return withFile(so, file, withExercise(textAt(so, file), id));
  }, added);
}

export function withoutExerciseOf(folder: LessonFolder, id: string): LessonFolder {
  const cut = ofExercise(folder, id, (text, path) => removeAt(text, path));
  return LOCALES.reduce((so, locale) => {
    const file = proseFile(locale);
    return textAt(so, file) === '' ? so : withFile(so, file, withoutExercise(textAt(so, file), id));
  }, cut);
}

/** A field of an exercise that is one value: `ask`, `needs`, `solution`. */
export const exerciseSet = (folder: LessonFolder, id: string, field: string, value: unknown): LessonFolder =>
  ofExercise(folder, id, (text, path) =>
    value === undefined || (Array.isArray(value) && value.length === 0)
      ? removeAt(text, [...path, field])
      : setAt(text, [...path, field], value, ORDER.exercise),
  );

/** One more in a list of an exercise. */
export const exerciseAdd = (
  folder: LessonFolder,
  id: string,
  field: 'checks' | 'hints' | 'alternatives' | 'nearMisses' | 'letsThrough',
  value: unknown,
): LessonFolder => ofExercise(folder, id, (text, path) => appendAt(text, [...path, field], value, ORDER.exercise));

/** Something within an exercise, by its path there: `['checks', 0, 'ask']`. */
export const exerciseEdit = (folder: LessonFolder, id: string, at: Path, value: unknown): LessonFolder =>
  ofExercise(folder, id, (text, path) => setAt(text, [...path, ...at], value, ORDER.exercise));

export const exerciseCut = (folder: LessonFolder, id: string, at: Path): LessonFolder =>
  ofExercise(folder, id, (text, path) => removeAt(text, [...path, ...at]));

/** A name that nothing else in the lesson has, from some words: `from-a-pod`, `from-a-pod-2`. */
export function freeId(words: string, taken: readonly string[]): string {
  const base =
    words
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-+$/, '') || 'one';
  let id = base;
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`;
  return id;
}
