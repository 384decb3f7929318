// A prompt that stands there before its shell does: one may type and edit the line while the rest is fetched.

import { LineEditor } from './line-editor.ts';

/** Keys that ask the shell for something: what comes from there on waits for it. */
const FOR_THE_SHELL = /[\r\n\t\x03\x04]/;

export interface EarlyPromptOptions {
  readonly columns: number;
  readonly prompt: string;
  /** Lines typed earlier: the session that follows must be given the same list. */
  readonly history: readonly string[];
  readonly write: (text: string) => void;
}

export class EarlyPrompt {
  /** The session that follows goes on with it. */
  readonly editor: LineEditor;
  readonly #write: (text: string) => void;
  #held = '';

  constructor({ columns, prompt, history, write }: EarlyPromptOptions) {
    this.editor = new LineEditor(columns, () => history);
    this.#write = write;
    write(this.editor.start(prompt));
  }

  /** Keys that wait for the shell. */
  get held(): string {
    return this.#held;
  }

  key(data: string): void {
    const at = this.#held === '' ? data.search(FOR_THE_SHELL) : 0;
    const own = at === -1 ? data : data.slice(0, at);
    if (own !== '') this.#write(this.editor.feed(own).screen);
    this.#held += data.slice(own.length);
  }
}
