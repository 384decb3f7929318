// The head of the lesson, and the cluster at which it begins.

import { lasting, summarized, titled } from '#authoring/edits.ts';
import { filled } from '../i18n/filled.ts';
import { control, fieldsOf } from './control.ts';
import { el, field, redraw } from './element.ts';
import { type Room, textFields } from './room.ts';

const NAME = /^\d+-[a-z0-9]+(-[a-z0-9]+)*$/;

export function lessonForm(room: Room, parent: HTMLElement): void {
  const { desk, w, forms } = room;
  for (const key of ['from', 'nodes', 'provider', 'run']) forms.opened.add(`start.${key}`);
  const draw = (): void => {
    const { draft, folder } = desk;
    if (!draft) {
      redraw(parent);
      return;
    }
    const name = el('input', { value: folder.name, autocomplete: 'off', spellcheck: 'false' });
    name.addEventListener('change', () => {
      const wanted = name.value.trim();
      if (!NAME.test(wanted)) {
        name.value = desk.folder.name;
        return room.say(filled(w.badName, { name: wanted }));
      }
      desk.edit({ ...desk.folder, name: wanted });
    });
    const minutes = el('input', { type: 'number', min: 1, max: 120, value: draft.minutes });
    minutes.addEventListener('change', () => {
      if (minutes.valueAsNumber >= 1) desk.edit(lasting(desk.folder, Math.round(minutes.valueAsNumber)));
    });
    redraw(
      parent,
      el('div', { class: 'pair' }, field(w.folderName, 'name', name), field(w.minutes, 'minutes', minutes)),
      textFields(w.titleOf, 'title', draft.title, (text) => desk.edit(titled(desk.folder, text))),
      textFields(w.summaryOf, 'summary', draft.summary, (text) => desk.edit(summarized(desk.folder, text))),
      el('h3', {}, w.start),
      el('p', { class: 'quietly' }, w.startText),
      fieldsOf(room, ['start'], forms.of.start.fields),
      el('h3', {}, w.params),
      el('p', { class: 'quietly' }, w.paramsText),
      control(room, ['params'], forms.of.params, false),
      ...(draft.letsThrough.length > 0
        ? [el('h3', {}, w.letsThrough), control(room, ['letsThrough'], forms.of.letsThrough, false)]
        : []),
    );
  };
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}
