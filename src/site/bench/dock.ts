// The exercise at hand with its checks, always in sight: at the prose's foot while the exercise itself is out of it, and over the switch
// where prose and terminal are two views.

import type { Words } from '../i18n/messages.ts';
import { show } from './prose.ts';

const one = <T extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): T | null =>
  root.querySelector<T>(selector);
const textOf = (root: ParentNode, selector: string): string => one(root, selector)?.textContent ?? '';

/** That an exercise has just been solved, in words. */
export interface SolvedLine {
  readonly words: string;
  /** With a guess that was not so. */
  readonly isWrong: boolean;
}

export class Dock {
  readonly #dock = one(document, '[data-dock]');
  readonly #words: Words;
  /** What is repeated here. */
  #of: Element | undefined;
  #watch: IntersectionObserver | undefined;
  /** How the checks stood when the exercise before was solved: once they stand otherwise, one is at work on this one. */
  #stood = '';

  constructor(words: Words) {
    this.#words = words;
    // The exercise is in the other view.
    if (!this.#dock) return;
    one(this.#dock, '[data-dock-title]')?.addEventListener('click', () => show('lesson'));
    new ResizeObserver(() => this.#makeRoom()).observe(this.#dock);
  }

  /**
   * @param section The exercise at hand. Undefined: all are solved.
   * @param solved Of one that has just been. It is said until one is at work on the next.
   */
  show(section: HTMLElement | undefined, solved?: SolvedLine): void {
    const dock = this.#dock;
    const shown = section ?? one(document, '[data-lesson-done]');
    if (!dock || !shown) return;
    dock.hidden = false;
    this.#follow(dock, shown);
    const title = one<HTMLAnchorElement>(dock, '[data-dock-title]')!;
    title.href = `#${shown.id}`;
    one(title, '[data-dock-name]')!.textContent = section ? textOf(section, 'h3 span') : this.#words.allDone;
    one(title, '[data-dock-part]')!.textContent =
      section && !one(section, '[data-part]')?.hidden ? textOf(section, '[data-part]') : '';
    const checks = section ? [...section.querySelectorAll<HTMLElement>('[data-check]')] : [];
    one(dock, '[data-dock-checks]')!.replaceChildren(...checks.map(entryOf));
    const stand = [shown.id, ...checks.map(({ dataset }) => dataset['state'])].join();
    const line = one(dock, '[data-dock-solved]')!;
    if (solved !== undefined) {
      this.#stood = stand;
      line.textContent = solved.words;
      line.toggleAttribute('data-not-so', solved.isWrong);
    }
    line.hidden = stand !== this.#stood;
  }

  /** What gets the keyboard is scrolled to where the dock does not cover it, also when that comes back. */
  #makeRoom(): void {
    const height = this.#dock!.offsetHeight;
    if (height > 0) document.documentElement.style.setProperty('--dock', `${height}px`);
  }

  #follow(dock: HTMLElement, shown: HTMLElement): void {
    if (this.#of === shown) return;
    this.#of = shown;
    this.#watch?.disconnect();
    this.#watch = new IntersectionObserver(([entry]) => dock.toggleAttribute('data-in-sight', entry?.isIntersecting), {
      rootMargin: '0px 0px -80px 0px',
    });
    this.#watch.observe(shown);
  }
}

/** A check, with why it does not pass. */
function entryOf(item: HTMLElement): HTMLElement {
  const entry = document.createElement('li');
  entry.dataset['state'] = item.dataset['state'] ?? 'pending';
  entry.toggleAttribute('data-not-so', item.hasAttribute('data-not-so'));
  const face = document.createElement('span');
  face.className = 'face';
  const text = document.createElement('span');
  text.textContent = textOf(item, '[data-check-ask]');
  entry.append(face, text);
  const because = one(item, '[data-because]');
  if (because && !because.hidden && item.dataset['state'] === 'failed') {
    const reason = document.createElement('em');
    reason.append(...[...because.childNodes].map((node) => node.cloneNode(true)));
    text.append(reason);
  }
  return entry;
}
