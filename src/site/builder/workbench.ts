// The page's end of the workshop: its worker is started when something is asked of it, and again after it has died.

import { createBirpc } from 'birpc';
import type { Told, Workshop } from './protocol.ts';
import WorkshopWorker from './workshop.ts?worker';

export class Workbench {
  readonly #told: Told;
  readonly #died: string;
  #workshop: Workshop | undefined;

  /** @param died What is said to whoever waited when it did. */
  constructor(told: Told, died: string) {
    this.#told = told;
    this.#died = died;
  }

  get workshop(): Workshop {
    this.#workshop ??= this.#open();
    return this.#workshop;
  }

  #open(): Workshop {
    const worker = new WorkshopWorker();
    const remote = createBirpc<Workshop, Told>(this.#told, {
      post: (data) => worker.postMessage(data),
      on: (receive) => worker.addEventListener('message', (event: MessageEvent) => receive(event.data)),
      timeout: -1,
    });
    const end = (reason: string): void => {
      if (this.#workshop !== remote) return;
      this.#workshop = undefined;
      worker.terminate();
      remote.$close(new Error(reason === '' ? this.#died : `${this.#died} (${reason})`));
    };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      end(event.message ?? '');
    });
    worker.addEventListener('messageerror', () => end(''));
    return remote;
  }
}
