// Applies the file that is open, and shows beforehand what that would change. It is typed in the terminal, where it can be seen and stands in
// the history; only the comparison, which changes nothing, is asked for without.

import { filled } from '../../i18n/filled.ts';
import type { WouldApply } from '../../worker/protocol.ts';
import type { EditorActions } from '../editor.ts';
import { element } from '../map/elements.ts';
import type { Refused } from './refused.ts';
import { Submission } from './submission.ts';
import type { EditorWords } from './words.ts';

export interface ApplyingActions {
  /** Saves. Undefined: there is no file, or it could not be saved. */
  file(): Promise<string | undefined>;
  /** The file that stands in the editor. */
  open(): string | undefined;
  say(text: string): void;
  /** Shows the two sides in a place of the page. Returns what ends that. */
  compare(place: HTMLElement, would: WouldApply): () => void;
  /** The comparison stands before the editor. */
  covered(isCovered: boolean): void;
}

export class Applying {
  readonly buttons: readonly HTMLButtonElement[];
  readonly difference: HTMLElement;
  readonly #words: EditorWords;
  readonly #bench: EditorActions;
  readonly #actions: ApplyingActions;
  readonly #title = element('h3');
  readonly #said = element('div', { class: 'said', role: 'status', 'data-difference-said': '', hidden: '' });
  readonly #sides = element('div', { class: 'sides' });
  #end: (() => void) | undefined;
  readonly #submission: Submission;

  constructor(words: EditorWords, bench: EditorActions, actions: ApplyingActions) {
    this.#words = words;
    this.#bench = bench;
    this.#actions = actions;
    this.#submission = new Submission(words, { ...bench, ...actions });
    const button = (name: string, text: string, act: () => unknown, look = ''): HTMLButtonElement => {
      const made = element('button', { class: `button small${look}`, type: 'button', [`data-${name}`]: '' }, text);
      made.addEventListener('click', () => void act());
      return made;
    };
    const [apply, compare] = [
      button('apply', words.apply, () => this.apply(), ' primary'),
      button('compare', words.compare, () => this.#compare()),
    ];
    apply.title = words.applyTitle;
    compare.title = words.compareTitle;
    this.buttons = [compare, apply];
    this.difference = element(
      'section',
      { class: 'difference', 'data-difference': '', 'aria-label': words.compareTitle, hidden: '' },
      element(
        'div',
        { class: 'panel-bar' },
        this.#title,
        element('span', { class: 'space' }),
        button('difference-back', words.back, () => this.back()),
        button('difference-apply', words.apply, () => this.apply(), ' primary'),
      ),
      element('p', { class: 'note' }, words.differenceNote),
      this.#said,
      this.#sides,
    );
    this.difference.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.back();
    });
    this.offer(true);
  }

  /** Not of what cannot be applied: there is none, or `kubectl edit` waits for it; and not where nobody may type. */
  offer(isThere: boolean): void {
    for (const button of this.buttons) button.hidden = !isThere || this.#bench.isReadOnly;
  }

  async apply(): Promise<void> {
    if (this.#bench.isReadOnly) return;
    await this.#submission.apply(async () => {
      const path = await this.#actions.file();
      if (path !== undefined) this.back();
      return path;
    });
  }

  /** See `Submission.judged`. */
  judged(refused: Refused, paths: readonly string[]): void {
    this.#submission.judged(refused, paths);
  }

  async #compare(): Promise<void> {
    const compared = await this.#submission.compare(() => this.#actions.file());
    if (compared) this.#show(compared.path, compared.would);
  }

  #show(path: string, would: WouldApply): void {
    this.back();
    const file = path.slice(path.lastIndexOf('/') + 1);
    this.#title.textContent = filled(this.#words.difference, { file });
    this.#say(would);
    this.difference.hidden = false;
    this.#actions.covered(true);
    this.#end = this.#actions.compare(this.#sides, would);
  }

  /** What the server has said of it, in its own words. */
  #say({ warned, refused }: WouldApply): void {
    const parts = [
      ...(refused === '' ? [] : [element('p', {}, element('strong', {}, this.#words.wouldRefuse)), said(refused)]),
      ...(warned === '' ? [] : [said(warned)]),
    ];
    this.#said.replaceChildren(...parts);
    this.#said.hidden = parts.length === 0;
  }

  /** The lesson begins anew. */
  reset(): void {
    this.#submission.forget();
    this.back();
  }

  /** To the editor. */
  back(): void {
    if (!this.#end) return;
    this.#end();
    this.#end = undefined;
    this.difference.hidden = true;
    this.#actions.covered(false);
  }
}

const said = (text: string): HTMLElement => element('p', { class: 'server', lang: 'en' }, text);
