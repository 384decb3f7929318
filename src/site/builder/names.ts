// Values by names that their author gives them.

import { type Form, initialOf } from '#authoring/form.ts';
import type { Path } from '#authoring/yaml-text.ts';
import { control, fieldsOf } from './control.ts';
import { el, group } from './element.ts';
import { focusOn, keyOf, placeOf, rename, write, written } from './place.ts';
import { removal } from './removal.ts';
import type { Room } from './room.ts';

export function names(room: Room, path: Path, form: Form): HTMLElement {
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
      else rename(room, path, name, is);
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
      removal(room, name, () => write(room, at, undefined, 'shape')),
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
