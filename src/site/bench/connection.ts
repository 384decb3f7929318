// The page's end of the worker: starts it, notices when it dies, and starts another.

import { createBirpc } from 'birpc';
import EngineWorker from '../worker/engine.ts?worker';
import type { Engine, Page } from '../worker/protocol.ts';

/** How long a worker may be silent before it counts as dead. Long work in it yields much earlier than this. */
const SILENCE_MS = 15_000;
const PULSE_MS = 5_000;

export type Remote = ReturnType<typeof createBirpc<Engine, Page>>;

export class Connection {
  readonly #page: Page;
  readonly #died: (isSilent: boolean) => void;
  #worker: Worker | undefined;
  #pulse: ReturnType<typeof setInterval> | undefined;
  engine!: Remote;

  /** `died`: the worker crashed, or fell silent; call `open` to start another. */
  constructor(page: Page, died: (isSilent: boolean) => void) {
    this.#page = page;
    this.#died = died;
  }

  open(): void {
    this.close();
    const worker = new EngineWorker();
    this.#worker = worker;
    this.engine = createBirpc<Engine, Page>(this.#page, {
      post: (data) => worker.postMessage(data),
      on: (receive) => worker.addEventListener('message', (event: MessageEvent) => receive(event.data)),
      eventNames: ['key', 'resize', 'close', 'suggest', 'pace', 'goOn', 'watchMap'],
      timeout: -1,
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(worker);
    });
    worker.addEventListener('messageerror', () => this.#end(worker));
    this.#listen(worker);
  }

  #listen(worker: Worker): void {
    let asked = performance.now();
    let answered = true;
    this.#pulse = setInterval(() => {
      if (worker !== this.#worker || document.hidden) {
        answered = true;
        return;
      }
      if (!answered) {
        if (performance.now() - asked > SILENCE_MS) this.#end(worker, true);
        return;
      }
      asked = performance.now();
      answered = false;
      void this.engine.ping().then(
        () => (answered = true),
        () => undefined,
      );
    }, PULSE_MS);
  }

  #end(worker: Worker, isSilent = false): void {
    if (worker !== this.#worker) return;
    this.close();
    this.#died(isSilent);
  }

  close(): void {
    clearInterval(this.#pulse);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.engine?.$close();
  }
}
