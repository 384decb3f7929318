// A form for any place of lesson.yaml: what is written there shows, and what is changed is written there and nowhere else.

import { lessonAdd, lessonSet } from '#authoring/edits.ts';
import { type Form, type FormField, initialOf } from '#authoring/form.ts';
import { asFileHasIt } from '#authoring/line-ends.ts';
import { flowOf, type Path, saidBy, valueAt } from '#authoring/yaml-text.ts';
import type { Text } from '#grading/text.ts';
import type { Change } from './desk.ts';
import { el, field } from './element.ts';
import { type Room, textFields } from './room.ts';

/** Written over several lines, if need be. */
const LINES = new Set(['run', 'solution', 'alternatives']);
const LONG = new Set(['that', 'when', 'body', ...LINES]);

const keyOf = (path: Path): string => path.join('.');
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
    if (isPlace(value) && form.kind !== 'value') return line(room, path, isNeeded, String, (text) => text);
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
        return line(room, path, isNeeded, String, (text) => text);
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
const numberIn = (text: string): unknown => (/^-?\d+$/.test(text) ? Number(text) : text);
const scalarIn = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true';
  return String(Number(text)) === text ? Number(text) : text;
};

/** Fields that something is written in, or that are needed; and a choice of the others. */
export function fieldsOf(room: Room, path: Path, fields: readonly FormField[]): HTMLElement {
  const { forms, w } = room;
  const box = el('div', { class: 'fields' });
  const draw = (focus?: string): void => {
    const has = ({ key, isNeeded }: FormField): boolean =>
      isNeeded || written(room, [...path, key]) !== undefined || forms.opened.has(keyOf([...path, key]));
    const others = fields.filter((one) => !has(one));
    const more = el(
      'select',
      { 'aria-label': w.moreFields, data: { more: keyOf(path) } },
      el('option', { value: '' }, w.moreFields),
      ...others.map(({ key }) => el('option', { value: key }, forms.label([...path, key]))),
    );
    more.addEventListener('change', () => {
      const { value: key } = more;
      if (key === '') return;
      forms.opened.add(keyOf([...path, key]));
      const { form } = fields.find((one) => one.key === key)!;
      // A tick says yes at once: whoever asks for the field means it.
      if (form.kind === 'flag') write(room, [...path, key], true, 'shape');
      else draw(key);
    });
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

function group(label: string, ...within: readonly HTMLElement[]): HTMLElement {
  return el('fieldset', { class: 'group' }, el('legend', {}, label), ...within);
}

function line(
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

function choice(
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

function flag(room: Room, path: Path, isOn: boolean): HTMLElement {
  const input = el('input', { type: 'checkbox', data: { field: keyOf(path) } });
  input.checked = isOn;
  input.addEventListener('change', () => {
    room.forms.opened.add(keyOf(path));
    write(room, path, input.checked ? true : undefined);
  });
  return el('label', { class: 'tick' }, input, ` ${room.forms.label(path)}`);
}

/** One stands without the list that it may become. */
function one(room: Room, path: Path, item: Form, isNeeded: boolean): HTMLElement {
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

const focusOn = (path: Path): void =>
  document.querySelector<HTMLElement>(`[data-field^="${CSS.escape(keyOf(path))}"]`)?.focus();

function list(room: Room, path: Path, item: Form): HTMLElement {
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
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `${w.remove}: ${label} ${i + 1}`,
          click: () => write(room, at, undefined, 'shape'),
        },
        '×',
      ),
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

function names(room: Room, path: Path, form: Form): HTMLElement {
  const { w, forms } = room;
  const value = (written(room, path) ?? {}) as Readonly<Record<string, unknown>>;
  const label = forms.label(path);
  const rows = Object.keys(value).map((name) => {
    const at = [...path, name];
    const own = el('input', { value: name, autocomplete: 'off', spellcheck: 'false', data: { name: keyOf(at) } });
    own.setAttribute('aria-label', `${w.nameOf}: ${label}`);
    own.addEventListener('change', () => {
      const is = own.value.trim();
      if (is === '' || Object.hasOwn(value, is)) own.value = name;
      else
        write(
          room,
          path,
          Object.fromEntries(Object.entries(value).map(([key, part]) => [key === name ? is : key, part])),
          'shape',
        );
    });
    const inner = form.kind === 'fields' ? fieldsOf(room, at, form.fields) : control(room, at, form, true);
    inner.dataset['at'] = placeOf(at);
    if (form.kind === 'line') {
      inner.querySelector(':scope > span')?.remove();
      inner.querySelector('input, textarea')?.setAttribute('aria-label', `${label}: ${name}`);
    }
    return el(
      'li',
      {},
      own,
      inner,
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `${w.remove}: ${name}`,
          click: () => write(room, at, undefined, 'shape'),
        },
        '×',
      ),
    );
  });
  const fresh = el('input', {
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: w.nameOf,
    'aria-label': `${w.nameOf}: ${label}`,
    data: { fresh: keyOf(path) },
  });
  const another = (): void => {
    const name = fresh.value.trim();
    if (name === '' || Object.hasOwn(value, name)) {
      fresh.focus();
      return;
    }
    write(room, [...path, name], initialOf(form), 'shape');
    focusOn([...path, name]);
  };
  fresh.addEventListener('keydown', (event) => event.key === 'Enter' && another());
  return group(
    label,
    el('ul', { class: `named ${form.kind}` }, ...rows),
    el(
      'div',
      { class: 'row' },
      fresh,
      el('button', { type: 'button', class: 'button small', data: { another: keyOf(path) }, click: another }, w.add),
    ),
  );
}
