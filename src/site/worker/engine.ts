// The worker: a lab, the learner's terminals in it, and the checks. The only file of the page that runs the simulation.

import { createBirpc } from 'birpc';
import type { Solved } from '#grading/progress.ts';
import type { RealTime } from '#lab/clock.ts';
import { Lab, SNAPSHOT_VERSION, type Snapshot } from '#lab/lab.ts';
import { type CommandRecord, LaptopShell } from '#lab/laptop-shell.ts';
import { LearnerSession } from '#lab/learner-session.ts';
import { preloadFor } from '#lab/preload.ts';
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
  readonly history: readonly string[];
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

/** One lesson being worked on. */
class Work {
  readonly lab: Lab;
  readonly #options: StartOptions;
  readonly #files: LessonFiles | undefined;
  readonly #seed: number;
  readonly #terminals = new Map<number, LearnerSession>();
  readonly #answers: Map<string, string>;
  #commands: CommandRecord[];
  #history: string[];
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
  ) {
    this.#options = options;
    this.#files = files;
    this.#seed = saved?.seed ?? 1 + Math.floor(Math.random() * 2 ** 31);
    this.#answers = new Map(saved?.answers);
    this.#commands = [...(saved?.commands ?? [])];
    this.#history = [...(saved?.history ?? [])];
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

  open(id: number, columns: number, rows: number): void {
    const prompt = new LaptopShell(this.lab);
    prompt.onRecord = (record) => {
      this.#commands = [...this.#commands, record].slice(-KEPT_COMMANDS);
      this.#changed();
      void page.filesChanged();
    };
    const session = new LearnerSession(this.lab, prompt, {
      columns,
      rows,
      history: this.#history,
      write: (text) => void page.output(id, text),
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
    const text = await page.edit(path, files.read(path) ?? '');
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
    void page.changed();
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
    void page.verdicts(shown.map((verdict) => ({ ...verdict, because: verdict.because[locale] })));
  }
}

let work: Work | undefined;
const files = (): Work['lab']['machines']['laptop']['files'] | undefined => work?.lab.machines.laptop.files;

const engine: Engine = {
  async start(options) {
    const { lesson, start, saved, columns, rows } = options;
    const [own, objects] = await Promise.all([
      lessonFiles(lesson),
      start.from === undefined ? [] : startObjects(start.from),
    ]);
    const usable = saved && saved.version === VERSION && saved.lesson === lesson ? (saved as Saved) : undefined;
    await preloadFor(usable ? usable.snapshot : objects);
    let restored = usable !== undefined;
    try {
      work = new Work(options, own, objects, usable);
    } catch (error) {
      if (!usable) throw error;
      restored = false;
      work = new Work(options, own, objects, undefined);
    }
    work.open(0, columns, rows);
    void work.lab.machines.warm().then(() => work?.look());
    return { params: {}, home: work.home, restored };
  },
  key(terminal, data) {
    work?.terminal(terminal)?.key(data);
  },
  resize(terminal, columns, rows) {
    const session = work?.terminal(terminal);
    if (session) session.resize(columns, rows);
    else work?.open(terminal, columns, rows);
  },
  close(terminal) {
    work?.close(terminal);
  },
  async prompt(terminal) {
    await work?.terminal(terminal)?.idle;
  },
  async readFile(path) {
    return files()?.read(path);
  },
  async writeFile(path, text) {
    return files()?.write(path, text);
  },
  async listFiles(folder) {
    const found: string[] = [];
    const visit = (path: string): void => {
      for (const name of files()?.list(path) ?? []) {
        if (name.startsWith('.')) continue;
        const below = `${path}/${name}`;
        if (files()?.stat(below)?.type === 'directory') visit(below);
        else found.push(below);
      }
    };
    visit(folder);
    return found;
  },
  async save() {
    if (!work) throw new Error('nothing to save before the start');
    return work.save();
  },
  async answer(check, value) {
    work?.answer(check, value);
  },
  async ping() {},
};

const page = createBirpc<Page, Engine>(engine, {
  post: (data) => self.postMessage(data),
  on: (receive) => self.addEventListener('message', (event: MessageEvent) => receive(event.data)),
  eventNames: ['output', 'verdicts', 'changed', 'filesChanged'],
  timeout: -1,
});
