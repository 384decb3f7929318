// What of the text that stands in the editor was refused: marked there, and in a list, as long as its lines are as they were sent.

import type { CodeEditor } from '../monaco.ts';
import { RefusalList } from './refusal-list.ts';
import { followed, type Refused } from './refused.ts';
import type { EditorWords } from './words.ts';

export interface Seen {
  editor(): CodeEditor | undefined;
  /** What stands there is a file that could have been sent. */
  isFile(): boolean;
}

export class Refusals {
  readonly #seen: Seen;
  readonly #list: RefusalList;
  /** By the text of each file as it was last seen. */
  #refused: Refused = [];

  constructor(words: EditorWords, seen: Seen) {
    this.#seen = seen;
    this.#list = new RefusalList(words, ({ range }) => seen.editor()?.goTo(range));
  }

  /** The list. */
  get root(): HTMLElement {
    return this.#list.root;
  }

  judged(refused: Refused): void {
    this.#refused = refused;
    this.follow();
    this.draw();
  }

  /** What stands in the editor may be another text than was sent. */
  follow(): void {
    const editor = this.#seen.editor();
    if (!editor || !this.#seen.isFile()) return;
    const { path, text } = editor;
    const file = this.#refused.find((each) => each.path === path);
    if (!file || file.text === text) return;
    const refusals = followed(file.refusals, file.text, text);
    this.#refused = this.#refused.map((each) => (each === file ? { path, text, refusals } : each));
    this.draw();
  }

  draw(): void {
    const editor = this.#seen.editor();
    const file = this.#seen.isFile() ? this.#refused.find(({ path }) => path === editor?.path) : undefined;
    const refusals = file?.refusals ?? [];
    editor?.mark(refusals);
    this.#list.show(refusals);
  }
}
