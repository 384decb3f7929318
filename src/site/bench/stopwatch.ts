// The stopwatch, for those who like one: off until it is asked for, and for every lesson then.

import { fill, type Words } from '../i18n/messages.ts';
import type { Shown } from '../worker/protocol.ts';

const KEY = 'portolan-stopwatch';

export class StopwatchPanel {
  readonly #words: Words;
  readonly #toggle: HTMLElement | null;
  readonly #face: HTMLElement | null;
  #shown: Shown['stopwatch'];
  #times: Shown['times'] = {};
  /** When that was shown, by the page's clock. */
  #at = 0;
  #tick: ReturnType<typeof setInterval> | undefined;
  #isOn = false;

  /**
   * @param storage Undefined: what is asked for lasts for this visit.
   * @param announce Says it to those who do not see it.
   */
  constructor(bench: ParentNode, words: Words, storage: Storage | undefined, announce: (text: string) => void) {
    this.#words = words;
    this.#toggle = bench.querySelector<HTMLElement>('[data-stopwatch]');
    this.#face = bench.querySelector<HTMLElement>('[data-stopwatch-face]');
    this.#isOn = storage?.getItem(KEY) === 'on';
    this.#toggle?.addEventListener('click', () => {
      this.#isOn = !this.#isOn;
      announce(this.#isOn ? words.stopwatchOn : words.stopwatchOff);
      try {
        storage?.setItem(KEY, this.#isOn ? 'on' : 'off');
      } catch {
        // It lasts for this visit.
      }
      this.#draw();
    });
    this.#draw();
  }

  show({ stopwatch, times }: Pick<Shown, 'stopwatch' | 'times'>): void {
    this.#shown = stopwatch;
    this.#times = times;
    this.#at = performance.now();
    this.#draw();
  }

  #draw(): void {
    if (!this.#toggle || !this.#face) return;
    this.#toggle.setAttribute('aria-pressed', String(this.#isOn));
    const { ms = 0, runs = false } = this.#shown ?? {};
    this.#face.hidden = !this.#isOn || this.#shown === undefined;
    this.#face.textContent = timeText(ms + (runs ? performance.now() - this.#at : 0));
    const ticks = this.#isOn && runs;
    if (ticks) this.#tick ??= setInterval(() => this.#draw(), 500);
    else this.#tick = void clearInterval(this.#tick);
    for (const line of document.querySelectorAll<HTMLElement>('[data-taken]')) {
      const took = this.#times[line.closest<HTMLElement>('[data-exercise]')?.dataset['exercise'] ?? ''];
      line.hidden = !this.#isOn || took === undefined;
      if (took) {
        const [time, best] = [timeText(took.last), timeText(took.best)];
        line.textContent = fill(this.#words, took.best < took.last ? 'tookBest' : 'took', { time, best });
      }
    }
  }
}

/** `3:07`, `1:02:45`. */
export function timeText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}
