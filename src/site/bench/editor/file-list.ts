// Which files there are to be opened, and a name for another one.

import type { Words } from '../../i18n/messages.ts';
import { element } from '../map/elements.ts';
import { need } from '../need.ts';

export interface FileListEvents {
  chosen(path: string): void;
  /** A file of this name is wanted. */
  named(name: string): void;
}

export class FileList {
  readonly #select: HTMLSelectElement;
  readonly #empty: HTMLElement;
  readonly #saving: HTMLButtonElement;
  readonly #words: Words;

  constructor(bench: HTMLElement, words: Words, events: FileListEvents) {
    this.#select = need(bench, '[data-file]');
    this.#empty = need(bench, '[data-editor-empty]');
    this.#saving = need(bench, '[data-save]');
    this.#words = words;
    this.#select.addEventListener('change', () => events.chosen(this.#select.value));
    const dialog = need<HTMLDialogElement>(bench, '[data-file-dialog]');
    const name = need<HTMLInputElement>(dialog, 'input');
    need(bench, '[data-new-file]').addEventListener('click', () => {
      dialog.returnValue = 'no';
      dialog.showModal();
      name.select();
    });
    dialog.addEventListener('close', () => dialog.returnValue === 'yes' && name.value && events.named(name.value));
  }

  /** @param home What lies in it goes by its name. */
  show(paths: readonly string[], home: string): void {
    const nameOf = (path: string): string => (path.startsWith(`${home}/`) ? path.slice(home.length + 1) : path);
    this.#select.replaceChildren(...paths.map((path) => element('option', { value: path }, nameOf(path))));
    this.#empty.textContent = this.#words.noFiles;
    this.#empty.hidden = paths.length > 0;
    this.#offer();
  }

  /** There is something to choose and to save as soon as there is a file. */
  #offer(): void {
    const { length } = this.#select;
    this.#select.parentElement!.hidden = length === 0;
    this.#saving.disabled = length === 0;
  }

  /** An editor stands where it was said that there is nothing. */
  covered(): void {
    this.#empty.hidden = true;
  }

  set open(path: string) {
    this.#select.value = path;
  }

  /** Nothing else is opened meanwhile. It need not be one of the home folder's, and is in no list before it is there. */
  edits(path: string): void {
    this.covered();
    this.#select.disabled = true;
    this.#select.append(element('option', { value: path, 'data-edited': '' }, path));
    this.#select.selectedIndex = this.#select.length - 1;
    this.#offer();
  }

  /** The edit is over. */
  again(): void {
    this.#select.disabled = false;
    this.#select.querySelector('[data-edited]')?.remove();
    this.#offer();
  }
}
