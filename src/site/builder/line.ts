// A field of one value: a line, one of several, yes or no.

import type { Form } from '#authoring/form.ts';
import { asFileHasIt } from '#authoring/line-ends.ts';
import { type Path, valueAt } from '#authoring/yaml-text.ts';
import { control } from './control.ts';
import { el, field } from './element.ts';
import { keyOf, write, written } from './place.ts';
import type { Room } from './room.ts';

/** Written over several lines, if need be. */
const LINES = new Set(['run', 'solution', 'alternatives']);
const LONG = new Set(['that', 'when', 'body', ...LINES]);

export const textIn = (text: string): unknown => text;
export const numberIn = (text: string): unknown => (/^-?\d+$/.test(text) ? Number(text) : text);
export const scalarIn = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true';
  return String(Number(text)) === text ? Number(text) : text;
};

export function line(
  room: Room,
  path: Path,
  isNeeded: boolean,
  show: (value: unknown) => string,
  read: (text: string) => unknown,
  isCode = false,
): HTMLElement {
  const value = written(room, path);
  const text = value === undefined ? '' : show(value);
  const suggested = room.forms.suggestions(path, room.desk.draft);
  const key = path.findLast((part) => typeof part === 'string');
  const isLong = isCode || LONG.has(String(key)) || text.includes('\n');
  const input = suggested?.only
    ? options(suggested.of, text, !isNeeded || text === '')
    : isLong
      ? el('textarea', { rows: text.split('\n').length, class: 'code', spellcheck: 'false' })
      : el('input', { autocomplete: 'off', spellcheck: 'false' });
  input.value = text;
  input.addEventListener('change', () => {
    // An empty line behind a line for the shell is a slip; in a body it is a part of it, with its kind of line end.
    const now =
      LINES.has(String(path.at(-2))) || LINES.has(String(path.at(-3)))
        ? input.value.replace(/\n+$/, '')
        : asFileHasIt(text, input.value);
    write(room, path, now === '' && !isNeeded ? undefined : (read(now) ?? now));
  });
  const label = typeof path.at(-1) === 'number' ? `${room.forms.label(path)} ${Number(path.at(-1)) + 1}` : undefined;
  if (!suggested || suggested.only) return labelled(room, path, label, input);
  const known = `known-${keyOf(path)}`;
  input.setAttribute('list', known);
  const shown = labelled(room, path, label, input);
  shown.append(el('datalist', { id: known }, ...suggested.of.map((one) => el('option', { value: one }))));
  return shown;
}

/** An item of a list stands without words: the list has them. */
function labelled(room: Room, path: Path, item: string | undefined, input: HTMLElement): HTMLElement {
  if (item === undefined) return field(room.forms.label(path), keyOf(path), input);
  input.dataset['field'] = keyOf(path);
  input.setAttribute('aria-label', item);
  return el('span', { class: 'item' }, input);
}

function options(of: readonly string[], value: string, mayBeNone: boolean): HTMLSelectElement {
  const all = [...new Set([...(mayBeNone ? [''] : []), ...of, ...(value === '' ? [] : [value])])];
  return el('select', {}, ...all.map((one) => el('option', { value: one }, one === '' ? '–' : one)));
}

export function choice(
  room: Room,
  path: Path,
  { of, number }: Extract<Form, { kind: 'choice' }>,
  isNeeded: boolean,
): HTMLElement {
  const value = written(room, path);
  const inner = number === undefined ? undefined : valueAt(value, [number]);
  const chosen = inner === undefined ? String(value ?? '') : number!;
  const select = options(number === undefined ? of : [...of, number], chosen, !isNeeded);
  select.value = chosen;
  select.addEventListener('change', () => {
    if (select.value === number) write(room, path, { [number]: 404 }, 'shape');
    else write(room, path, select.value === '' ? undefined : select.value, inner === undefined ? 'text' : 'shape');
  });
  const item = typeof path.at(-1) === 'number' ? `${room.forms.label(path)} ${Number(path.at(-1)) + 1}` : undefined;
  const shown = labelled(room, path, item, select);
  if (number === undefined || inner === undefined) return shown;
  return el('div', { class: 'row' }, shown, control(room, [...path, number], { kind: 'number' }, true));
}

export function flag(room: Room, path: Path, isOn: boolean): HTMLElement {
  const input = el('input', { type: 'checkbox', data: { field: keyOf(path) } });
  input.checked = isOn;
  input.addEventListener('change', () => {
    room.forms.opened.add(keyOf(path));
    write(room, path, input.checked ? true : undefined);
  });
  return el('label', { class: 'tick' }, input, ` ${room.forms.label(path)}`);
}
