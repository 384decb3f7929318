// The editor, once it is opened: files of the home folder, saved to where the terminal sees them; applied, compared, and marked where the
// server refuses them. `kubectl edit` opens here too.

import '../../styles/editor.css';
import type { Words } from '../../i18n/messages.ts';
import type { EditorActions } from '../editor.ts';
import { element } from '../map/elements.ts';
import type { CodeEditor } from '../monaco.ts';
import { need } from '../need.ts';
import type { PanelName, Panels } from '../panels.ts';
import { createPlainEditor } from '../plain-editor.ts';
import { Applying } from './applying.ts';
import { asksForPlain, type EditorOptions, keepOptions, OptionsRow, optionsKept } from './editor-options.ts';
import { openMonaco } from './open-monaco.ts';
import { RefusalList } from './refusal-list.ts';
import { followed, type Refused } from './refused.ts';
import type { EditorWords } from './words.ts';

interface Edit {
  readonly path: string;
  /** As it stands in the file: `:w` writes there. */
  text: string;
  readonly done: (text: string | undefined) => void;
}

export class EditorRoom {
  readonly #bench: HTMLElement;
  readonly #actions: EditorActions;
  readonly #words: Words;
  readonly #own: EditorWords;
  readonly #panels: Panels;
  /** What stood there before `kubectl edit` came: the panel, and in this one a file. */
  #before: PanelName | undefined;
  #fileBefore: string | undefined;
  readonly #select: HTMLSelectElement;
  readonly #state: HTMLElement;
  readonly #place: HTMLElement;
  readonly #list: RefusalList;
  readonly #applying: Applying;
  readonly #row: OptionsRow;
  readonly #schemeStatus = document.createElement('div');
  #options: EditorOptions;
  #editor: CodeEditor | undefined;
  #isPlain = false;
  #opening: Promise<CodeEditor> | undefined;
  #dirty = false;
  /** By the text of each file as it was last seen. */
  #refused: Refused = [];
  /** `kubectl edit` that waits for an answer. */
  #edit: Edit | undefined;

  constructor(bench: HTMLElement, words: Words, own: EditorWords, panels: Panels, actions: EditorActions) {
    this.#bench = bench;
    this.#actions = actions;
    this.#words = words;
    this.#own = own;
    this.#panels = panels;
    this.#options = optionsKept(actions.storage);
    this.#select = need(bench, '[data-file]');
    this.#state = need(bench, '[data-file-state]');
    this.#place = need(bench, '[data-editor]');
    this.#list = new RefusalList(own, ({ range }) => this.#editor?.goTo(range));
    this.#row = new OptionsRow(own, this.#options, (change) => void this.#choose(change));
    this.#schemeStatus.className = 'scheme-status';
    this.#schemeStatus.hidden = true;
    const saving = need<HTMLElement>(bench, '[data-save]');
    const bar = saving.parentElement!;
    this.#applying = new Applying(own, actions, {
      file: async () => ((await this.save()) && this.#editor ? this.#editor.path : undefined),
      open: () => this.#editor?.path,
      say: (text) => this.#mark(this.#dirty, text),
      compare: (place, would) => this.#editor!.compare(place, would, own),
      covered: (isCovered) => {
        for (const part of [this.#place, this.#list.root, this.#schemeStatus]) part.inert = isCovered;
        this.#pane.toggleAttribute('data-compares', isCovered);
        if (!isCovered) this.#editor?.focus();
      },
    });
    bar.append(...this.#applying.buttons, this.#row.opener);
    // As long as this was on its way, nobody would have answered.
    bar.inert = false;
    bar.after(this.#row.row);
    this.#place.after(this.#schemeStatus, this.#list.root, this.#applying.difference);
    saving.addEventListener('click', () => void this.save());
    need(bench, '[data-edit-finish]').addEventListener('click', () => this.#close(true));
    need(bench, '[data-edit-cancel]').addEventListener('click', () => this.#close(false));
    this.#select.addEventListener('change', () => void this.save().then(() => this.#open(this.#select.value)));
    const dialog = need<HTMLDialogElement>(bench, '[data-file-dialog]');
    const name = need<HTMLInputElement>(dialog, 'input');
    need(bench, '[data-new-file]').addEventListener('click', () => {
      dialog.returnValue = 'no';
      dialog.showModal();
      name.select();
    });
    dialog.addEventListener('close', () => dialog.returnValue === 'yes' && name.value && void this.#create(name.value));
  }

  get #pane(): HTMLElement {
    return this.#place.parentElement!;
  }

  get #shown(): boolean {
    return this.#panels.shown === 'editor';
  }

  async opened(): Promise<void> {
    const editor = await this.#load();
    // Before the cluster there are no files.
    await this.#actions.started();
    if (this.#edit) return;
    await this.refresh();
    editor.focus();
  }

  /** The editor that is wanted now, with what stood in the one that was. */
  async #load(): Promise<CodeEditor> {
    const isPlain = this.#options.plain ?? asksForPlain(this.#actions.isRead());
    if (this.#opening && isPlain !== this.#isPlain) {
      const before = await this.#opening;
      const { path, text } = before;
      before.dispose();
      this.#opening = this.#make(isPlain);
      const editor = await this.#opening;
      if (path !== '') editor.open(path, text);
      this.#drawRefusals();
    }
    this.#opening ??= this.#make(isPlain);
    return this.#opening;
  }

  async #make(isPlain: boolean): Promise<CodeEditor> {
    this.#isPlain = isPlain;
    const plain = (): CodeEditor => createPlainEditor(this.#place, this.#words.editor);
    const editor = isPlain
      ? plain()
      : await openMonaco(this.#place, this.#words.editor).catch(() => {
          this.#mark(false, this.#words.editorFailed);
          return plain();
        });
    need<HTMLElement>(this.#bench, '[data-editor-empty]').hidden = true;
    editor.onEdit(() => {
      this.#mark(true);
      const { drafts } = this.#actions;
      if (this.#edit) drafts.editing(this.#edit.path, editor.text);
      else drafts.typed(editor.path, editor.text);
      this.#follow();
    });
    editor.onSave(() => void (this.#options.applies && !this.#edit ? this.#applying.apply() : this.#write()));
    editor.onBlur(() => void this.save());
    this.#editor = editor;
    await this.#useKeys();
    return editor;
  }

  async #useKeys(): Promise<void> {
    const editor = this.#editor;
    const { keys } = this.#options;
    this.#row.show(editor?.useKeys === undefined, keys);
    await editor
      ?.useKeys?.(keys, {
        write: () => void this.#write(),
        close: (saves) => {
          if (this.#edit) this.#close(saves);
          else if (saves) void this.save();
        },
        status: this.#schemeStatus,
      })
      .catch(() => this.#mark(this.#dirty, this.#own.keysFailed));
  }

  async #choose(change: Partial<EditorOptions>): Promise<void> {
    this.#options = { ...this.#options, ...change };
    keepOptions(this.#actions.storage, this.#options);
    await this.#load();
    await this.#useKeys();
  }

  #mark(dirty: boolean, text?: string): void {
    this.#dirty = dirty;
    this.#state.textContent = text ?? (dirty ? this.#words.unsaved : '');
  }

  /** Lists the files again, and follows what the terminal did to the one that is open. */
  async refresh(): Promise<void> {
    if (!this.#shown || !this.#editor || this.#edit) return;
    const paths = await this.#paths();
    const open = this.#editor.path;
    const home = `${this.#actions.home()}/`;
    this.#select.replaceChildren(
      ...paths.map((path) => {
        const option = document.createElement('option');
        option.value = path;
        option.textContent = path.startsWith(home) ? path.slice(home.length) : path;
        return option;
      }),
    );
    const empty = need<HTMLElement>(this.#bench, '[data-editor-empty]');
    empty.textContent = this.#words.noFiles;
    empty.hidden = paths.length > 0;
    this.#place.hidden = paths.length === 0;
    this.#applying.offer(paths.length > 0);
    if (paths.includes(open)) {
      this.#select.value = open;
      if (!this.#dirty) {
        const text = await this.#read(open);
        if (text !== undefined && text !== this.#editor.text && !this.#dirty) this.#show(open, text);
        if (open in this.#actions.drafts.unsaved) this.#mark(true);
      }
    } else {
      const wanted = this.#actions.own.get('file');
      const path = paths.find((each) => each === wanted) ?? paths[0];
      if (path !== undefined) await this.#open(path);
    }
  }

  /** Files of the home folder, copies of what was made of a text for `kubectl edit`, and files that are not saved yet. */
  async #paths(): Promise<readonly string[]> {
    const engine = this.#actions.engine();
    const home = this.#actions.home();
    const [files, passing] = await Promise.all([engine.listFiles(home || '/'), engine.listFiles('/tmp')]);
    const copies = passing.filter((path) => path.startsWith('/tmp/kubectl-edit-'));
    return [...new Set([...files, ...Object.keys(this.#actions.drafts.unsaved), ...copies])];
  }

  /** What stands unsaved; else what is in the file. */
  async #read(path: string): Promise<string | undefined> {
    return this.#actions.drafts.unsaved[path] ?? (await this.#actions.engine().readFile(path));
  }

  async #open(path: string): Promise<void> {
    const text = await this.#read(path);
    if (text === undefined || !this.#editor) return;
    this.#show(path, text);
    this.#select.value = path;
    this.#actions.own.set('file', path);
    this.#mark(path in this.#actions.drafts.unsaved);
  }

  #show(path: string, text: string): void {
    this.#editor?.open(path, text);
    this.#follow();
    this.#drawRefusals();
  }

  async #create(name: string): Promise<void> {
    await this.#load();
    await this.#actions.started();
    await this.save();
    const path = `${this.#actions.home()}/${name}`;
    const engine = this.#actions.engine();
    if ((await engine.readFile(path)) === undefined) {
      const error = await this.#put(path, '');
      if (error !== undefined) {
        this.#mark(false, error);
        return;
      }
    }
    await this.refresh();
    await this.#open(path);
    this.#editor?.focus();
  }

  /** False: there is nothing that could be saved, or it could not be. */
  async save(): Promise<boolean> {
    if (!this.#editor || this.#edit || this.#editor.path === '') return false;
    if (!this.#dirty) return true;
    const { path, text } = this.#editor;
    const error = await this.#put(path, text);
    const isNewer = this.#editor.path === path && this.#editor.text !== text;
    this.#mark(error !== undefined || isNewer, error ?? (isNewer ? undefined : this.#words.saved));
    return error === undefined;
  }

  /** Returns why it cannot be. */
  async #put(path: string, text: string): Promise<string | undefined> {
    const { drafts } = this.#actions;
    drafts.save(path, text);
    let error: string | undefined;
    try {
      error = await this.#actions.engine().writeFile(path, text);
    } catch {
      // The engine is no more: it comes into the next one.
      return undefined;
    }
    if (error !== undefined) drafts.refused(path, text);
    else {
      drafts.written(path);
      this.#actions.written(path, text);
    }
    return error;
  }

  // --- What was refused -------------------------------------------------------------------------------------------------------------

  /** @param verdict What has just been sent, if it is not only now that one looks. */
  judged(refused: Refused, verdict?: readonly string[]): void {
    this.#refused = refused;
    this.#follow();
    this.#drawRefusals();
    if (verdict) this.#applying.judged(refused, verdict);
  }

  get #refusals(): Refused[number]['refusals'] {
    return this.#edit ? [] : (this.#refused.find(({ path }) => path === this.#editor?.path)?.refusals ?? []);
  }

  /** What stands in the editor may be another text than was sent. */
  #follow(): void {
    const editor = this.#editor;
    if (!editor || this.#edit) return;
    const { path, text } = editor;
    const file = this.#refused.find((each) => each.path === path);
    if (!file || file.text === text) return;
    const refusals = followed(file.refusals, file.text, text);
    this.#refused = this.#refused.map((each) => (each === file ? { path, text, refusals } : each));
    this.#drawRefusals();
  }

  #drawRefusals(): void {
    this.#editor?.mark(this.#refusals);
    this.#list.show(this.#refusals);
  }

  // --- kubectl edit -----------------------------------------------------------------------------------------------------------------

  /** Opens a text for `kubectl edit`; resolves with what stands in the file when it is closed, undefined when the lesson begins anew. */
  async edit(path: string, text: string): Promise<string | undefined> {
    await this.save();
    this.#applying.back();
    const result = new Promise<string | undefined>((done) => (this.#edit = { path, text, done }));
    const standing = this.#actions.drafts.opened(path, text);
    this.#before = this.#panels.shown;
    this.#panels.show('editor');
    const editor = await this.#load();
    this.#fileBefore = editor.path;
    need<HTMLElement>(this.#bench, '[data-editor-empty]').hidden = true;
    this.#place.hidden = false;
    need<HTMLElement>(this.#bench, '[data-editing]').hidden = false;
    need<HTMLElement>(this.#bench, '[data-save]').hidden = true;
    this.#applying.offer(false);
    this.#select.disabled = true;
    // It need not be one of the home folder's, and is in no list before it is there.
    this.#select.append(element('option', { value: path, 'data-edited': '' }, path));
    this.#select.selectedIndex = this.#select.length - 1;
    editor.open(path, standing);
    this.#mark(standing !== text);
    this.#drawRefusals();
    editor.focus();
    return result;
  }

  /** As `:w` and Ctrl-S: into the file, whose editor stays open. */
  async #write(): Promise<void> {
    if (!this.#edit || !this.#editor) await this.save();
    else {
      this.#edit.text = this.#editor.text;
      this.#mark(false, this.#words.saved);
    }
  }

  /** @param saves What stands here; else kubectl finds what was written before, or what it has opened. */
  #close(saves: boolean): void {
    const text = saves ? this.#editor?.text : this.#edit?.text;
    this.#actions.drafts.edited(text);
    this.#finish(text);
  }

  #finish(text: string | undefined): void {
    const edit = this.#edit;
    this.#edit = undefined;
    this.#select.disabled = false;
    this.#select.querySelector('[data-edited]')?.remove();
    need<HTMLElement>(this.#bench, '[data-editing]').hidden = true;
    need<HTMLElement>(this.#bench, '[data-save]').hidden = false;
    this.#applying.offer(true);
    this.#mark(false);
    if (edit && this.#fileBefore) void this.#open(this.#fileBefore);
    if (this.#shown) this.#panels.show(edit ? this.#before : undefined);
    edit?.done(text);
  }

  /** The file that stands here. */
  get open(): string | undefined {
    return this.#shown && !this.#edit ? this.#editor?.path : undefined;
  }

  /** The engine is no more that waited for an edit. What was made of it stays in sight: it is a file from now on. */
  again(): void {
    const editor = this.#editor;
    if (this.#edit) {
      const isChanged = editor?.path === this.#edit.path && editor.text !== this.#edit.text;
      this.#fileBefore = undefined;
      if (isChanged) this.#before = 'editor';
      else editor?.open('', '');
      this.#finish(undefined);
    }
    this.#mark(editor !== undefined && editor.path in this.#actions.drafts.unsaved);
  }

  /** The lesson begins anew: what was open belongs to another cluster. */
  reset(): void {
    this.#refused = [];
    this.#applying.reset();
    this.#drawRefusals();
    this.#finish(undefined);
  }
}
