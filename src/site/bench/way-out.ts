// How one leaves a terminal by the keyboard, as Tab belongs to the shell: it is said below the terminal to whoever came by keyboard, and
// Shift+Escape leads to the terminal's tab; where it has none, on to what comes next.

/** Of the element that says it. */
export const WAY_OUT = 'way-out';
/** What brings the keyboard somewhere. */
const WAYS_IN: readonly string[] = ['Tab', 'Enter', ' '];

export class WayOut {
  readonly #line = document.getElementById(WAY_OUT)!;
  readonly #tab: () => HTMLElement | null;

  constructor(terminals: HTMLElement, tab: () => HTMLElement | null = () => null) {
    this.#tab = tab;
    let wentDown = false;
    terminals.addEventListener('keydown', () => (wentDown = true), { capture: true });
    terminals.addEventListener(
      'keyup',
      ({ key, altKey, ctrlKey, metaKey }) => {
        // It comes up here, and went down elsewhere.
        if (!wentDown && WAYS_IN.includes(key) && !altKey && !ctrlKey && !metaKey) this.#line.hidden = false;
      },
      { capture: true },
    );
    terminals.addEventListener('focusout', () => {
      wentDown = false;
      this.#line.hidden = true;
    });
  }

  leave(): void {
    const tab = this.#tab();
    // A page around may have no tools.
    if (tab?.checkVisibility()) {
      tab.focus();
      return;
    }
    this.#line.hidden = false;
    this.#line.focus();
  }
}
