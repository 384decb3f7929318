// How fast time runs, and the panel in which one stops it, steps it, and goes back. The panel's code is fetched when it is first opened.

import { fill, type Words } from '../../i18n/messages.ts';
import type { Remote } from '../connection.ts';
import type { Panels } from '../panels.ts';
import type { TimeView } from './time-view.ts';

/** Simulated seconds a real second, for whoever does not want to wait for a load balancer. */
const FAST = 10;

export interface TimeActions {
  engine(): Remote;
  /** Resolves when there is a cluster. */
  started(): Promise<unknown>;
  /** Something is worth keeping. */
  changed(): void;
  /** A sentence for whoever listens. */
  announce(text: string): void;
}

export class TimePanel {
  readonly #words: Words;
  readonly #actions: TimeActions;
  readonly #toggle: HTMLElement;
  readonly #opener: HTMLElement;
  #speed: number | undefined;
  #view: TimeView | undefined;

  constructor(bench: HTMLElement, words: Words, panels: Panels, actions: TimeActions) {
    this.#words = words;
    this.#actions = actions;
    this.#toggle = bench.querySelector<HTMLElement>('[data-pace]')!;
    this.#opener = bench.querySelector<HTMLElement>('[data-open-time]')!;
    this.#toggle.addEventListener('click', () => this.set((this.#speed ?? 1) > 1 ? 1 : FAST));
    const pane = bench.querySelector<HTMLElement>('[data-panel=time]')!;
    panels.on('time', {
      opened: () =>
        void import('./time-view.ts').then(({ TimeView }) => {
          if (!this.#view) {
            this.#view = new TimeView(pane, words, { ...actions, set: (speed) => this.set(speed) });
            this.#view.runs(this.#speed ?? 1);
          }
          if (panels.shown === 'time') this.#view.open();
        }),
      closed: () => this.#view?.close(),
    });
  }

  /** Another worker is there: it is told what the learner has chosen. */
  again(): void {
    this.#view?.again();
    if (this.#speed !== undefined) this.#actions.engine().pace(this.#speed);
  }

  /** So fast does time run now. */
  runs(speed: number): void {
    this.#speed = speed;
    this.#toggle.setAttribute('aria-pressed', String(speed > 1));
    const shown = speed > 1 ? speed : FAST;
    this.#toggle.textContent = `×${shown}`;
    const label = fill(this.#words, 'faster', { n: shown });
    this.#toggle.setAttribute('aria-label', label);
    this.#toggle.title = label;
    this.#opener.toggleAttribute('data-paused', speed === 0);
    this.#view?.runs(speed);
  }

  set(speed: number): void {
    this.#actions.engine().pace(speed);
    this.runs(speed);
    this.#actions.changed();
  }
}
