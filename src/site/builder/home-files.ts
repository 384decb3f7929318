// The learner's home folder: files that are there when the learner comes, open in the editor.

import { textAt, withFile } from '#authoring/folder.ts';
import { asFieldHasIt, asFileHasIt } from '#authoring/line-ends.ts';
import { filled } from '../i18n/filled.ts';
import { el, field, redraw } from './element.ts';
import { removal } from './removal.ts';
import type { Room } from './room.ts';

const NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;
const HOME = 'home/';

export function homeFiles(room: Room, parent: HTMLElement): void {
  const { desk, w, say, forms } = room;
  const draw = (): void => {
    const paths = Object.keys(desk.folder.files)
      .filter((path) => path.startsWith(HOME))
      .sort();
    const name = el('input', { autocomplete: 'off', spellcheck: 'false', placeholder: 'web.yaml' });
    const add = (): void => {
      const wanted = name.value.trim();
      const path = HOME + wanted;
      if (!NAME.test(wanted) || paths.includes(path)) {
        say(filled(w.badFile, { name: wanted }));
        return;
      }
      forms.opened.add(path);
      desk.edit(withFile(desk.folder, path, ''), 'shape');
    };
    redraw(
      parent,
      el('h3', {}, w.home),
      el('p', { class: 'quietly' }, w.homeText),
      ...paths.map(fileForm),
      el(
        'div',
        { class: 'row' },
        field(w.fileName, 'new-file', name),
        el('button', { type: 'button', class: 'button small', data: { add: 'file' }, click: add }, w.addFile),
      ),
    );
  };
  const fileForm = (path: string): HTMLElement => {
    const isText = typeof desk.folder.files[path] === 'string';
    const text = el('textarea', {
      ...{ rows: 12, class: 'code', spellcheck: 'false', 'aria-label': path, data: { file: path } },
    });
    text.value = asFieldHasIt(textAt(desk.folder, path));
    text.addEventListener('change', () =>
      desk.edit(withFile(desk.folder, path, asFileHasIt(textAt(desk.folder, path), text.value))),
    );
    const fold = el(
      'details',
      { open: forms.opened.has(path) },
      el('summary', {}, el('code', {}, path.slice(HOME.length))),
      isText ? text : el('p', { class: 'quietly' }, w.noText),
      removal(room, path, () => desk.edit(withFile(desk.folder, path, undefined), 'shape'), w.remove),
    );
    fold.addEventListener('toggle', () => (fold.open ? forms.opened.add(path) : forms.opened.delete(path)));
    return fold;
  };
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}
