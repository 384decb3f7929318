// A lesson being worked on: a lab, the learner's terminals in it, and the checks. Fetched while the prompt stands there already.

import type { BirpcReturn } from 'birpc';
import type { Solved } from '#grading/progress.ts';
import type { RealTime } from '#lab/clock.ts';
import { Lab, SNAPSHOT_VERSION, type Snapshot } from '#lab/lab.ts';
import { type CommandRecord, LaptopShell } from '#lab/laptop-shell.ts';
import { LearnerSession } from '#lab/learner-session.ts';
import { preloadFor } from '#lab/preload.ts';
import type { EarlyPrompt } from '#shell/early-prompt.ts';
import { documentOf } from './documents.ts';
import type { Grade, Grader } from './grader.ts';
import { type LessonFiles, lessonFiles, startObjects } from './lesson-files.ts';
import { openApiOf } from './openapi.ts';
import type { Engine, Page, SavedState, StartOptions } from './protocol.ts';

/** Raise it when a saved state of before cannot be read any more. */
const VERSION = 2;
const KEPT_COMMANDS = 60;
const KEPT_HISTORY = 500;
/** Changes come in bursts: judge when one is over. */
const QUIET_MS = 10;

interface Saved extends SavedState {
  readonly snapshot: Snapshot;
  readonly commands: readonly CommandRecord[];
  readonly answers: readonly (readonly [string, string])[];
  readonly solved: Solved;
}

/** Messages to oneself come in the next turn of the loop; a browser's timers come after four milliseconds. */
const turns = new MessageChannel();
const nextTurn: (() => void)[] = [];
turns.port1.onmessage = () => nextTurn.shift()?.();

const realTime: RealTime = {
  now: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
  soon: (run) => {
    nextTurn.push(run);
    turns.port2.postMessage(undefined);
  },
};

/** The page, as the worker asks it. */
export type Remote = BirpcReturn<Page, Engine>;

export interface Begun {
  readonly work: Work;
  /** It is what was saved. */
  readonly restored: boolean;
}

/** @param history Lines typed earlier; the terminals add to it. */
export async function begin(options: StartOptions, history: string[], page: Remote): Promise<Begun> {
  const { lesson, start, saved } = options;
  const [own, objects] = await Promise.all([
    lessonFiles(lesson),
    start.from === undefined ? [] : startObjects(start.from),
  ]);
  const usable = saved && saved.version === VERSION && saved.lesson === lesson ? (saved as Saved) : undefined;
  await preloadFor(usable ? usable.snapshot : objects);
  try {
    return { work: new Work(options, own, objects, usable, history, page), restored: usable !== undefined };
  } catch (error) {
    if (!usable) throw error;
    history.splice(0);
    return { work: new Work(options, own, objects, undefined, history, page), restored: false };
  }
}

/** One lesson being worked on. */
export class Work {
  readonly lab: Lab;
  readonly #options: StartOptions;
  readonly #files: LessonFiles | undefined;
  readonly #seed: number;
  readonly #terminals = new Map<number, LearnerSession>();
  readonly #answers: Map<string, string>;
  readonly #history: string[];
  readonly #page: Remote;
  #commands: CommandRecord[];
  #solved: Solved;
  #grader: Promise<Grader | undefined> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #judging = false;
  #again = false;

  constructor(
    options: StartOptions,
    files: LessonFiles | undefined,
    objects: readonly unknown[],
    saved: Saved | undefined,
    history: string[],
    page: Remote,
  ) {
    this.#options = options;
    this.#history = history;
    this.#page = page;
    this.#files = files;
    this.#seed = saved?.seed ?? 1 + Math.floor(Math.random() * 2 ** 31);
    this.#answers = new Map(saved?.answers);
    this.#commands = [...(saved?.commands ?? [])];
    this.#solved = saved?.solved ?? {};
    this.lab = new Lab({
      nodes: options.start.nodes,
      provider: options.start.provider,
      seed: this.#seed,
      time: 'live',
      startMs: Date.now(),
      openApi: openApiOf,
      documents: documentOf,
      home: files?.home ?? {},
      ...(files && {
        programs: {
          answer: async (process) => {
            const code = (await (await this.#judge())?.answer(process)) ?? 1;
            this.#changed();
            return code;
          },
        },
      }),
      edit: (path) => this.#edit(path),
    });
    if (saved?.snapshot.version === SNAPSHOT_VERSION) this.lab.restore(saved.snapshot);
    else {
      const refused = this.lab.apply(objects);
      if (refused) throw new Error(refused);
      this.lab.settle();
    }
    this.lab.drive(realTime);
    this.lab.onChange(() => this.#changed());
  }

  get home(): string {
    return this.lab.machines.laptop.homeDir;
  }

  terminal(id: number): LearnerSession | undefined {
    return this.#terminals.get(id);
  }

  /** @param early The prompt that stands there already. */
  open(id: number, columns: number, rows: number, early?: EarlyPrompt): void {
    const prompt = new LaptopShell(this.lab);
    prompt.onRecord = (record) => {
      this.#commands = [...this.#commands, record].slice(-KEPT_COMMANDS);
      this.#changed();
      void this.#page.filesChanged();
    };
    const session = new LearnerSession(this.lab, prompt, {
      columns,
      rows,
      history: this.#history,
      early,
      write: (text) => void this.#page.output(id, text),
      ended: () => {
        // A learner who leaves the last shell gets a new one: there is nowhere else to go.
        this.#terminals.delete(id);
        this.open(id, columns, rows);
      },
    });
    this.#terminals.set(id, session);
  }

  close(id: number): void {
    this.#terminals.get(id)?.hangUp();
    this.#terminals.delete(id);
  }

  async #edit(path: string): Promise<string | undefined> {
    const { files } = this.lab.machines.laptop;
    const text = await this.#page.edit(path, files.read(path) ?? '');
    if (text !== undefined) files.write(path, text);
    return text;
  }

  answer(check: string, value: string): void {
    this.#answers.set(check, value);
    this.#changed();
  }

  save(): Saved {
    return {
      version: VERSION,
      lesson: this.#options.lesson,
      seed: this.#seed,
      snapshot: this.lab.snapshot(),
      commands: this.#commands,
      history: this.#history.slice(-KEPT_HISTORY),
      answers: [...this.#answers],
      solved: this.#solved,
    };
  }

  #judge(): Promise<Grader | undefined> {
    const files = this.#files;
    this.#grader ??= files
      ? import('./grader.ts').then(({ graderOf }) => graderOf(files, this.#answers))
      : Promise.resolve(undefined);
    return this.#grader;
  }

  /** Judges the cluster as it stands, before anything is typed. */
  look(): void {
    this.#changed();
  }

  #changed(): void {
    void this.#page.changed();
    if (!this.#files) return;
    if (this.#judging) {
      this.#again = true;
      return;
    }
    this.#timer ??= setTimeout(() => void this.#grade(), QUIET_MS);
  }

  async #grade(): Promise<void> {
    this.#timer = undefined;
    this.#judging = true;
    this.#again = false;
    try {
      const grader = await this.#judge();
      const grade = await grader?.grade(this.lab, this.#commands, this.#answers, this.#solved);
      if (grade) this.#show(grade);
    } finally {
      this.#judging = false;
    }
    if (this.#again) this.#changed();
  }

  #show({ shown, solved }: Grade): void {
    const { locale } = this.#options;
    this.#solved = solved;
    void this.#page.verdicts(shown.map((verdict) => ({ ...verdict, because: verdict.because[locale] })));
  }
}
