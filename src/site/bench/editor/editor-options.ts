// How somebody likes the editor: kept for every lesson.

import { element } from '../map/elements.ts';
import type { EditorWords } from './words.ts';

export const SCHEMES = ['default', 'vim', 'emacs'] as const;
export type KeyScheme = (typeof SCHEMES)[number];

export interface EditorOptions {
  /** Ctrl-S applies what it has saved. */
  readonly applies: boolean;
  readonly keys: KeyScheme;
  /** Text and nothing else. Undefined: as the device asks for it. */
  readonly plain: boolean | undefined;
}

const KEY = 'portolan-editor';
const FIRST: EditorOptions = { applies: false, keys: 'default', plain: undefined };

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** @param storage Undefined: nothing outlives the page. */
export function optionsKept(storage: Store | undefined): EditorOptions {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? '{}') as Readonly<Record<string, unknown>>;
    return {
      applies: kept['applies'] === true,
      keys: SCHEMES.find((scheme) => scheme === kept['keys']) ?? FIRST.keys,
      plain: typeof kept['plain'] === 'boolean' ? kept['plain'] : undefined,
    };
  } catch {
    return FIRST;
  }
}

export function keepOptions(storage: Store | undefined, options: EditorOptions): void {
  try {
    storage?.setItem(KEY, JSON.stringify(options));
  } catch {
    // It is so for this visit.
  }
}

/** Monaco asks for a keyboard and a pointer, and draws what a screen reader does not read. */
export const asksForPlain = (isRead: boolean): boolean =>
  isRead || !matchMedia('(min-width: 700px)').matches || !matchMedia('(any-pointer: fine)').matches;

/** The row of choices, and what opens it. `isPlain`: as it is now. */
export class OptionsRow {
  readonly opener: HTMLElement;
  readonly row: HTMLElement;
  readonly #keys: HTMLSelectElement;
  readonly #plain = element('input', { type: 'checkbox', 'data-editor-plain': '' });
  readonly #note: HTMLElement;
  readonly #words: EditorWords;

  constructor(words: EditorWords, first: EditorOptions, changed: (change: Partial<EditorOptions>) => void) {
    this.#words = words;
    this.opener = element(
      'button',
      {
        class: 'quiet',
        type: 'button',
        'data-editor-options': '',
        'aria-expanded': 'false',
        'aria-controls': 'editor-options',
      },
      words.options,
    );
    const applies = element('input', { type: 'checkbox', 'data-save-applies': '' });
    applies.checked = first.applies;
    applies.addEventListener('change', () => changed({ applies: applies.checked }));
    const named = { default: words.keysDefault, vim: words.keysVim, emacs: words.keysEmacs };
    this.#keys = element('select', { 'data-editor-keys': '' });
    for (const scheme of SCHEMES) this.#keys.append(element('option', { value: scheme }, named[scheme]));
    this.#keys.value = first.keys;
    this.#keys.addEventListener('change', () => changed({ keys: this.#keys.value as KeyScheme }));
    this.#plain.addEventListener('change', () => changed({ plain: this.#plain.checked }));
    this.#note = element('p', { class: 'note' });
    this.row = element(
      'div',
      { class: 'editor-options', id: 'editor-options', role: 'group', 'aria-label': words.options, hidden: '' },
      element('label', {}, applies, words.saveApplies),
      element('label', {}, words.keys, this.#keys),
      element('label', {}, this.#plain, words.plain),
      this.#note,
    );
    this.opener.addEventListener('click', () => {
      this.row.hidden = !this.row.hidden;
      this.opener.setAttribute('aria-expanded', String(!this.row.hidden));
    });
  }

  show(isPlain: boolean, keys: KeyScheme): void {
    this.#plain.checked = isPlain;
    // They are Monaco's.
    this.#keys.disabled = isPlain;
    this.#note.textContent = isPlain ? this.#words.keysNotPlain : keys === 'emacs' ? this.#words.keysOfBrowser : '';
    this.#note.hidden = this.#note.textContent === '';
  }
}
