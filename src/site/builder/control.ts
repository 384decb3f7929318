// A form for any place of lesson.yaml: what is written there shows, and what is changed is written there and nowhere else.

import type { Form, FormField } from '#authoring/form.ts';
import { flowOf, type Path, saidBy } from '#authoring/yaml-text.ts';
import type { Text } from '#grading/text.ts';
import { chooser } from './chooser.ts';
import { el, group } from './element.ts';
import { choice, flag, line, numberIn, scalarIn, textIn } from './line.ts';
import { list, one } from './list.ts';
import { names } from './names.ts';
import { keyOf, placeOf, write, written } from './place.ts';
import { type Room, textFields } from './room.ts';

const isPlace = (value: unknown): value is string => typeof value === 'string' && /^\$\{[^}]*\}$/.test(value);

/** @param isNeeded It stays, though nothing is in it. */
export function control(room: Room, path: Path, form: Form, isNeeded: boolean): HTMLElement {
  const value = written(room, path);
  const label = room.forms.label(path);
  const found = (): HTMLElement => {
    if (form.kind === 'text')
      return textFields(label, keyOf(path), textOf(value), (text) =>
        write(room, path, text.en === '' && text.zh === '' && !isNeeded ? undefined : text),
      );
    // What is drawn may stand for anything.
    if (isPlace(value) && form.kind !== 'value') return line(room, path, isNeeded, String, textIn);
    switch (form.kind) {
      case 'list':
        return form.orOne && !Array.isArray(value) ? one(room, path, form.item, isNeeded) : list(room, path, form.item);
      case 'names':
        return names(room, path, form.value);
      case 'fields':
        return group(label, fieldsOf(room, path, form.fields));
      case 'flag':
        return flag(room, path, value === true);
      case 'choice':
        return choice(room, path, form, isNeeded);
      case 'number':
      case 'scalar':
        return line(room, path, isNeeded, String, form.kind === 'number' ? numberIn : scalarIn);
      case 'value':
        return line(room, path, isNeeded, flowOf, saidBy, true);
      default:
        return line(room, path, isNeeded, String, textIn);
    }
  };
  const shown = found();
  shown.dataset['at'] = placeOf(path);
  return shown;
}

const textOf = (value: unknown): Text => {
  const { en = '', zh = '' } = (value ?? {}) as Partial<Record<'en' | 'zh', unknown>>;
  return { en: String(en), zh: String(zh) };
};

/** Fields that something is written in, or that are needed; and a choice of the others. */
export function fieldsOf(room: Room, path: Path, fields: readonly FormField[]): HTMLElement {
  const { forms, w } = room;
  const box = el('div', { class: 'fields' });
  const draw = (focus?: string): void => {
    const has = ({ key, isNeeded }: FormField): boolean =>
      isNeeded || written(room, [...path, key]) !== undefined || forms.opened.has(keyOf([...path, key]));
    const others = fields.filter((one) => !has(one));
    const more = chooser(
      keyOf(path),
      { label: w.moreFields, take: w.add },
      others.map(({ key }) => [key, forms.label([...path, key])]),
      (key) => {
        forms.opened.add(keyOf([...path, key]));
        const { form } = fields.find((one) => one.key === key)!;
        // A tick says yes at once: whoever asks for the field means it.
        if (form.kind === 'flag') write(room, [...path, key], true, 'shape');
        else draw(key);
      },
    );
    box.replaceChildren(
      ...fields.filter(has).map(({ key, form, isNeeded }) => control(room, [...path, key], form, isNeeded)),
      ...(others.length > 0 ? [more] : []),
    );
    if (focus !== undefined)
      box
        .querySelector<HTMLElement>(`[data-at="${CSS.escape(placeOf([...path, focus]))}"]`)
        ?.querySelector<HTMLElement>('input, select, textarea, button')
        ?.focus();
  };
  draw();
  return box;
}
