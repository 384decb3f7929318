// What is said above the terminal: one thing at a time.

import { need } from './need.ts';

export class Notice {
  readonly #element: HTMLElement;
  readonly #offered: HTMLButtonElement;

  constructor(bench: ParentNode) {
    this.#element = need(bench, '[data-notice]');
    this.#offered = need(this.#element, '[data-offered]');
    need(this.#element, '[data-dismiss]').addEventListener('click', () => this.say(undefined));
  }

  /**
   * @param text Undefined: nothing any more.
   * @param offer What can be done about it; without, it can be dismissed.
   */
  readonly say = (text: string | undefined, offer?: { readonly label: string; readonly act: () => void }): void => {
    this.#element.hidden = text === undefined;
    need(this.#element, 'p').textContent = text ?? '';
    this.#offered.hidden = offer === undefined;
    need<HTMLElement>(this.#element, '[data-dismiss]').hidden = offer !== undefined;
    this.#offered.textContent = offer?.label ?? '';
    this.#offered.onclick = offer?.act ?? null;
  };
}
