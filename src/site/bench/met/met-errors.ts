// The errors in what a terminal shows: links in it, and below it, for those who use no mouse, what the last command has met.

import { type Known, lastOutput, Recogniser } from '../../errors/recognise.ts';
import { type ErrorWords, errorWords } from '../../errors/words.ts';
import { languageHere } from '../../i18n/here.ts';
import { siteRoot } from '../../offline/site-root.ts';
import type { Screen } from '../screen.ts';
import type { Terminal } from '../terminal.ts';
import { linkProvider } from './link-provider.ts';

/** What is told below the terminal; more would take its place. */
const MOST_TOLD = 3;

let fetching: Promise<MetErrors> | undefined;

/**
 * @param leave Gives the terminal in front the keyboard.
 * @throws what kept their words from being fetched; the next call tries again.
 */
export function metErrors(place: HTMLElement, leave: () => void): Promise<MetErrors> {
  fetching ??= fetchKnown().then(
    ([known, words]) => new MetErrors(place, leave, known, words),
    (error: unknown) => {
      fetching = undefined;
      throw error;
    },
  );
  return fetching;
}

async function fetchKnown(): Promise<[readonly Known[], ErrorWords]> {
  const [response, words] = await Promise.all([fetch(new URL('errors.json', siteRoot())), errorWords(languageHere)]);
  if (!response.ok) throw new Error(`errors.json: ${response.status}`);
  return [(await response.json()) as readonly Known[], words];
}

const pageOf = (id: string): string => new URL(`${languageHere}/errors/${id}/`, siteRoot()).href;

export class MetErrors {
  readonly #place: HTMLElement;
  readonly #leave: () => void;
  readonly #recogniser: Recogniser;
  readonly #words: ErrorWords;
  readonly #linked = new WeakSet<Screen>();

  constructor(place: HTMLElement, leave: () => void, known: readonly Known[], words: ErrorWords) {
    this.#place = place;
    this.#leave = leave;
    this.#recogniser = new Recogniser(known);
    this.#words = words;
  }

  /** Once for each. */
  link(screen: Screen): void {
    if (this.#linked.has(screen)) return;
    this.#linked.add(screen);
    screen.xterm.registerLinkProvider(linkProvider(screen.xterm, this.#recogniser, pageOf));
  }

  /** A command has ended in it. */
  async ran(terminal: Terminal): Promise<void> {
    await terminal.drawn();
    if (terminal.screen) this.link(terminal.screen);
    const met = new Map(
      this.#recogniser.in(lastOutput(terminal.text().split('\n'))).map(({ error }) => [error.id, error.title]),
    );
    this.#tell([...met].slice(0, MOST_TOLD));
  }

  #tell(met: readonly (readonly [id: string, title: string])[]): void {
    if (met.length === 0) {
      this.#show();
      return;
    }
    const dismiss = document.createElement('button');
    dismiss.type = 'button';
    dismiss.className = 'quiet';
    dismiss.ariaLabel = this.#words.dismiss;
    dismiss.textContent = '×';
    dismiss.addEventListener('click', () => this.#show());
    this.#show(this.#words.what, ...met.map(([id, title]) => this.#linkTo(id, title)), dismiss);
  }

  /** The keyboard does not go with what goes. */
  #show(...parts: readonly (Node | string)[]): void {
    const held = this.#place.contains(document.activeElement);
    this.#place.replaceChildren(...parts);
    if (held) this.#leave();
  }

  #linkTo(id: string, title: string): HTMLElement {
    const link = document.createElement('a');
    link.href = pageOf(id);
    link.target = '_blank';
    link.rel = 'noopener';
    link.title = this.#words.newTab;
    link.textContent = title;
    return link;
  }
}
