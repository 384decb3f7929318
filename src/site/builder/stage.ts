// The builder's terminal: a live cluster at which the author plays, and what was typed there.

import type { Locale } from '#grading/text.ts';
import { inWords } from '#lab/browser/in-words.ts';
import { keysFor } from '../bench/automation.ts';
import { Connection, type Remote } from '../bench/connection.ts';
import { Terminal } from '../bench/terminal.ts';
import { WayOut } from '../bench/way-out.ts';
import type { Page, StartOptions } from '../worker/protocol.ts';
import { editInDialog } from './edit-dialog.ts';
import type { BuilderWords } from './words.ts';

/** Nobody who plays for others wants to wait. */
const PACE = 10;

/** Ctrl+C */
const INTERRUPT = '\x03';
/** A prompt that stands says so within this. */
const GLANCE_MS = 150;
/** What takes no notice of Ctrl+C is given up after so long: another cluster begins. */
const PATIENCE_MS = 2000;

/** What runs until it is stopped (`kubectl get -w`) is stopped. False: it does not let itself be. */
async function promptStands(engine: Remote): Promise<boolean> {
  const stands = (ms: number): Promise<boolean> =>
    Promise.race([engine.prompt(0).then(() => true), new Promise<false>((resolve) => setTimeout(resolve, ms, false))]);
  if (await stands(GLANCE_MS)) return true;
  engine.key(0, INTERRUPT);
  return stands(PATIENCE_MS);
}

type Opening = Pick<StartOptions, 'start' | 'params' | 'files'>;

/** What a cluster begins as. The lesson's text belongs to it where its questions can be answered, or another cluster begun. */
function beginningOf({ start, params, files }: Opening, before: readonly string[]): string {
  const asks = /^\s*(predict|answer|start):/m.test(files?.yaml.replace(/^start:/m, '') ?? '');
  return JSON.stringify([start, params, before, files?.home, asks && files?.yaml]);
}

export class Stage {
  readonly #locale: Locale;
  readonly #connection: Connection;
  readonly #terminal: Terminal;
  #lines: string[] = [];
  #ready: Promise<unknown> = Promise.resolve();
  /** What brings one to the beginning is being typed. */
  #isBeginning = false;
  #started = false;
  /** What the play began with. Undefined: none has begun. */
  #beginning: string | undefined;
  /** How many moments were kept before its first line. */
  #before = 0;
  /** Counts the plays. */
  #turn = 0;
  onLines: (() => void) | undefined;

  /** @param say What is to be said above the terminal. */
  constructor(parent: HTMLElement, locale: Locale, w: BuilderWords, say: (text: string) => void) {
    this.#locale = locale;
    const wayOut = new WayOut(parent);
    this.#terminal = new Terminal(parent, w.terminal, false, {
      typed: (data) => this.#connection.engine?.key(0, data),
      resized: (columns, rows) => this.#started && this.#connection.engine.resize(0, columns, rows),
      left: () => wayOut.leave(),
    });
    const page: Page = {
      output: (_, text) => this.#terminal.write(text),
      typed: () => undefined,
      drawn: () => this.#terminal.drawn(),
      verdicts: () => undefined,
      changed: () => undefined,
      begun: () => undefined,
      ran: (line) => {
        if (this.#isBeginning) return;
        this.#lines.push(line);
        this.onLines?.();
      },
      filesChanged: () => undefined,
      judged: () => undefined,
      startChanged: () => undefined,
      map: () => undefined,
      looked: () => undefined,
      asked: () => undefined,
      // There is no browser: what `open URL` would show is said.
      browse: (visit) => say(inWords(visit)),
      edit: (path, text) => editInDialog(w, path, text),
    };
    this.#connection = new Connection(page, () => say(w.stopped));
    window.portolan = {
      type: async (text) => {
        await this.#ready;
        this.#connection.engine.key(0, keysFor(text));
        await window.portolan.idle();
      },
      idle: async () => {
        await this.#ready;
        await this.#connection.engine.prompt(0);
        await this.#terminal.drawn();
      },
      screen: () => this.#terminal.text(),
      params: {},
    };
  }

  /** What was typed since the play began, in its order. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** @param before Lines that bring one from the start to where the play begins. */
  begin(options: Opening, before: readonly string[]): Promise<void> {
    const mine = ++this.#turn;
    const beginning = beginningOf(options, before);
    const goesOn = (): void => {
      if (mine !== this.#turn) throw new Error('another play has begun');
    };
    const begun = this.#back(beginning, goesOn)
      .then((isBack) => (isBack ? undefined : this.#begin(options, before, beginning, goesOn)))
      .catch((error: unknown) => {
        // Another play has begun meanwhile, and ended this one.
        if (mine === this.#turn) throw error;
      });
    this.#ready = begun.catch(() => undefined);
    return begun;
  }

  /**
   * To where this play began, if the next begins there too: the cluster of then is kept before the first line.
   *
   * @param goesOn Throws when another play has begun meanwhile.
   */
  async #back(beginning: string, goesOn: () => void): Promise<boolean> {
    if (this.#beginning !== beginning || !this.#started || this.#isBeginning) return false;
    const { engine } = this.#connection;
    const stands = await promptStands(engine);
    goesOn();
    if (!stands) return false;
    if (this.#lines.length === 0) return true;
    const { moments, dropped } = await engine.moments();
    goesOn();
    const first = dropped === 0 ? moments[this.#before] : undefined;
    if (!first) return false;
    this.#terminal.clear();
    const isBack = await engine.rewind(first.id, '');
    goesOn();
    if (!isBack) return false;
    this.#before = moments.length + 1;
    this.#lines = [];
    this.onLines?.();
    return true;
  }

  async #begin(options: Opening, before: readonly string[], beginning: string, goesOn: () => void): Promise<void> {
    goesOn();
    this.#started = false;
    this.#beginning = undefined;
    this.#isBeginning = true;
    this.#lines = [];
    this.onLines?.();
    this.#connection.open();
    // This play's own: by the next line another may have opened another.
    const { engine } = this.#connection;
    await this.#terminal.open();
    goesOn();
    this.#terminal.clear();
    const { columns, rows } = this.#terminal;
    engine.pace(PACE);
    await engine.start({
      ...{ ...options, lesson: 'builder', locale: this.#locale, suggests: true, typed: {}, seed: 1, columns, rows },
    });
    goesOn();
    this.#started = true;
    for (const line of before) {
      engine.key(0, keysFor(line));
      await engine.prompt(0);
      goesOn();
    }
    const { moments } = await engine.moments();
    goesOn();
    this.#isBeginning = false;
    this.#beginning = beginning;
    this.#before = moments.length;
  }

  focus(): void {
    this.#terminal.focus();
  }
}
