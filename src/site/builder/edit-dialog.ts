// `kubectl edit` at the builder's terminal: the text in a dialog, and back to kubectl as it is then.

import { filled } from '../i18n/filled.ts';
import { el } from './element.ts';
import type { BuilderWords } from './words.ts';

/** Undefined: closed without saving, by Escape too. */
export function editInDialog(w: BuilderWords, path: string, text: string): Promise<string | undefined> {
  const area = el('textarea', { rows: 20, spellcheck: 'false', autocapitalize: 'off', data: { edit: '' } });
  area.value = text;
  const title = filled(w.editing, { path });
  area.setAttribute('aria-label', title);
  const dialog = el(
    'dialog',
    { class: 'edit', 'aria-label': title },
    el('p', {}, title),
    area,
    el(
      'form',
      { method: 'dialog' },
      el('button', { class: 'quiet', value: 'cancel' }, w.editCancel),
      el('button', { class: 'button', value: 'finish', data: { editFinish: '' } }, w.editFinish),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  area.focus();
  return new Promise((resolve) =>
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'finish' ? area.value : undefined);
    }),
  );
}
