// What was written in the editor and is in no kept state: text that nobody has saved, files that were saved since, and an open `kubectl edit`.
// The browser keeps it at every key: a reload, or an engine that dies, loses none of it.

import type { Own } from './own.ts';

/** What `kubectl edit` has opened. `text`: what was made of it. Absent: nothing yet. */
export interface Edit {
  readonly path: string;
  readonly text?: string;
}

type Texts = Readonly<Record<string, string>>;

const NAME = 'drafts';

export class Drafts {
  readonly #own: Own;
  /** By path. */
  #unsaved: Texts = {};
  #saved: Texts = {};
  #edit: Edit | undefined;
  /** By `performance.now()`: when a file was in the cluster's folder, when an edit was given back. */
  readonly #doneMs = new Map<string, number>();

  constructor(own: Own) {
    this.#own = own;
  }

  /**
   * An engine has begun that knows of none of it. An edit of before, which nobody waits for any more, is returned; what was made of it counts
   * as saved from now on.
   */
  begin(): Edit | undefined {
    this.#read();
    this.#doneMs.clear();
    const edit = this.#edit;
    this.#edit = undefined;
    if (edit?.text !== undefined) this.#saved = { ...this.#saved, [edit.path]: edit.text };
    this.#write();
    return edit;
  }

  /** The lesson goes on in another tab, with what was kept for it. */
  forget(): void {
    this.#unsaved = {};
    this.#saved = {};
    this.#edit = undefined;
  }

  clear(): void {
    this.forget();
    this.#write();
  }

  /** The browser was to keep it, and does not. */
  get isLost(): boolean {
    return this.#own.isFull && !this.#isNone;
  }

  get #isNone(): boolean {
    return !this.#edit && Object.keys({ ...this.#unsaved, ...this.#saved }).length === 0;
  }

  /** What stands unsaved, by path. */
  get unsaved(): Texts {
    return this.#unsaved;
  }

  /** What was saved and may be in no kept state, by path. */
  get saved(): Texts {
    return this.#saved;
  }

  typed(path: string, text: string): void {
    this.#unsaved = { ...this.#unsaved, [path]: text };
    this.#write();
  }

  /** It is to be in its file, sooner or later. */
  save(path: string, text: string): void {
    this.#doneMs.delete(path);
    this.#unsaved = without(this.#unsaved, path);
    this.#saved = { ...this.#saved, [path]: text };
    this.#write();
  }

  /** The file has it. */
  written(path: string): void {
    this.#doneMs.set(path, performance.now());
  }

  /** The file cannot have it. */
  refused(path: string, text: string): void {
    this.#saved = without(this.#saved, path);
    this.typed(path, this.#unsaved[path] ?? text);
  }

  /** What stood unsaved is as in the file. */
  drop(path: string): void {
    this.#unsaved = without(this.#unsaved, path);
    this.#write();
  }

  /**
   * A text is opened for `kubectl edit`: what was made of it was refused, if it is not the first time. Returns what is to stand there: what was
   * made of it already, where the line runs again that an engine did not end.
   */
  opened(path: string, text: string): string {
    const again = this.#edit?.path === path ? undefined : this.#saved[path];
    this.#saved = without(this.#saved, path);
    const isChanged = again !== undefined || (this.#edit?.path === path && this.#edit.text !== undefined);
    this.editing(path, isChanged ? (again ?? text) : undefined);
    return again ?? text;
  }

  /** @param text What was made of it. Undefined: nothing yet. */
  editing(path: string, text: string | undefined): void {
    this.#edit = { path, ...(text !== undefined && { text }) };
    this.#doneMs.delete(path);
    this.#write();
  }

  /** It is closed. @param text What kubectl gets of it: until a state has what comes of that, it is kept. */
  edited(text: string | undefined): void {
    if (this.#edit?.text !== undefined && this.#edit.text === text) this.written(this.#edit.path);
    else this.#edit = undefined;
    this.#write();
  }

  /** A state is kept. @param takenMs When it was asked for, by `performance.now()`. */
  kept(takenMs: number): void {
    const isIn = (path: string): boolean => (this.#doneMs.get(path) ?? Number.POSITIVE_INFINITY) <= takenMs;
    const before = this.#saved;
    this.#saved = Object.fromEntries(Object.entries(before).filter(([path]) => !isIn(path)));
    const isGone = this.#edit !== undefined && isIn(this.#edit.path);
    if (isGone) this.#edit = undefined;
    if (isGone || Object.keys(before).length > Object.keys(this.#saved).length) this.#write();
  }

  #read(): void {
    const kept = (this.#own.get(NAME) ?? {}) as Readonly<Record<string, unknown>>;
    this.#unsaved = { ...textsOf(kept['unsaved']), ...this.#unsaved };
    this.#saved = { ...textsOf(kept['saved']), ...this.#saved };
    this.#edit ??= editOf(kept['edit']);
  }

  #write(): void {
    const [unsaved, saved, edit] = [this.#unsaved, this.#saved, this.#edit];
    this.#own.set(NAME, this.#isNone ? undefined : { unsaved, saved, edit });
  }
}

const without = (texts: Texts, path: string): Texts => {
  const { [path]: _, ...others } = texts;
  return others;
};

const textsOf = (value: unknown): Texts =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, text]) => typeof text === 'string'));

function editOf(value: unknown): Edit | undefined {
  const { path, text } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string') return undefined;
  return { path, ...(typeof text === 'string' && { text }) };
}
