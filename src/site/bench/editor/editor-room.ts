// The editor, once it is opened: files of the home folder, saved to where the terminal sees them; applied, compared, and marked where the
// server refuses them. `kubectl edit` opens here too.

import '../../styles/editor.css';
import type { Words } from '../../i18n/messages.ts';
import type { EditorActions } from '../editor.ts';
import type { CodeEditor } from '../monaco.ts';
import { need } from '../need.ts';
import type { PanelName, Panels } from '../panels.ts';
import { Applying } from './applying.ts';
import { FileList } from './file-list.ts';
import { putFile } from './put-file.ts';
import { Refusals } from './refusals.ts';
import type { Refused } from './refused.ts';
import { Seat } from './seat.ts';
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
  readonly #panels: Panels;
  /** What stood there before `kubectl edit` came: the panel, and in this one a file. */
  #before: PanelName | undefined;
  #fileBefore: string | undefined;
  readonly #files: FileList;
  readonly #state: HTMLElement;
  readonly #place: HTMLElement;
  readonly #refusals: Refusals;
  readonly #applying: Applying;
  readonly #seat: Seat;
  #dirty = false;
  /** `kubectl edit` that waits for an answer. */
  #edit: Edit | undefined;

  constructor(bench: HTMLElement, words: Words, own: EditorWords, panels: Panels, actions: EditorActions) {
    this.#bench = bench;
    this.#actions = actions;
    this.#words = words;
    this.#panels = panels;
    this.#files = new FileList(bench, words, {
      chosen: (path) => void this.save().then(() => this.#open(path)),
      named: (name) => void this.#create(name),
    });
    this.#state = need(bench, '[data-file-state]');
    this.#place = need(bench, '[data-editor]');
    this.#refusals = new Refusals(own, { editor: () => this.#editor, isFile: () => !this.#edit });
    this.#seat = new Seat(this.#place, own, {
      label: words.editor,
      storage: actions.storage,
      isRead: () => actions.isRead(),
      seated: () => this.#files.covered(),
      replaced: () => this.#refusals.draw(),
      edited: (editor) => this.#edited(editor),
      saved: (applies) => void (applies && !this.#edit ? this.#applying.apply() : this.#write()),
      left: () => void this.save(),
      write: () => void this.#write(),
      close: (saves) => {
        if (this.#edit) this.#close(saves);
        else if (saves) void this.save();
      },
      failed: () => this.#mark(false, words.editorFailed),
      keysFailed: () => this.#mark(this.#dirty, own.keysFailed),
    });
    const saving = need<HTMLElement>(bench, '[data-save]');
    const bar = saving.parentElement!;
    this.#applying = new Applying(own, actions, {
      file: async () => ((await this.save()) && this.#editor ? this.#editor.path : undefined),
      open: () => this.#editor?.path,
      say: (text) => this.#mark(this.#dirty, text),
      compare: (place, would) => this.#editor!.compare(place, would, own),
      covered: (isCovered) => {
        for (const part of [this.#place, this.#refusals.root, this.#seat.status]) part.inert = isCovered;
        this.#pane.toggleAttribute('data-compares', isCovered);
        if (!isCovered) this.#editor?.focus();
      },
    });
    bar.append(...this.#applying.buttons, this.#seat.row.opener);
    // As long as this was on its way, nobody would have answered.
    bar.inert = false;
    bar.after(this.#seat.row.row);
    this.#place.after(this.#seat.status, this.#refusals.root, this.#applying.difference);
    saving.addEventListener('click', () => void this.save());
    need(bench, '[data-edit-finish]').addEventListener('click', () => this.#close(true));
    need(bench, '[data-edit-cancel]').addEventListener('click', () => this.#close(false));
  }

  get #editor(): CodeEditor | undefined {
    return this.#seat.editor;
  }

  get #pane(): HTMLElement {
    return this.#place.parentElement!;
  }

  get #shown(): boolean {
    return this.#panels.shown === 'editor';
  }

  async opened(): Promise<void> {
    const editor = await this.#seat.load();
    // Before the cluster there are no files.
    await this.#actions.started();
    if (this.#edit) return;
    await this.refresh();
    editor.focus();
  }

  #edited(editor: CodeEditor): void {
    this.#mark(true);
    const { drafts } = this.#actions;
    if (this.#edit) drafts.editing(this.#edit.path, editor.text);
    else drafts.typed(editor.path, editor.text);
    this.#refusals.follow();
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
    this.#files.show(paths, this.#actions.home());
    this.#place.hidden = paths.length === 0;
    this.#applying.offer(paths.length > 0);
    if (paths.includes(open)) {
      this.#files.open = open;
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
    this.#files.open = path;
    this.#actions.own.set('file', path);
    this.#mark(path in this.#actions.drafts.unsaved);
  }

  #show(path: string, text: string): void {
    this.#editor?.open(path, text);
    this.#refusals.follow();
    this.#refusals.draw();
  }

  async #create(name: string): Promise<void> {
    await this.#seat.load();
    await this.#actions.started();
    await this.save();
    const path = `${this.#actions.home()}/${name}`;
    const engine = this.#actions.engine();
    if ((await engine.readFile(path)) === undefined) {
      const error = await putFile(this.#actions, path, '');
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
    const error = await putFile(this.#actions, path, text);
    const isNewer = this.#editor.path === path && this.#editor.text !== text;
    this.#mark(error !== undefined || isNewer, error ?? (isNewer ? undefined : this.#words.saved));
    return error === undefined;
  }

  /** @param verdict What has just been sent, if it is not only now that one looks. */
  judged(refused: Refused, verdict?: readonly string[]): void {
    this.#refusals.judged(refused);
    if (verdict) this.#applying.judged(refused, verdict);
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
    const editor = await this.#seat.load();
    this.#fileBefore = editor.path;
    this.#place.hidden = false;
    need<HTMLElement>(this.#bench, '[data-editing]').hidden = false;
    need<HTMLElement>(this.#bench, '[data-save]').hidden = true;
    this.#applying.offer(false);
    this.#files.edits(path);
    editor.open(path, standing);
    this.#mark(standing !== text);
    this.#refusals.draw();
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
    this.#files.again();
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
    this.#applying.reset();
    this.#refusals.judged([]);
    this.#finish(undefined);
  }
}
