// The line that stands in the page itself: one types into it before any code is there. What it holds goes to the first prompt when that can
// take keys and is in sight, and the line makes room.

export class EarlyLine {
  readonly #line: HTMLElement | null;
  readonly #text: HTMLTextAreaElement | null;
  #isComposing = false;
  #send: ((text: string) => void) | undefined;
  #focus: (() => void) | undefined;

  constructor(bench: ParentNode) {
    this.#line = bench.querySelector<HTMLElement>('[data-early]');
    this.#text = this.#line?.querySelector('textarea') ?? null;
    // A character that is being put together is the keyboard's until it is done.
    this.#text?.addEventListener('compositionstart', () => (this.#isComposing = true));
    this.#text?.addEventListener('compositionend', () => {
      this.#isComposing = false;
      this.#handOver();
    });
  }

  /** The prompt takes keys from now on. */
  takes(send: (text: string) => void): void {
    this.#send = send;
    this.#handOver();
  }

  /** The terminal stands over it. @param focus Gives that the keyboard. */
  covered(focus: () => void): void {
    this.#focus = focus;
    this.#handOver();
  }

  #handOver(): void {
    if (!this.#send || !this.#focus || !this.#text || this.#isComposing || !this.#line?.isConnected) return;
    if (this.#text.value !== '') this.#send(this.#text.value.replaceAll('\n', '\r'));
    const hadKeyboard = document.activeElement === this.#text;
    this.#line.remove();
    if (hadKeyboard) this.#focus();
  }
}
