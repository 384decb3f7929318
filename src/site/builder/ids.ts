// Ids of exercises and checks: each is there once in a lesson.

import { filled } from '../i18n/filled.ts';
import { el, field } from './element.ts';
import type { Room } from './room.ts';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** No exercise and no check may be called so again. */
export const idsIn = ({ desk }: Room): readonly string[] =>
  desk.draft!.exercises.flatMap(({ id, checks }) => [id, ...checks.map((check) => check.id)]);

/** Says why not. */
export function mayBeId(room: Room, wanted: string): boolean {
  if (ID.test(wanted) && !idsIn(room).includes(wanted)) return true;
  room.say(filled(room.w.idTaken, { id: wanted }));
  return false;
}

/** The id of what is there already. */
export function idField(
  room: Room,
  label: string,
  key: string,
  id: string,
  renamed: (wanted: string) => void,
): HTMLElement {
  const input = el('input', { value: id, autocomplete: 'off', spellcheck: 'false' });
  input.addEventListener('change', () => {
    const wanted = input.value.trim();
    if (wanted === id) return;
    if (mayBeId(room, wanted)) renamed(wanted);
    else input.value = id;
  });
  return field(label, key, input);
}
