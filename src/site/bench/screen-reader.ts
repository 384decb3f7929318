// Whether a screen reader reads the terminal: then nothing stands in grey behind the cursor, and xterm keeps a twin of its lines.

import type { Words } from '../i18n/messages.ts';
import { need } from './need.ts';

const KEY = 'portolan-screen-reader';

/** A screen reader reads, as somebody has said in whatever lesson. */
export const isRead = (storage: Storage | undefined): boolean => storage?.getItem(KEY) === 'on';

export class ScreenReader {
  readonly #storage: Storage | undefined;
  #on: boolean;

  constructor(bench: ParentNode, w: Words, storage: Storage | undefined, changed: (on: boolean, said: string) => void) {
    this.#storage = storage;
    this.#on = isRead(storage);
    const toggle = need<HTMLElement>(bench, '[data-screen-reader]');
    toggle.setAttribute('aria-pressed', String(this.#on));
    toggle.addEventListener('click', () => {
      this.#on = !this.#on;
      toggle.setAttribute('aria-pressed', String(this.#on));
      changed(this.#on, this.#on ? w.screenReaderOn : w.screenReaderOff);
      this.#remember();
    });
  }

  get on(): boolean {
    return this.#on;
  }

  #remember(): void {
    try {
      this.#storage?.setItem(KEY, this.#on ? 'on' : 'off');
    } catch {
      // The mode lasts for this visit.
    }
  }
}
