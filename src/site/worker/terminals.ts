// The learner's terminals in one cluster: a shell on the laptop behind each, and what is typed there.

import type { Lab } from '#lab/lab.ts';
import { type CommandRecord, LaptopShell } from '#lab/laptop-shell.ts';
import { LearnerSession } from '#lab/learner-session.ts';
import { skippingOf } from '#lab/skipping.ts';
import type { EarlyPrompt } from '#shell/early-prompt.ts';
import type { Remote } from './opening.ts';
import type { FreePrompt, StartOptions } from './protocol.ts';
import { realTime } from './real-time.ts';
import type { Saved } from './saved.ts';
import type { Moment } from './time/moments.ts';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal whose session has ended, for the one that goes on in it. */
export interface Left extends Size {
  /** What makes room for its prompt. */
  readonly room: string;
  /** Keys that nobody has read. */
  readonly unread: string;
}

type Shells = Moment<Saved>['shells'];

export interface TerminalsOptions {
  readonly lab: Lab;
  readonly page: Pick<Remote, 'typed' | 'output'>;
  readonly options: Pick<StartOptions, 'locale' | 'suggests' | 'typed'>;
  /** Lines typed earlier; the terminals add to it. */
  readonly history: string[];
  /** What their shells know already. */
  readonly shells: Shells | undefined;
  /** A line begins. */
  begun(terminal: number, line: string): void;
  /** It has ended. */
  ran(terminal: number, record: CommandRecord): void;
  /** Simulated seconds a real second. */
  speed(): number;
  /** What runs waits for the learner. */
  isLearnersTurn(): boolean;
}

export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #sessions = new Map<number, LearnerSession>();
  readonly #shells = new Map<number, LaptopShell>();
  readonly #sizes = new Map<number, Size>();
  #suggests: boolean;
  /** The one in which a line asks for another cluster. */
  #asking: number | undefined;

  constructor(options: TerminalsOptions) {
    this.#options = options;
    this.#suggests = options.options.suggests;
  }

  get(id: number): LearnerSession | undefined {
    return this.#sessions.get(id);
  }

  /** A line runs in one of them. */
  get isBusy(): boolean {
    return [...this.#sessions.values()].some(({ busy }) => busy);
  }

  /** What their shells know. */
  get shells(): NonNullable<Shells> {
    return new Map([...this.#shells].map(([id, { shell }]) => [id, shell.memory] as const));
  }

  /** Its shell on the laptop. */
  shellOf(id: number): LaptopShell['shell'] | undefined {
    return this.#shells.get(id)?.shell;
  }

  /** See `Engine.promptAt`. */
  promptAt(id: number): FreePrompt | undefined {
    const session = this.#sessions.get(id);
    const shell = this.shellOf(id);
    if (!session || !shell || session.busy || session.typed.includes('\n')) return undefined;
    return { cwd: shell.cwd, typed: session.typed };
  }

  /** @param early The prompt that stands there already. */
  open(id: number, columns: number, rows: number, early?: EarlyPrompt): void {
    const { lab, page, options, history, shells, begun, ran, speed, isLearnersTurn } = this.#options;
    const prompt = new LaptopShell(lab);
    const known = shells?.get(id);
    if (known && !this.#shells.has(id)) prompt.shell.recall(known);
    this.#shells.set(id, prompt);
    prompt.onLine = (line) => begun(id, line);
    prompt.onRecord = (record) => ran(id, record);
    const session = new LearnerSession(lab, prompt, {
      columns,
      rows,
      history,
      early,
      suggests: this.#suggests,
      typed: options.typed[id],
      onTyped: (text) => void page.typed(id, text),
      write: (text) => void page.output(id, text),
      skipping: skippingOf(lab, { real: realTime, language: options.locale, speed, isLearnersTurn }),
      ended: () => {
        // A learner who leaves the last shell gets a new one: there is nowhere else to go.
        this.#sessions.delete(id);
        this.open(id, columns, rows);
      },
    });
    this.#sessions.set(id, session);
    this.#sizes.set(id, { columns, rows });
  }

  resize(id: number, columns: number, rows: number): void {
    const session = this.#sessions.get(id);
    if (session) session.resize(columns, rows);
    else this.open(id, columns, rows);
    this.#sizes.set(id, { columns, rows });
  }

  suggest(on: boolean): void {
    this.#suggests = on;
    for (const session of this.#sessions.values()) session.suggests = on;
  }

  close(id: number): void {
    this.#sessions.get(id)?.hangUp();
    this.#sessions.delete(id);
    this.#shells.delete(id);
    this.#sizes.delete(id);
  }

  /** The line that has ended there asks for another cluster: what is typed from now on is for that. */
  ask(id: number): void {
    this.#asking = id;
    this.#sessions.get(id)?.leave();
  }

  /** The other cluster did not come. */
  stay(): void {
    for (const session of this.#sessions.values()) session.stay();
  }

  /** Ends them. By their numbers, what the next ones go on with. */
  leave(): ReadonlyMap<number, Left> {
    const left = [...this.#sessions].map(([id, session]): [number, Left] => {
      // Elsewhere a prompt stands, or something is being printed.
      const room = id === this.#asking ? '' : session.busy ? '\r\n' : '\r\x1b[J';
      const unread = id === this.#asking ? session.unread : '';
      return [id, { ...this.#sizes.get(id)!, room, unread }];
    });
    for (const session of this.#sessions.values()) session.hangUp();
    this.#sessions.clear();
    return new Map(left);
  }
}
