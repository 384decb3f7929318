// The editor's panel, as long as nobody has opened it: what it needs is fetched then. It keeps what was saved there, and what was refused.

import { languageHere } from '../i18n/here.ts';
import type { Words } from '../i18n/messages.ts';
import type { JudgedFiles } from '../worker/protocol.ts';
import type { Remote } from './connection.ts';
import type { EditorRoom } from './editor/editor-room.ts';
import { judgedAnew, type Refused } from './editor/refused.ts';
import { need } from './need.ts';
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
  /** A screen reader reads the page. */
  isRead(): boolean;
  readonly isReadOnly: boolean;
}

export interface EditorActions extends EditorDeps {
  /** It was saved. */
  written(path: string, text: string): void;
}

export class EditorPanel {
  readonly #load: () => Promise<EditorRoom>;
  readonly #empty: HTMLElement;
  readonly #words: Words;
  readonly #deps: EditorDeps;
  #coming: Promise<EditorRoom> | undefined;
  #room: EditorRoom | undefined;
  /** What was saved here, by path. */
  readonly #written = new Map<string, string>();
  #refused: Refused = [];

  constructor(bench: HTMLElement, words: Words, panels: Panels, deps: EditorDeps) {
    this.#words = words;
    this.#deps = deps;
    this.#empty = need(bench, '[data-editor-empty]');
    this.#load = async () => {
      const [{ EditorRoom }, { editorWords }] = await Promise.all([
        import('./editor/editor-room.ts'),
        import('./editor/words.ts'),
      ]);
      const own = await editorWords(languageHere);
      const actions = { ...deps, written: (path: string, text: string) => void this.#written.set(path, text) };
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

  /** As it was kept. */
  set written(files: Readonly<Record<string, string>>) {
    this.#written.clear();
    for (const [name, text] of Object.entries(files)) this.#written.set(`${this.#deps.home()}/${name}`, text);
  }

  /** The lesson begins anew: what was open belongs to another cluster. */
  reset(): void {
    this.#written.clear();
    this.#refused = [];
    this.#room?.reset();
  }
}
