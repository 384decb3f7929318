// The frame in which StackBlitz' library boots a WebContainer. What its page answers cannot be read; that it has come can be.

const OF_STACKBLITZ = 'iframe[src^="https://stackblitz.com/"]';

export class BootFrame {
  #hasLoaded = document.querySelector(OF_STACKBLITZ) !== null;
  readonly #observer = new MutationObserver(() => {
    const frame = document.querySelector(OF_STACKBLITZ);
    if (!frame) return;
    this.#observer.disconnect();
    frame.addEventListener('load', () => {
      this.#hasLoaded = true;
    });
  });

  /** To be made before the boot: the library keeps its frame, so that a second one has it at once. */
  constructor() {
    if (!this.#hasLoaded) this.#observer.observe(document.body, { childList: true });
  }

  /** Whatever came: as long as no WebContainer is there, a page that does not start one. */
  get hasLoaded(): boolean {
    return this.#hasLoaded;
  }

  forget(): void {
    this.#observer.disconnect();
  }
}
