// The simulator in a worker of the page, as a runtime: it is there without anything from elsewhere.

import type { Locale } from '#grading/text.ts';
import { Connection } from '../bench/connection.ts';
import type { Page, SavedState, StartOptions } from '../worker/protocol.ts';
import type { Attachment, Runtime, Size } from './runtime.ts';

export interface EmbeddedOptions {
  readonly locale: Locale;
  readonly image: NonNullable<StartOptions['image']>;
  /** What the cluster begins as. */
  readonly opening: Pick<StartOptions, 'lesson' | 'start' | 'params'>;
  /** As it was left, before the page was loaded anew. */
  readonly saved?: SavedState | undefined;
  /** What is to be said beside the terminal. */
  say(text: string): void;
  /** `kubectl edit`: as `Page.edit`. */
  edit(path: string, text: string): Promise<string | undefined>;
  /** The worker has died. */
  died(): void;
}

export class Embedded implements Runtime {
  readonly #options: EmbeddedOptions;
  readonly #connection: Connection;
  #show: (text: string) => void = () => undefined;
  #home = '';

  constructor(options: EmbeddedOptions) {
    this.#options = options;
    const page: Page = {
      output: (_, text) => this.#show(text),
      typed: () => undefined,
      drawn: async () => undefined,
      verdicts: () => undefined,
      changed: () => undefined,
      begun: () => undefined,
      ran: () => undefined,
      filesChanged: () => undefined,
      judged: () => undefined,
      startChanged: () => undefined,
      map: () => undefined,
      looked: () => undefined,
      asked: () => undefined,
      browse: (visit) => void import('#lab/browser/in-words.ts').then(({ inWords }) => options.say(inWords(visit))),
      edit: (path, text) => options.edit(path, text),
    };
    this.#connection = new Connection(page, () => options.died());
  }

  /** Its one shell: attached again, it goes on where it is. */
  async attach({ columns, rows }: Size, show: (text: string) => void): Promise<Attachment> {
    this.#show = show;
    if (this.#home === '') await this.#start(columns, rows);
    const { engine } = this.#connection;
    engine.resize(0, columns, rows);
    return {
      type: (keys) => engine.key(0, keys),
      resize: (to) => engine.resize(0, to.columns, to.rows),
      ended: new Promise(() => undefined),
      detach: () => {
        this.#show = () => undefined;
      },
    };
  }

  async #start(columns: number, rows: number): Promise<void> {
    const { locale, saved, image, opening } = this.#options;
    this.#connection.open();
    const { home } = await this.#connection.engine.start({
      ...opening,
      locale,
      saved,
      suggests: true,
      typed: {},
      image,
      columns,
      rows,
    });
    this.#home = home;
  }

  /** Resolves when the prompt is back. */
  idle(): Promise<void> {
    return this.#connection.engine.prompt(0);
  }

  save(): Promise<SavedState> {
    return this.#connection.engine.save();
  }

  read(path: string): Promise<string | undefined> {
    return this.#connection.engine.readFile(`${this.#home}/${path}`);
  }

  async write(path: string, text: string): Promise<void> {
    const wrong = await this.#connection.engine.writeFile(`${this.#home}/${path}`, text);
    if (wrong) throw new Error(wrong);
  }

  dispose(): void {
    this.#connection.close();
  }
}
