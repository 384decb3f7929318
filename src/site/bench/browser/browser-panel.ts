// The browser's panel: what `open URL` came to. Its code is fetched when something is first opened; until then it has no button.

import type { Visit } from '#lab/browser/visit.ts';
import type { Words } from '../../i18n/messages.ts';
import type { Panels } from '../panels.ts';
import type { BrowserView } from './browser-view.ts';

export interface BrowserActions {
  visit(url: string, proceeds: boolean): Promise<Visit>;
  /** A sentence for whoever listens. */
  announce(text: string): void;
}

export class BrowserPanel {
  readonly #panels: Panels;
  readonly #opener: HTMLElement;
  readonly #load: () => Promise<BrowserView>;
  #view: Promise<BrowserView> | undefined;

  constructor(bench: HTMLElement, words: Words, panels: Panels, actions: BrowserActions) {
    this.#panels = panels;
    this.#opener = bench.querySelector<HTMLElement>('[data-open-browser]')!;
    const pane = bench.querySelector<HTMLElement>('[data-panel=browser]')!;
    this.#load = async () => {
      const { BrowserView } = await import('./browser-view.ts');
      this.#opener.hidden = false;
      return new BrowserView(pane, words, actions);
    };
    panels.on('browser', { opened: () => void this.#loaded() });
  }

  #loaded(): Promise<BrowserView> {
    return (this.#view ??= this.#load());
  }

  show(visit: Visit): void {
    this.#panels.show('browser');
    void this.#loaded().then((view) => view.show(visit));
  }

  /** The lesson begins anew: what was open belongs to another cluster. */
  reset(): void {
    void this.#view?.then((view) => view.clear());
  }
}
