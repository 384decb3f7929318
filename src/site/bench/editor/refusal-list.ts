// What the server has refused, in words: each leads to its line.

import { filled } from '../../i18n/filled.ts';
import type { Refusal } from '../../worker/protocol.ts';
import { element } from '../map/elements.ts';
import type { EditorWords } from './words.ts';

export class RefusalList {
  readonly root: HTMLElement;
  readonly #list = element('ol');
  readonly #words: EditorWords;
  readonly #go: (refusal: Refusal) => void;

  constructor(words: EditorWords, go: (refusal: Refusal) => void) {
    this.#words = words;
    this.#go = go;
    this.root = element(
      'section',
      { class: 'refusals', 'aria-label': words.refusals, 'data-refusals': '', hidden: '' },
      this.#list,
    );
  }

  show(refusals: readonly Refusal[]): void {
    this.root.hidden = refusals.length === 0;
    this.#list.replaceChildren(
      ...refusals.map((refusal) => {
        const line = element('span', { class: 'line' }, filled(this.#words.line, { n: String(refusal.range.line) }));
        const said = element('span', { lang: 'en' }, refusal.text);
        const button = element('button', { type: 'button' }, line, ' ', said);
        button.addEventListener('click', () => this.#go(refusal));
        return element('li', {}, button);
      }),
    );
  }
}
