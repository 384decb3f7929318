// A place of lesson.yaml: what is written there, and another in its stead.

import { lessonAdd, lessonRenamed, lessonSet } from '#authoring/edits.ts';
import { type Path, valueAt } from '#authoring/yaml-text.ts';
import { renameParam } from './another-name.ts';
import type { Change } from './desk.ts';
import type { Room } from './room.ts';

export const keyOf = (path: Path): string => path.join('.');
/** As a problem names it: `exercises[0].checks[1]`. */
export const placeOf = (path: Path): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');

export function written({ desk }: Room, path: Path): unknown {
  return valueAt(desk.said, path);
}

/** `undefined` takes it away. */
export function write({ desk, forms }: Room, path: Path, value: unknown, change: Change = 'text'): void {
  desk.edit(lessonSet(desk.folder, path, value, forms.order), change);
}

export function add({ desk, forms }: Room, path: Path, value: unknown): void {
  desk.edit(lessonAdd(desk.folder, path, value, forms.order), 'shape');
}

/** Another name for a part of a mapping. A param goes by its name in other places too. */
export function rename({ desk }: Room, holder: Path, was: string, is: string): void {
  if (keyOf(holder) === 'params') renameParam(desk, was, is);
  else desk.edit(lessonRenamed(desk.folder, [...holder, was], is), 'shape');
}

export const focusOn = (path: Path): void =>
  document.querySelector<HTMLElement>(`[data-field^="${CSS.escape(keyOf(path))}"]`)?.focus();
