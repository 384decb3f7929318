// The editor's panel, as long as nobody has opened it: what it needs is fetched then. It keeps what was saved there, and what was refused.

import { languageHere } from '../i18n/here.ts';
import { fill, type Words } from '../i18n/messages.ts';
import type { JudgedFiles } from '../worker/protocol.ts';
import type { Remote } from './connection.ts';
import { Drafts, type Edit } from './drafts.ts';
import type { EditorRoom } from './editor/editor-room.ts';
import { judgedAnew, type Refused } from './editor/refused.ts';
import { need } from './need.ts';
import type { Own } from './own.ts';
import type { Panels } from './panels.ts';
import type { Terminals } from './terminals.ts';

export interface EditorDeps {
  engine(): Remote;
  /** Resolves when there is a cluster. */
  started(): Promise<unknown>;
  /** The home folder, absolute; empty before there is one. */
  home(): string;
  readonly terminals: Pick<Terminals, 'current' | 'all' | 'select'>;
  /** To a terminal. */
  send(terminal: number, keys: string): void;
  readonly storage: Storage | undefined;
  readonly own: Own;
  /** A screen reader reads the page. */
  isRead(): boolean;
  readonly isReadOnly: boolean;
}

export interface EditorActions extends EditorDeps {
  readonly drafts: Drafts;
  /** It was saved. */
  written(path: string, text: string): void;
}

export class EditorPanel {
  readonly #load: () => Promise<EditorRoom>;
  readonly #empty: HTMLElement;
  readonly #words: Words;
  readonly #deps: EditorDeps;
  readonly #drafts: Drafts;
  /** An edit of which nothing is said yet: the engine that was to know of it died as well. */
  #interrupted: Edit | undefined;
  #coming: Promise<EditorRoom> | undefined;
  #room: EditorRoom | undefined;
  /** What was saved here, by path. */
  readonly #written = new Map<string, string>();
  #refused: Refused = [];

  constructor(bench: HTMLElement, words: Words, panels: Panels, deps: EditorDeps) {
    this.#words = words;
    this.#deps = deps;
    const drafts = new Drafts(deps.own);
    this.#drafts = drafts;
    this.#empty = need(bench, '[data-editor-empty]');
    this.#load = async () => {
      const [{ EditorRoom }, { editorWords }] = await Promise.all([
        import('./editor/editor-room.ts'),
        import('./editor/words.ts'),
      ]);
      const own = await editorWords(languageHere);
      const written = (path: string, text: string): void => void this.#written.set(path, text);
      const actions = { ...deps, drafts, written };
      this.#room = new EditorRoom(bench, words, own, panels, actions);
      this.#room.judged(this.#refused);
      return this.#room;
    };
    panels.on('editor', {
      opened: () => void this.#open().then((room) => room?.opened()),
      closed: () => void this.save(),
    });
  }

  /** Undefined: its code could not be fetched, which it says; the next call tries again. */
  async #open(): Promise<EditorRoom | undefined> {
    this.#coming ??= this.#load();
    try {
      return await this.#coming;
    } catch {
      this.#coming = undefined;
      this.#empty.hidden = false;
      this.#empty.textContent = this.#words.editorMissing;
      return undefined;
    }
  }

  async refresh(): Promise<void> {
    await this.#room?.refresh();
  }

  async save(): Promise<void> {
    await this.#room?.save();
  }

  /** Opens a text for `kubectl edit`; resolves with what was saved, undefined when it was closed without. */
  async edit(path: string, text: string): Promise<string | undefined> {
    return (await this.#open())?.edit(path, text);
  }

  judged(files: JudgedFiles): void {
    this.#refused = judgedAnew(this.#refused, files);
    this.#room?.judged(this.#refused, files.paths);
  }

  /** Files of the home folder that were saved here, by name. */
  get written(): Readonly<Record<string, string>> {
    const home = `${this.#deps.home()}/`;
    const own = [...this.#written].filter(([path]) => path.startsWith(home));
    return Object.fromEntries(own.map(([path, text]) => [path.slice(home.length), text]));
  }

  /**
   * An engine has begun: what was saved here since the state that it began from comes into it. Returns what is to be said of what was open.
   *
   * @param files What had been saved here by then, by name.
   */
  async begin(files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    this.#written.clear();
    for (const [name, text] of Object.entries(files)) this.#written.set(`${this.#deps.home()}/${name}`, text);
    this.#interrupted = this.#drafts.begin() ?? this.#interrupted;
    const engine = this.#deps.engine();
    for (const [path, text] of Object.entries(this.#drafts.saved)) {
      await engine.writeFile(path, text);
      this.#drafts.written(path);
      this.#written.set(path, text);
    }
    for (const [path, text] of Object.entries(this.#drafts.unsaved))
      if ((await engine.readFile(path)) === text) this.#drafts.drop(path);
    this.#room?.again();
    const edit = this.#interrupted;
    this.#interrupted = undefined;
    const shown = this.#room?.open;
    const named = (path: string): string => path.replace(`${this.#deps.home()}/`, '');
    const unseen = Object.keys(this.#drafts.unsaved).filter((path) => path !== shown);
    const told = unseen.map((path) => fill(this.#words, 'unsavedKept', { file: named(path) }));
    if (!edit) return told;
    if (edit.text === undefined) return [this.#words.editInterrupted, ...told];
    this.#deps.own.set('file', edit.path);
    return [fill(this.#words, 'editKept', { file: edit.path }), ...told];
  }

  /** A state is kept. @param takenMs When it was asked for, by `performance.now()`. */
  kept(takenMs: number): void {
    this.#drafts.kept(takenMs);
  }

  /** What stands here unsaved would be lost with the page. */
  get isLost(): boolean {
    return this.#drafts.isLost;
  }

  /** The lesson goes on in another tab, with all that stood here. */
  elsewhere(): void {
    this.#drafts.forget();
    this.#room?.again();
  }

  /** The lesson begins anew: what was open belongs to another cluster. */
  reset(): void {
    this.#written.clear();
    this.#drafts.clear();
    this.#refused = [];
    this.#room?.reset();
  }
}
