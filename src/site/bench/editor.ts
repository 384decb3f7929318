// The editor's panel: files of the home folder, saved to where the terminal sees them. `kubectl edit` opens here too.

import type { Words } from '../i18n/messages.ts';
import type { CodeEditor } from './monaco.ts';
import type { PanelName, Panels } from './panels.ts';
import { createPlainEditor } from './plain-editor.ts';

export interface EditorFiles {
  list(): Promise<readonly string[]>;
  read(path: string): Promise<string | undefined>;
  /** An error in words, or undefined. */
  write(path: string, text: string): Promise<string | undefined>;
  home(): string;
}

const find = <T extends HTMLElement>(root: HTMLElement, selector: string): T => {
  const element = root.querySelector<T>(selector);
  if (!element) throw new Error(`the bench has no ${selector}`);
  return element;
};

export class EditorPanel {
  readonly #bench: HTMLElement;
  readonly #files: EditorFiles;
  readonly #words: Words;
  readonly #panels: Panels;
  /** What stood there before `kubectl edit` came. */
  #before: PanelName | undefined;
  readonly #select: HTMLSelectElement;
  readonly #state: HTMLElement;
  #editor: CodeEditor | undefined;
  #opening: Promise<CodeEditor> | undefined;
  #dirty = false;
  /** What was saved here, by path. */
  readonly #written = new Map<string, string>();
  /** `kubectl edit` that waits for an answer. */
  #edit: { readonly path: string; readonly done: (text: string | undefined) => void } | undefined;

  constructor(bench: HTMLElement, words: Words, panels: Panels, files: EditorFiles) {
    this.#bench = bench;
    this.#files = files;
    this.#words = words;
    this.#panels = panels;
    panels.on('editor', { opened: () => void this.#opened(), closed: () => void this.save() });
    this.#select = find(bench, '[data-file]');
    this.#state = find(bench, '[data-file-state]');
    find(bench, '[data-save]').addEventListener('click', () => void this.save());
    find(bench, '[data-edit-finish]').addEventListener('click', () => this.#finish(this.#editor?.text));
    find(bench, '[data-edit-cancel]').addEventListener('click', () => this.#finish(undefined));
    this.#select.addEventListener('change', () => void this.save().then(() => this.#open(this.#select.value)));
    const dialog = find<HTMLDialogElement>(bench, '[data-file-dialog]');
    const name = find<HTMLInputElement>(dialog, 'input');
    find(bench, '[data-new-file]').addEventListener('click', () => {
      dialog.returnValue = 'no';
      dialog.showModal();
      name.select();
    });
    dialog.addEventListener(
      'close',
      () => dialog.returnValue === 'yes' && name.value && void this.#create(`${this.#files.home()}/${name.value}`),
    );
  }

  get shown(): boolean {
    return this.#panels.shown === 'editor';
  }

  async #opened(): Promise<void> {
    const editor = await this.#load();
    if (this.#edit) return;
    await this.refresh();
    editor.focus();
  }

  async #load(): Promise<CodeEditor> {
    const empty = find(this.#bench, '[data-editor-empty]');
    this.#opening ??= import('./monaco.ts')
      .then(({ createEditor }) => createEditor(find(this.#bench, '[data-editor]'), this.#words.editor))
      .catch(() => {
        this.#mark(false, this.#words.editorFailed);
        return createPlainEditor(find(this.#bench, '[data-editor]'), this.#words.editor);
      })
      .then((editor) => {
        empty.hidden = true;
        editor.onEdit(() => this.#mark(true));
        editor.onSave(() => void this.save());
        editor.onBlur(() => void this.save());
        return editor;
      });
    this.#editor = await this.#opening;
    return this.#editor;
  }

  #mark(dirty: boolean, text?: string): void {
    this.#dirty = dirty;
    this.#state.textContent = text ?? (dirty ? this.#words.unsaved : '');
  }

  /** Lists the files again, and follows what the terminal did to the one that is open. */
  async refresh(): Promise<void> {
    if (!this.shown || !this.#editor || this.#edit) return;
    const paths = await this.#files.list();
    const open = this.#editor.path;
    const home = `${this.#files.home()}/`;
    this.#select.replaceChildren(
      ...paths.map((path) => {
        const option = document.createElement('option');
        option.value = path;
        option.textContent = path.startsWith(home) ? path.slice(home.length) : path;
        return option;
      }),
    );
    const empty = find(this.#bench, '[data-editor-empty]');
    empty.textContent = this.#words.noFiles;
    empty.hidden = paths.length > 0;
    find(this.#bench, '[data-editor]').hidden = paths.length === 0;
    if (paths.includes(open)) {
      this.#select.value = open;
      if (!this.#dirty) {
        const text = await this.#files.read(open);
        if (text !== undefined && text !== this.#editor.text && !this.#dirty) this.#editor.open(open, text);
      }
    } else if (paths[0] !== undefined) await this.#open(paths[0]);
  }

  async #open(path: string): Promise<void> {
    const text = await this.#files.read(path);
    if (text === undefined || !this.#editor) return;
    this.#editor.open(path, text);
    this.#select.value = path;
    this.#mark(false);
  }

  async #create(path: string): Promise<void> {
    await this.save();
    if ((await this.#files.read(path)) === undefined) {
      const error = await this.#files.write(path, '');
      if (error) {
        this.#mark(false, error);
        return;
      }
    }
    await this.refresh();
    await this.#open(path);
    this.#editor?.focus();
  }

  async save(): Promise<void> {
    if (!this.#editor || !this.#dirty || this.#edit) return;
    const error = await this.#files.write(this.#editor.path, this.#editor.text);
    if (error === undefined) this.#written.set(this.#editor.path, this.#editor.text);
    this.#mark(error !== undefined, error ?? this.#words.saved);
  }

  /** Files of the home folder that were saved here, by name. */
  get written(): Readonly<Record<string, string>> {
    const home = `${this.#files.home()}/`;
    const own = [...this.#written].filter(([path]) => path.startsWith(home));
    return Object.fromEntries(own.map(([path, text]) => [path.slice(home.length), text]));
  }

  /** As it was kept. */
  set written(files: Readonly<Record<string, string>>) {
    this.#written.clear();
    for (const [name, text] of Object.entries(files)) this.#written.set(`${this.#files.home()}/${name}`, text);
  }

  /** Opens a text for `kubectl edit`; resolves with what was saved, undefined when it was closed without. */
  async edit(path: string, text: string): Promise<string | undefined> {
    await this.save();
    const result = new Promise<string | undefined>((done) => (this.#edit = { path, done }));
    this.#before = this.#panels.shown;
    this.#panels.show('editor');
    const editor = await this.#load();
    find(this.#bench, '[data-editor-empty]').hidden = true;
    find(this.#bench, '[data-editor]').hidden = false;
    find(this.#bench, '[data-editing]').hidden = false;
    find(this.#bench, '[data-save]').hidden = true;
    this.#select.disabled = true;
    editor.open(path, text);
    editor.focus();
    return result;
  }

  #finish(text: string | undefined): void {
    const edit = this.#edit;
    this.#edit = undefined;
    this.#select.disabled = false;
    find(this.#bench, '[data-editing]').hidden = true;
    find(this.#bench, '[data-save]').hidden = false;
    this.#mark(false);
    if (this.shown) this.#panels.show(edit ? this.#before : undefined);
    edit?.done(text);
  }

  /** The lesson begins anew: what was open belongs to another cluster. */
  reset(): void {
    this.#written.clear();
    this.#finish(undefined);
  }
}
