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
  /** The rest of an earlier line stands in grey behind the cursor. Default false. */
  readonly suggests?: boolean;
  /** What is typed there already. Default: nothing. */
  readonly typed?: string | undefined;
  /** Called when what is typed has changed. */
  readonly onTyped?: (text: string) => void;
}

export class EarlyPrompt {
  /** The session that follows goes on with it. */
  readonly editor: LineEditor;
  readonly #write: (text: string) => void;
  readonly #onTyped: ((text: string) => void) | undefined;
  #held = '';

  constructor({ columns, prompt, history, write, suggests = false, typed = '', onTyped }: EarlyPromptOptions) {
    this.editor = new LineEditor(columns, () => history);
    this.editor.suggests = suggests;
    this.#write = write;
    this.#onTyped = onTyped;
    write(this.editor.start(prompt, 0, typed));
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
    this.#onTyped?.(this.editor.text + this.#held);
  }
}
