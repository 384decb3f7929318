// The editor that stands in its place: Monaco or the plain one, as is wanted now, with the keys that somebody likes.

import type { CodeEditor } from '../monaco.ts';
import { createPlainEditor } from '../plain-editor.ts';
import { asksForPlain, type EditorOptions, keepOptions, OptionsRow, optionsKept } from './editor-options.ts';
import { openMonaco } from './open-monaco.ts';
import type { EditorWords } from './words.ts';

export interface SeatEvents {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly storage: Storage | undefined;
  /** A screen reader reads the page. */
  isRead(): boolean;
  /** One stands there. */
  seated(): void;
  /** It stands in place of another, with the text of that. */
  replaced(): void;
  edited(editor: CodeEditor): void;
  /** Ctrl-S. @param applies As somebody likes it. */
  saved(applies: boolean): void;
  /** The keyboard is elsewhere. */
  left(): void;
  /** `:w` */
  write(): void;
  /** `:q` and `:wq` */
  close(saves: boolean): void;
  /** Monaco could not be fetched: the plain one stands there. */
  failed(): void;
  /** Nor could its keys. */
  keysFailed(): void;
}

export class Seat {
  /** The row of choices with what opens it, and the line in which Vim speaks. */
  readonly row: OptionsRow;
  readonly status = document.createElement('div');
  readonly #place: HTMLElement;
  readonly #events: SeatEvents;
  #options: EditorOptions;
  #editor: CodeEditor | undefined;
  #isPlain = false;
  #opening: Promise<CodeEditor> | undefined;

  constructor(place: HTMLElement, words: EditorWords, events: SeatEvents) {
    this.#place = place;
    this.#events = events;
    this.#options = optionsKept(events.storage);
    this.row = new OptionsRow(words, this.#options, (change) => void this.#choose(change));
    this.status.className = 'scheme-status';
    this.status.hidden = true;
  }

  /** Undefined before one was wanted. */
  get editor(): CodeEditor | undefined {
    return this.#editor;
  }

  /** The one that is wanted now, with what stood in the one that was. */
  async load(): Promise<CodeEditor> {
    const isPlain = this.#options.plain ?? asksForPlain(this.#events.isRead());
    if (this.#opening && isPlain !== this.#isPlain) {
      const before = await this.#opening;
      const { path, text } = before;
      before.dispose();
      this.#opening = this.#make(isPlain);
      const editor = await this.#opening;
      if (path !== '') editor.open(path, text);
      this.#events.replaced();
    }
    this.#opening ??= this.#make(isPlain);
    return this.#opening;
  }

  async #make(isPlain: boolean): Promise<CodeEditor> {
    this.#isPlain = isPlain;
    const { label } = this.#events;
    const plain = (): CodeEditor => createPlainEditor(this.#place, label);
    const editor = isPlain
      ? plain()
      : await openMonaco(this.#place, label).catch(() => {
          this.#events.failed();
          return plain();
        });
    this.#events.seated();
    editor.onEdit(() => this.#events.edited(editor));
    editor.onSave(() => this.#events.saved(this.#options.applies));
    editor.onBlur(() => this.#events.left());
    this.#editor = editor;
    await this.#useKeys();
    return editor;
  }

  async #useKeys(): Promise<void> {
    const editor = this.#editor;
    const { keys } = this.#options;
    this.row.show(editor?.useKeys === undefined, keys);
    const { write, close } = this.#events;
    await editor?.useKeys?.(keys, { write, close, status: this.status }).catch(() => this.#events.keysFailed());
  }

  async #choose(change: Partial<EditorOptions>): Promise<void> {
    this.#options = { ...this.#options, ...change };
    keepOptions(this.#events.storage, this.#options);
    await this.load();
    await this.#useKeys();
  }
}
