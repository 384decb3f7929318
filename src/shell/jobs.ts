// Jobs: their numbers, process ids, states and the lines that announce them. Models bash's jobs.c.

import { Hold } from './hold.ts';

/** What each process of a job runs: the stages of a pipeline. */
export interface JobText {
  readonly whole: string;
  readonly stages: readonly string[];
}

type Stopped = 'Stopped' | 'Stopped (signal)' | 'Stopped (tty input)';

export class Job {
  /** 0 until it is in the list. */
  number = 0;
  readonly pids: readonly number[];
  readonly text: JobText;
  /** Ends the job; the reason is the signal's name. */
  readonly controller = new AbortController();
  readonly hold = new Hold();
  status: number | undefined;
  /** The shell has said that it ended, or somebody waited for it. */
  announced = false;
  /** That it is stopped is still to be said. */
  unsaid = false;
  #stopped: Stopped | undefined;
  /** The terminal's input is its. */
  isForeground = false;
  readonly done: Promise<number>;
  #onStop: (() => void)[] = [];

  constructor(pids: readonly number[], text: JobText, run: (job: Job) => Promise<number>) {
    this.pids = pids;
    this.text = text;
    this.done = run(this);
    void this.done.then((status) => {
      this.status = status;
      this.#stopped = undefined;
    });
  }

  /** What `$!` is, and what is told when it starts. */
  get pid(): number {
    return this.pids.at(-1)!;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  get isRunning(): boolean {
    return this.status === undefined && !this.isStopped;
  }

  stop(how: Stopped): void {
    if (!this.isRunning) return;
    this.#stopped = how;
    this.hold.stop();
    for (const told of this.#onStop.splice(0)) told();
  }

  go(): void {
    this.#stopped = undefined;
    this.hold.go();
  }

  /** A signal that ends programs. What is stopped goes on first, to be ended. */
  end(signal: string): void {
    if (this.isStopped) this.unsaid = true;
    this.controller.abort(signal);
    this.hold.go();
  }

  /** Resolves to its exit code, or to undefined once it is stopped. */
  endedOrStopped(): Promise<number | undefined> {
    if (this.isStopped) return Promise.resolve(undefined);
    return Promise.race([this.done, new Promise<undefined>((resolve) => this.#onStop.push(() => resolve(undefined)))]);
  }

  /** `Running`, `Stopped`, `Done`, `Exit 2`, `Terminated`. */
  state(long: boolean): string {
    if (this.status !== undefined) return this.status === 0 ? 'Done' : (ENDED_BY[this.status] ?? `Exit ${this.status}`);
    if (!this.#stopped) return 'Running';
    return long ? this.#stopped : 'Stopped';
  }
}

export class Jobs {
  readonly all: Job[] = [];
  /** The job that the prompt waits for. */
  foreground: Job | undefined;
  /** `exit` has said that there are stopped jobs; said again at once, it leaves. */
  hasWarned = false;
  #pid: number;
  #current: Job | undefined;
  #previous: Job | undefined;

  constructor(firstPid: number) {
    this.#pid = firstPid;
  }

  nextPid(): number {
    return ++this.#pid;
  }

  /** Starts a job that is not in the list yet. */
  make(text: JobText, run: (job: Job) => Promise<number>): Job {
    return new Job(
      text.stages.map(() => this.nextPid()),
      text,
      run,
    );
  }

  /** Gives it the next number. */
  add(job: Job): void {
    if (job.number > 0) return;
    job.number = Math.max(0, ...this.all.map((each) => each.number)) + 1;
    this.all.push(job);
  }

  /** Starts a job in the background. */
  start(text: JobText, run: (job: Job) => Promise<number>): Job {
    const job = this.make(text, run);
    this.add(job);
    this.choose();
    return job;
  }

  remove(job: Job): void {
    const at = this.all.indexOf(job);
    if (at >= 0) this.all.splice(at, 1);
    if (job === this.#current) this.#current = undefined;
    if (job === this.#previous) this.#previous = undefined;
    if (!this.#current || !this.#previous) this.choose();
  }

  /** It has been stopped, or put into the foreground: it is the current one. */
  setCurrent(job: Job): void {
    if (this.#current !== job) {
      this.#previous = this.#current;
      this.#current = job;
    }
    if (this.#previous && this.#previous !== job && this.#previous.isStopped) return;
    const older = this.all.slice(0, this.all.indexOf(job));
    this.#previous =
      (job.isStopped ? older.findLast((each) => each.isStopped) : undefined) ??
      (job.isRunning ? older : this.all).findLast((each) => each.isRunning) ??
      job;
  }

  /** Which job `%+` is, once one has been started or has gone. Source: jobs.c, reset_current. */
  choose(): void {
    const stopped = (job: Job | undefined): Job | undefined => (job?.isStopped ? job : undefined);
    const next =
      stopped(this.#current) ??
      stopped(this.#previous) ??
      this.all.findLast((job) => job.isStopped) ??
      this.all.findLast((job) => job.isRunning);
    if (next) this.setCurrent(next);
  }

  /** `%1`, `%%`, `%+`, `%-`, `%name`, `%?text` or a process id. */
  find(spec: string): Job | 'ambiguous' | undefined {
    if (!spec.startsWith('%')) return this.all.find((job) => job.pids.some((pid) => String(pid) === spec));
    const name = spec.slice(1);
    if (name === '' || name === '%' || name === '+') return this.#current;
    if (name === '-') return this.#previous ?? this.#current;
    if (/^\d+$/.test(name)) return this.all.find((job) => String(job.number) === name);
    const found = this.all.filter(({ text: { whole } }) =>
      name.startsWith('?') ? whole.includes(name.slice(1)) : whole.startsWith(name),
    );
    return found.length > 1 ? 'ambiguous' : found[0];
  }

  /** `[1]+  Running                 sleep 100 &`; with process ids a line for each stage. */
  show(job: Job, { long = false, newline = true } = {}): string {
    const mark = job === this.#current ? '+' : job === this.#previous ? '-' : ' ';
    const ending = `${job.isRunning ? ' &' : ''}${newline ? '\n' : ''}`;
    const state = job.state(long).padEnd(24);
    if (!long) return `[${job.number}]${mark}  ${state}${job.text.whole}${ending}`;
    const [first, ...rest] = job.text.stages.map((text, index) => {
      const pid = String(job.pids[index]).padStart(5);
      return index === 0 ? `[${job.number}]${mark} ${pid} ${state}${text}` : `     ${pid}${' '.repeat(23)}| ${text}`;
    });
    return [first, ...rest].join('\n') + ending;
  }

  /** Lines for what has been stopped or has ended since the last time; what has ended is forgotten. */
  report(): string {
    let text = '';
    for (const job of [...this.all]) {
      if (job.unsaid) {
        job.unsaid = false;
        text += `\n${job.status === undefined && job.isStopped ? this.show(job) : this.#showStopped(job)}`;
        continue;
      }
      if (job.status === undefined) continue;
      if (!job.announced) text += this.show(job);
      this.remove(job);
    }
    return text;
  }

  /** As it stood when it was sent the signal that has ended it since. */
  #showStopped(job: Job): string {
    const mark = job === this.#current ? '+' : job === this.#previous ? '-' : ' ';
    return `[${job.number}]${mark}  ${'Stopped'.padEnd(24)}${job.text.whole}\n`;
  }
}

const ENDED_BY: Readonly<Record<number, string>> = {
  129: 'Hangup',
  130: 'Interrupt',
  131: 'Quit',
  137: 'Killed',
  138: 'User defined signal 1',
  140: 'User defined signal 2',
  141: 'Broken pipe',
  142: 'Alarm clock',
  143: 'Terminated',
};
