// The head of the lesson, and the cluster at which it begins.

import { lasting, startedWith, summarized, titled } from '#authoring/edits.ts';
import { filled } from '../i18n/filled.ts';
import { el, field, redraw } from './element.ts';
import { linesList } from './lines-list.ts';
import { type Room, textFields } from './room.ts';

const NAME = /^\d+-[a-z0-9]+(-[a-z0-9]+)*$/;

/** @param starts Names of the course's starts. */
export function lessonForm(room: Room, parent: HTMLElement, starts: readonly string[]): void {
  const { desk, w } = room;
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
      startFields(),
      el('p', { class: 'label' }, w.startLines),
      linesList(room, draft.start.run, 'start', (run) => desk.edit(startedWith(desk.folder, 'run', run), 'shape')),
    );
  };
  const startFields = (): HTMLElement => {
    const { start } = desk.draft!;
    const from = el('select', {}, el('option', { value: '' }, w.startNothing));
    // Several of them, or one that this page does not know, stay as they are written.
    const written = start.from.join(', ');
    for (const one of new Set([...starts, ...(written === '' ? [] : [written])]))
      from.append(el('option', { value: one }, one));
    from.value = written;
    from.addEventListener('change', () =>
      desk.edit(startedWith(desk.folder, 'from', from.value === '' ? undefined : from.value)),
    );
    const nodes = el('input', { type: 'number', min: 1, max: 9, value: start.nodes });
    nodes.addEventListener('change', () => {
      if (nodes.valueAsNumber >= 1) desk.edit(startedWith(desk.folder, 'nodes', Math.round(nodes.valueAsNumber)));
    });
    const provider = el('select', {}, ...['cloud', 'bare-metal'].map((one) => el('option', { value: one }, one)));
    provider.value = start.provider;
    provider.addEventListener('change', () => desk.edit(startedWith(desk.folder, 'provider', provider.value)));
    return el(
      'div',
      { class: 'pair three' },
      field(w.startFrom, 'from', from),
      field(w.nodes, 'nodes', nodes),
      field(w.provider, 'provider', provider),
    );
  };
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}
