// A lesson being worked on: a lab, the learner's terminals in it, and the checks. Fetched while the prompt stands there already.

import type { BirpcReturn } from 'birpc';
import { uidFrom } from '#apimachinery/names.ts';
import { drawParams, flatValues, type ParamValues } from '#grading/params.ts';
import { setUp } from '#grading/set-up.ts';
import type { LessonStart } from '#grading/start.ts';
import { fillParams } from '#grading/template.ts';
import { Lab, type LabOptions } from '#lab/lab.ts';
import { type CommandRecord, LaptopShell } from '#lab/laptop-shell.ts';
import { LearnerSession } from '#lab/learner-session.ts';
import { preload, preloadFor } from '#lab/preload.ts';
import { skippingOf } from '#lab/skipping.ts';
import type { EarlyPrompt } from '#shell/early-prompt.ts';
import { documentOf } from './documents.ts';
import type { Grade } from './grader.ts';
import { Judging } from './judging.ts';
import { lessonFiles, startObjects } from './lesson-files.ts';
import type { Goal } from './map/placed.ts';
import { openApiOf } from './openapi.ts';
import type { Engine, FreePrompt, LessonFiles, Page, Refused, StartOptions, WouldApply } from './protocol.ts';
import { realTime } from './real-time.ts';
import { type Saved, unpacked, VERSION } from './saved.ts';
import { Stopwatch, type Times, taken } from './stopwatch.ts';
import { JudgedTeller } from './tell-judged.ts';
import { type Moment, Moments } from './time/moments.ts';

const KEPT_COMMANDS = 60;
const KEPT_HISTORY = 500;
/** One more than a link may carry: it has to be known that there were more. */
const KEPT_LINES = 201;
/** In all clusters that one went through. */
let linesRun = 0;

/** The page, as the worker asks it. */
export type Remote = BirpcReturn<Page, Engine>;

export interface Begun {
  readonly work: Work;
  /** It is what was saved. */
  readonly restored: boolean;
  readonly refused?: Refused | undefined;
  /** How fast time ran then; 1 if nothing was saved. */
  readonly speed: number;
}

/** @param history Lines typed earlier; the terminals add to it. */
export async function begin(options: StartOptions, history: string[], page: Remote): Promise<Begun> {
  const { lesson, saved } = options;
  const files = options.files ?? (await lessonFiles(lesson));
  const read = saved && (await unpacked(saved, lesson));
  const usable = read?.saved;
  let refused = read?.refused;
  const seed = usable?.seed ?? options.seed ?? 1 + Math.floor(Math.random() * 2 ** 31);
  const params = drawParams(options.params, seed);
  const start = fillParams(options.start, { values: params }) as LessonStart;
  const images = options.image && (await import('#lab/home-image.ts')).homeImage(options.image.name);
  const fresh: Opening = {
    ...(images && { images }),
    options,
    files,
    history,
    page,
    seed,
    params,
    start,
    moments: new Moments(),
  };
  // Without a network it may not be there to be fetched: then nothing begins, and nothing of what is kept is given up.
  if (usable) await preloadFor(usable.snapshot);
  try {
    if (usable) {
      if (usable.at === undefined && usable.beganAs !== undefined)
        void beginningOf(start).then((digest) => {
          if (digest !== usable.beganAs) void page.startChanged();
        });
      const { speed = 1 } = usable;
      return { work: new Work({ ...fresh, ...usable, history, held: speed === 0 }), restored: true, speed };
    }
  } catch (error) {
    history.splice(0);
    refused = { why: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
  return { work: await standing(fresh), restored: false, refused, speed: 1 };
}

const objectsOf = ({ from }: LessonStart): Promise<readonly unknown[]> => Promise.all(from.map(startObjects));

async function beginningOf(start: LessonStart): Promise<string> {
  return uidFrom(JSON.stringify([start, await objectsOf(start)]));
}

/** A new cluster, set up. */
async function standing(opening: Opening): Promise<Work> {
  // Setting up lets time run ahead: what published manifests' Pods run may not be fetched meanwhile, or their webhooks never answer.
  if (opening.start.manifests.length > 0) await preload();
  else await preloadFor(await objectsOf(opening.start));
  const work = new Work({ ...opening, beganAs: await beginningOf(opening.start) });
  const refused = await setUp(work.lab, opening.start, { starts: startObjects, documents: documentOf });
  if (refused) throw new Error(refused);
  work.watch();
  return work;
}

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

/** What a work begins with. */
interface Opening
  extends Partial<
    Pick<Saved, 'snapshot' | 'commands' | 'lines' | 'beganMs' | 'answers' | 'solved' | 'beganAs' | 'spentMs' | 'times'>
  > {
  readonly options: StartOptions;
  readonly files: LessonFiles | undefined;
  readonly history: string[];
  readonly page: Remote;
  readonly seed: number;
  readonly params: ParamValues;
  readonly start: LessonStart;
  readonly at?: string | undefined;
  readonly images?: LabOptions['images'];
  readonly moments: Moments<Saved>;
  /** Time stands still from the beginning. */
  readonly held?: boolean;
  /** What the terminals' shells know already. */
  readonly shells?: Moment<Saved>['shells'];
}

/** An exercise whose cluster is to take the place of the one that is there, and the seed that it is drawn from. Undefined: the same. */
export interface Wanted {
  readonly exercise: string;
  readonly seed: number | undefined;
}

const ownFiles = (image: StartOptions['image']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(image?.files ?? {}).map(([path, text]) => [`${image?.name}/${path}`, text]));

/** One lesson being worked on. */
export class Work {
  readonly lab: Lab;
  readonly #opening: Opening;
  #files: LessonFiles | undefined;
  readonly #terminals = new Map<number, LearnerSession>();
  readonly #shells = new Map<number, LaptopShell>();
  readonly #sizes = new Map<number, Size>();
  readonly #history: string[];
  readonly #page: Remote;
  #commands: CommandRecord[];
  #lines: Saved['lines'];
  readonly #beganMs: number | undefined;
  readonly #stopwatch: Stopwatch;
  #times: Times;
  readonly #judging: Judging;
  readonly #verdicts = new JudgedTeller(
    () => this.lab.machines.laptop.files,
    (judged) => void this.#page.judged(judged),
  );
  /** To be entered when the line has ended that said so. */
  #wanted: Wanted | undefined;
  #suggests: boolean;
  /** The terminal in which that line was typed. */
  #asking: number | undefined;
  #stop: () => void;
  #speed = 1;
  /** Texts that are open in the editor, each with a program that waits for it. */
  #editing = 0;
  onEnter: ((wanted: Wanted) => void) | undefined;

  constructor(opening: Opening) {
    const { history, page, files, seed, start, snapshot, commands = [], answers, solved = {}, times = {} } = opening;
    this.#opening = opening;
    this.#suggests = opening.options.suggests;
    this.#history = history;
    this.#page = page;
    this.#files = files;
    this.#commands = [...commands];
    this.#lines = opening.lines ?? [];
    // On a whole second, as a lab begins.
    const startMs = Math.floor((opening.options.startMs ?? Date.now()) / 1000) * 1000;
    this.#beganMs = snapshot ? opening.beganMs : startMs;
    this.#times = times;
    this.#stopwatch = new Stopwatch(realTime.now, opening.spentMs);
    this.#judging = new Judging({
      ...{ files, answers, solved, params: opening.params },
      seen: () => ({ lab: this.lab, commands: this.#commands, at: opening.at }),
      judged: (grade) => this.#show(grade),
    });
    this.lab = new Lab({
      nodes: start.nodes,
      provider: start.provider,
      seed,
      time: 'live',
      startMs,
      openApi: openApiOf,
      documents: documentOf,
      warn: (words) => console.warn(words),
      home: { ...files?.home, ...ownFiles(opening.options.image) },
      ...(opening.images && { images: opening.images }),
      env: opening.options.locale === 'en' ? {} : { LANGUAGE: opening.options.locale },
      ...(snapshot && { snapshot, held: opening.held ?? false }),
      ...(files && {
        programs: {
          answer: async (process) => {
            const code = (await (await this.#judging.grader())?.answer(process)) ?? 1;
            this.#changed();
            return code;
          },
          begin: async (process) => {
            const grader = await this.#judging.grader();
            const enter = (exercise: string, wanted = seed): undefined => {
              const stands = exercise === opening.at && wanted === seed && this.#commands.length === 0;
              if (!stands) this.#wanted = { exercise, seed: wanted };
            };
            return (await grader?.begin(seed, enter)(process)) ?? 1;
          },
        },
      }),
      edit: (path) => this.#edit(path),
      judged: (judged) => this.#verdicts.judged(judged),
      browse: (visit) => void this.#page.browse(visit),
    });
    this.lab.onInner = (record) => this.#record(record);
    this.#stop = this.lab.drive(realTime);
    if (snapshot) this.watch();
  }

  /** From now on, changes are judged and kept. */
  watch(): void {
    this.lab.onChange(() => this.#changed());
    this.#turnStopwatch();
  }

  /** It runs in an exercise's own cluster, until that is solved. */
  #turnStopwatch(): void {
    const { at } = this.#opening;
    this.#stopwatch.turn(at !== undefined && !Object.hasOwn(this.#judging.solved, at));
  }

  get locale(): StartOptions['locale'] {
    return this.#opening.options.locale;
  }

  get params(): Readonly<Record<string, string>> {
    return flatValues(this.#opening.params);
  }

  /** See `Engine.goal`. */
  async goal(exercise: string): Promise<Goal | undefined> {
    const files = this.#files;
    return files && (await import('./map/goal.ts')).goalOf(files, this.#opening.params, exercise, realTime);
  }

  /** See `SavedState`. */
  get beganMs(): number | undefined {
    return this.#beganMs;
  }

  get #ageMs(): number | undefined {
    return this.#beganMs === undefined ? undefined : this.lab.clock.now() - this.#beganMs;
  }

  /** A line runs in one of the terminals. */
  get isBusy(): boolean {
    return [...this.#terminals.values()].some(({ busy }) => busy);
  }

  /** Only what is due at this very moment runs, until `pace`: somebody else moves time on. */
  still(): void {
    this.#stop();
    this.#stop = this.lab.drive(realTime, 0);
  }

  /** @param speed Simulated seconds a real second. 0: time stands still, and controllers wait to be stepped. */
  pace(speed: number): void {
    this.#stop();
    this.#speed = speed;
    this.lab.cluster.hold(speed === 0);
    this.#stop = this.lab.drive(realTime, speed);
    this.lab.cluster.run();
  }

  get speed(): number {
    return this.#speed;
  }

  get moments(): Moments<Saved> {
    return this.#opening.moments;
  }

  /** Resolves when everything that is ready has run. */
  readonly soon = (): Promise<void> => new Promise((ready) => realTime.soon(ready));

  /**
   * The work as it stood at a moment: cluster, clock, files, shells and grades. One can come back to where this one stands. What the
   * learner's own clock has measured stays.
   */
  async back({ saved, shells }: Moment<Saved>): Promise<Work> {
    this.#take(undefined);
    await preloadFor(saved.snapshot);
    const params = drawParams(this.#opening.options.params, saved.seed);
    const spentMs = saved.at === this.#opening.at ? this.#stopwatch.ms : (saved.spentMs ?? 0);
    return new Work({
      ...{ ...this.#opening, ...saved, params, spentMs, shells },
      ...{ history: this.#history, times: this.#times, held: this.#speed === 0 },
    });
  }

  #take(line: string | undefined): void {
    const shells = new Map([...this.#shells].map(([id, { shell }]) => [id, shell.memory] as const));
    this.moments.take(line, this.save(), shells);
  }

  /** The work on an exercise in its own cluster. Answers and what was solved come along. */
  async entering({ exercise, seed = this.#opening.seed }: Wanted): Promise<Work> {
    const { snapshot: _, commands: __, spentMs: ___, shells: ____, lines: _____, ...opening } = this.#opening;
    const params = drawParams(opening.options.params, seed);
    const { graderOf } = await import('./grader.ts');
    const grader = graderOf(this.#files!, new Map(), params);
    const before = grader.beginning(exercise, this.#judging.solved, this.#judging.answers);
    const start = grader.startOf(exercise)!;
    return standing({ ...opening, ...before, seed, params, start, at: exercise, times: this.#times });
  }

  /** Ends everything here. The terminals, by their numbers. */
  leave(): ReadonlyMap<number, Left> {
    this.#judging.end();
    const left = [...this.#terminals].map(([id, session]): [number, Left] => {
      // Elsewhere a prompt stands, or something is being printed.
      const room = id === this.#asking ? '' : session.busy ? '\r\n' : '\r\x1b[J';
      const unread = id === this.#asking ? session.unread : '';
      return [id, { ...this.#sizes.get(id)!, room, unread }];
    });
    for (const session of this.#terminals.values()) session.hangUp();
    this.#terminals.clear();
    this.#files = undefined;
    this.#stop();
    return new Map(left);
  }

  /** The other cluster did not come. */
  stay(): void {
    for (const session of this.#terminals.values()) session.stay();
  }

  get home(): string {
    return this.lab.machines.laptop.homeDir;
  }

  terminal(id: number): LearnerSession | undefined {
    return this.#terminals.get(id);
  }

  /** See `Engine.promptAt`. */
  promptAt(id: number): FreePrompt | undefined {
    const session = this.#terminals.get(id);
    const shell = this.shellOf(id);
    if (!session || !shell || session.busy || session.typed.includes('\n')) return undefined;
    return { cwd: shell.cwd, typed: session.typed };
  }

  /** See `Engine.prompt`. */
  async prompt(id: number): Promise<void> {
    await this.#terminals.get(id)?.idle;
    await this.#verdicts.told;
  }

  /** See `Engine.wouldApply`. */
  async wouldApply(id: number, path: string): Promise<WouldApply | string> {
    const { wouldApply } = await import('./would-apply.ts');
    const would = await wouldApply(this.lab, this.shellOf(id), path);
    await this.#verdicts.told;
    return would;
  }

  /** The terminal's shell on the laptop. */
  shellOf(id: number): LaptopShell['shell'] | undefined {
    return this.#shells.get(id)?.shell;
  }

  #record(record: CommandRecord): void {
    this.#commands = [...this.#commands, record].slice(-KEPT_COMMANDS);
    this.#changed();
  }

  /** @param early The prompt that stands there already. */
  open(id: number, columns: number, rows: number, early?: EarlyPrompt): void {
    const prompt = new LaptopShell(this.lab);
    const known = this.#opening.shells?.get(id);
    if (known && !this.#shells.has(id)) prompt.shell.recall(known);
    this.#shells.set(id, prompt);
    let begunAgeMs: number | undefined;
    prompt.onLine = (line) => {
      begunAgeMs = this.#ageMs;
      void this.#page.begun(line, { terminal: id, ageMs: begunAgeMs });
      this.#take(line);
    };
    prompt.onRecord = (record) => {
      this.#record(record);
      const { line, exitCode } = record;
      this.#lines = [...this.#lines, { line, exitCode, terminal: id, ageMs: begunAgeMs }].slice(-KEPT_LINES);
      linesRun++;
      void this.#page.ran(line, exitCode);
      void this.#page.filesChanged();
      const wanted = this.#wanted;
      this.#wanted = undefined;
      if (wanted === undefined) return;
      this.#asking = id;
      session.leave();
      this.onEnter?.(wanted);
    };
    const session = new LearnerSession(this.lab, prompt, {
      columns,
      rows,
      history: this.#history,
      early,
      suggests: this.#suggests,
      typed: this.#opening.options.typed[id],
      onTyped: (text) => void this.#page.typed(id, text),
      write: (text) => void this.#page.output(id, text),
      skipping: skippingOf(this.lab, {
        real: realTime,
        language: this.locale,
        speed: () => this.#speed,
        isLearnersTurn: () => this.#editing > 0,
      }),
      ended: () => {
        // A learner who leaves the last shell gets a new one: there is nowhere else to go.
        this.#terminals.delete(id);
        this.open(id, columns, rows);
      },
    });
    this.#terminals.set(id, session);
    this.#sizes.set(id, { columns, rows });
  }

  resize(id: number, columns: number, rows: number): void {
    const session = this.#terminals.get(id);
    if (session) session.resize(columns, rows);
    else this.open(id, columns, rows);
    this.#sizes.set(id, { columns, rows });
  }

  suggest(on: boolean): void {
    this.#suggests = on;
    for (const session of this.#terminals.values()) session.suggests = on;
  }

  close(id: number): void {
    this.#terminals.get(id)?.hangUp();
    this.#terminals.delete(id);
    this.#shells.delete(id);
    this.#sizes.delete(id);
  }

  async #edit(path: string): Promise<string | undefined> {
    const { files } = this.lab.machines.laptop;
    this.#editing++;
    const text = await this.#page.edit(path, files.read(path) ?? '').finally(() => this.#editing--);
    if (text !== undefined) files.write(path, text);
    return text;
  }

  answer(check: string, value: string): void {
    this.#judging.answers.set(check, value);
    this.#changed();
  }

  save(): Saved {
    return {
      version: VERSION,
      lesson: this.#opening.options.lesson,
      ran: linesRun,
      seed: this.#opening.seed,
      start: this.#opening.start,
      beganAs: this.#opening.beganAs,
      at: this.#opening.at,
      snapshot: this.lab.snapshot(),
      commands: this.#commands,
      lines: this.#lines,
      beganMs: this.#beganMs,
      ageMs: this.#ageMs,
      history: this.#history.slice(-KEPT_HISTORY),
      answers: [...this.#judging.answers],
      solved: this.#judging.solved,
      spentMs: this.#stopwatch.ms,
      times: this.#times,
      speed: this.#speed,
    };
  }

  /** Judges the cluster as it stands, before anything is typed. */
  look(): void {
    this.#changed();
  }

  #changed(): void {
    void this.#page.changed();
    this.#judging.changed();
  }

  #show({ shown, values, hints }: Grade): void {
    const { options, at } = this.#opening;
    const ran = this.#stopwatch.runs;
    this.#turnStopwatch();
    const { ms, runs } = this.#stopwatch;
    if (at !== undefined && ran && !runs) this.#times = taken(this.#times, at, ms);
    void this.#page.verdicts({
      verdicts: shown.map(({ way, because, ...verdict }) => ({
        ...verdict,
        because: because[options.locale],
        ...(way && { way: way[options.locale] }),
      })),
      values: { ...this.params, ...values },
      hints,
      stopwatch: at === undefined ? undefined : { exercise: at, ms, runs },
      times: this.#times,
    });
  }
}
