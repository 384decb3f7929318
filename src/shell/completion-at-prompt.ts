// What completion does to a line: puts in what can only be meant, or lists what there is. Models readline's complete.c.

import { shownControls } from '#machine/shown-controls.ts';
import { type Completion, commonPrefix, inColumns } from './complete.ts';
import type { EditorEvent, LineEditor } from './line-editor.ts';

type How = Extract<EditorEvent, { type: 'complete' }>['how'];

/** With more than that it asks before it lists. Source: readline's completion-query-items. */
const MANY = 100;
const MORE = '--More--';

export class CompletionAtPrompt {
  readonly #editor: LineEditor;
  readonly #size: () => { readonly columns: number; readonly rows: number };
  /** Rows still to be listed, or names of which it is asked whether to list them. */
  #asked: { readonly names: readonly string[] } | { readonly rows: readonly string[] } | undefined;

  constructor(editor: LineEditor, size: () => { readonly columns: number; readonly rows: number }) {
    this.#editor = editor;
    this.#size = size;
  }

  /** The next key is the answer to a question. */
  get asks(): boolean {
    return this.#asked !== undefined;
  }

  /** Returns what to write. */
  show({ word, candidates, quote = '' }: Completion, how: How): string {
    const [only] = candidates;
    if (only === undefined) return '\x07';
    if (how === 'insert all') return this.#editor.insert(`${candidates.join(' ')} `, word.length);
    const isOnly = candidates.length === 1;
    const found = isOnly ? only + (/[/=:.,]$/.test(only) ? '' : `${quote} `) : commonPrefix(candidates);
    if (how === 'insert' || isOnly) {
      if (found.length > word.length && found.startsWith(word)) return this.#editor.insert(found.slice(word.length));
      return isOnly && found !== word ? this.#editor.insert(found, word.length) : '\x07';
    }
    const names = candidates.map((each) => shownControls(each.replace(/^.*\/(?=.)/, '')).replaceAll('\n', '^J'));
    if (names.length > MANY) {
      this.#asked = { names };
      return this.#editor.leave(`Display all ${names.length} possibilities? (y or n)`);
    }
    return this.#editor.leave('') + this.#list(this.#rowsOf(names));
  }

  answer(keys: string): { readonly screen: string; readonly rest: string } {
    const asked = this.#asked!;
    const key = [...keys][0]!;
    const rest = keys.slice(key.length);
    const yes = /^[yY \t]$/.test(key);
    const no = /^[nNqQ\x7f\b\x03\x07]$/.test(key);
    if ('names' in asked) {
      if (!yes && !no) return { screen: '\x07', rest };
      this.#asked = undefined;
      return { screen: `\r\n${yes ? this.#list(this.#rowsOf(asked.names)) : this.#editor.again()}`, rest };
    }
    const isLine = key === '\r' || key === '\n';
    if (!yes && !no && !isLine) return { screen: '\x07', rest };
    this.#asked = undefined;
    const gone = `\r\x1b[K`;
    return { screen: gone + (no ? this.#editor.again() : this.#list(asked.rows, isLine ? 1 : undefined)), rest };
  }

  #rowsOf(names: readonly string[]): readonly string[] {
    return inColumns(names, this.#size().columns).split(/(?<=\n)/);
  }

  #list(rows: readonly string[], atOnce = Math.max(1, this.#size().rows - 1)): string {
    const shown = rows.slice(0, atOnce).join('');
    if (rows.length <= atOnce) return shown + this.#editor.again();
    this.#asked = { rows: rows.slice(atOnce) };
    return shown + MORE;
  }
}
