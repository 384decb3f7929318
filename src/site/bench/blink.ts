// The cursor's blinking. xterm's own is an animation, for which a browser draws the page anew sixty times a second, all day.

/** Lit for so long, then dark for as long. */
const TURN_MS = 530;
/** Whoever does not type looks elsewhere: the cursor then stays lit. */
const UNTIL_MS = 10_000;

export class Blink {
  readonly #element: HTMLElement;
  readonly #isStill: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;
  #turns = 0;

  /** @param element Has the keyboard in it, and the cursor: `data-cursor="dark"` while that is dark. */
  constructor(element: HTMLElement) {
    this.#element = element;
    this.#isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.addEventListener('focusin', () => this.#begin());
    element.addEventListener('keydown', () => this.#begin(), { capture: true, passive: true });
    element.addEventListener('focusout', () => this.stop());
  }

  #begin(): void {
    this.stop();
    if (this.#isStill) return;
    this.#turns = 0;
    this.#timer = setInterval(() => this.#turn(), TURN_MS);
  }

  #turn(): void {
    this.#turns++;
    if (this.#turns * TURN_MS > UNTIL_MS) this.stop();
    else this.#light(this.#turns % 2 === 0);
  }

  #light(lit: boolean): void {
    if (lit) delete this.#element.dataset['cursor'];
    else this.#element.dataset['cursor'] = 'dark';
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#light(true);
  }
}
