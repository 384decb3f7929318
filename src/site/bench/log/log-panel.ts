// The panel of requests shows the learner's own, or those between the parts. The latter's code is fetched when they are first asked for.

import type { Words } from '../../i18n/messages.ts';
import type { LogSource, LogView } from './log-view.ts';

export class LogPanel {
  #view: LogView | undefined;

  constructor(bench: HTMLElement, words: Words, source: LogSource) {
    const part = (name: string): HTMLElement => bench.querySelector<HTMLElement>(`[data-${name}]`)!;
    const [own, parts] = [part('requests-own'), part('requests-parts')];
    const choose = (isOwn: boolean): void => {
      own.setAttribute('aria-pressed', String(isOwn));
      parts.setAttribute('aria-pressed', String(!isOwn));
      part('requests-list').hidden = !isOwn;
      part('log').hidden = isOwn;
      if (isOwn) this.#view?.close();
      else
        void import('./log-view.ts').then(({ LogView }) => {
          this.#view ??= new LogView(part('log'), words, source);
          if (!part('log').hidden) this.#view.open();
        });
    };
    own.addEventListener('click', () => choose(true));
    parts.addEventListener('click', () => choose(false));
  }

  /** Another worker is there, and counts from the beginning. */
  again(): void {
    this.#view?.again();
  }
}
