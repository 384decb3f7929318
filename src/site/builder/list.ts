// A list of values of one form, with one more behind the last.

import { type Form, initialOf } from '#authoring/form.ts';
import type { Path } from '#authoring/yaml-text.ts';
import { control, fieldsOf } from './control.ts';
import { el, group } from './element.ts';
import { add, focusOn, keyOf, placeOf, write, written } from './place.ts';
import { removal } from './removal.ts';
import type { Room } from './room.ts';

/** One stands without the list that it may become. */
export function one(room: Room, path: Path, item: Form, isNeeded: boolean): HTMLElement {
  const { w, forms } = room;
  const another = (): void => {
    const value = written(room, path);
    if (value !== undefined) write(room, path, [value, firstOf(room, path, item)], 'shape');
    focusOn(value === undefined ? path : [...path, 1]);
  };
  const label = `${w.add}: ${forms.label(path)}`;
  return el(
    'div',
    { class: 'one' },
    control(room, path, item, isNeeded),
    el('button', { type: 'button', class: 'quiet', 'aria-label': label, title: label, click: another }, '+'),
  );
}

/** What one more begins as. */
function firstOf({ forms, desk }: Room, path: Path, item: Form): unknown {
  const known = forms.suggestions(path, desk.draft);
  return known?.only ? (known.of[0] ?? '') : initialOf(item);
}

export function list(room: Room, path: Path, item: Form): HTMLElement {
  const { w, forms } = room;
  const value = written(room, path);
  const label = forms.label(path);
  const count = Array.isArray(value) ? value.length : 0;
  const another = (): void => {
    add(room, path, firstOf(room, path, item));
    focusOn([...path, count]);
  };
  const items = Array.from({ length: count }, (_, i) => {
    const at = [...path, i];
    const shown =
      item.kind === 'fields'
        ? el('div', { data: { at: placeOf(at) } }, fieldsOf(room, at, item.fields))
        : control(room, at, item, true);
    return el(
      'li',
      {},
      shown,
      removal(room, `${label} ${i + 1}`, () => write(room, at, undefined, 'shape')),
    );
  });
  return group(
    label,
    el('ol', { class: `lines ${item.kind}`, data: { lines: keyOf(path) } }, ...items),
    el(
      'button',
      {
        ...{ type: 'button', class: 'button small', data: { another: keyOf(path) }, click: another },
        'aria-label': `${w.add}: ${label}`,
      },
      w.add,
    ),
  );
}
