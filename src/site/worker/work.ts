// A lesson being worked on: a lab, the learner's terminals in it, and the checks. Fetched while the prompt stands there already.

import { drawParams, flatValues } from '#grading/params.ts';
import { Lab } from '#lab/lab.ts';
import type { CommandRecord } from '#lab/laptop-shell.ts';
import { preloadFor } from '#lab/preload.ts';
import { documentOf } from './documents.ts';
import type { Grade } from './grader.ts';
import { Judging } from './judging.ts';
import type { Goal } from './map/placed.ts';
import { openApiOf } from './openapi.ts';
import type { Opening, Remote } from './opening.ts';
import type { LessonFiles, StartOptions, WouldApply } from './protocol.ts';
import { realTime } from './real-time.ts';
import { type Saved, VERSION } from './saved.ts';
import { Stopwatch, type Times, taken } from './stopwatch.ts';
import { JudgedTeller } from './tell-judged.ts';
import { type Left, Terminals } from './terminals.ts';
import type { Moment, Moments } from './time/moments.ts';

const KEPT_COMMANDS = 60;
const KEPT_HISTORY = 500;
/** One more than a link may carry: it has to be known that there were more. */
const KEPT_LINES = 201;
/** In all clusters that one went through. */
let linesRun = 0;

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
  readonly terminals: Terminals;
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
  /** Since the cluster began, by terminal: when the line that runs there was entered. */
  readonly #begunAgeMs = new Map<number, number | undefined>();
  #stop: () => void;
  #speed = 1;
  /** Texts that are open in the editor, each with a program that waits for it. */
  #editing = 0;
  onEnter: ((wanted: Wanted) => void) | undefined;

  constructor(opening: Opening) {
    const { history, page, files, seed, start, snapshot, commands = [], answers, solved = {}, times = {} } = opening;
    this.#opening = opening;
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
    this.terminals = new Terminals({
      ...{ lab: this.lab, page, options: opening.options, history, shells: opening.shells },
      begun: (id, line) => this.#begun(id, line),
      ran: (id, record) => this.#ran(id, record),
      speed: () => this.#speed,
      isLearnersTurn: () => this.#editing > 0,
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
    this.moments.take(line, this.save(), this.terminals.shells);
  }

  /** What the work on an exercise in its own cluster begins with. Answers and what was solved come along. */
  async entering({ exercise, seed = this.#opening.seed }: Wanted): Promise<Opening> {
    const { snapshot: _, commands: __, spentMs: ___, shells: ____, lines: _____, ...opening } = this.#opening;
    const params = drawParams(opening.options.params, seed);
    const { graderOf } = await import('./grader.ts');
    const grader = graderOf(this.#files!, new Map(), params);
    const before = grader.beginning(exercise, this.#judging.solved, this.#judging.answers);
    const start = grader.startOf(exercise)!;
    return { ...opening, ...before, seed, params, start, at: exercise, times: this.#times };
  }

  /** Ends everything here. The terminals, by their numbers. */
  leave(): ReadonlyMap<number, Left> {
    this.#judging.end();
    const left = this.terminals.leave();
    this.#files = undefined;
    this.#stop();
    return left;
  }

  get home(): string {
    return this.lab.machines.laptop.homeDir;
  }

  /** See `Engine.prompt`. */
  async prompt(id: number): Promise<void> {
    await this.terminals.get(id)?.idle;
    await this.#verdicts.told;
  }

  /** See `Engine.wouldApply`. */
  async wouldApply(id: number, path: string): Promise<WouldApply | string> {
    const { wouldApply } = await import('./would-apply.ts');
    const would = await wouldApply(this.lab, this.terminals.shellOf(id), path);
    await this.#verdicts.told;
    return would;
  }

  #record(record: CommandRecord): void {
    this.#commands = [...this.#commands, record].slice(-KEPT_COMMANDS);
    this.#changed();
  }

  #begun(terminal: number, line: string): void {
    const ageMs = this.#ageMs;
    this.#begunAgeMs.set(terminal, ageMs);
    void this.#page.begun(line, { terminal, ageMs });
    this.#take(line);
  }

  #ran(terminal: number, record: CommandRecord): void {
    this.#record(record);
    const { line, exitCode } = record;
    const ageMs = this.#begunAgeMs.get(terminal);
    this.#lines = [...this.#lines, { line, exitCode, terminal, ageMs }].slice(-KEPT_LINES);
    linesRun++;
    void this.#page.ran(line, exitCode);
    void this.#page.filesChanged();
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted === undefined) return;
    this.terminals.ask(terminal);
    this.onEnter?.(wanted);
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
