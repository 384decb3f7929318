// Background jobs: their numbers, process ids, states and the lines that announce them.

export interface Job {
  readonly number: number;
  readonly pid: number;
  readonly command: string;
  /** Ends the job; the reason is the signal's name. */
  readonly controller: AbortController;
  readonly done: Promise<number>;
  status: number | undefined;
  announced: boolean;
}

export class Jobs {
  readonly all: Job[] = [];
  #pid: number;

  constructor(firstPid: number) {
    this.#pid = firstPid;
  }

  nextPid(): number {
    return ++this.#pid;
  }

  start(command: string, controller: AbortController, run: (pid: number) => Promise<number>): Job {
    const pid = this.nextPid();
    const number = Math.max(0, ...this.all.map((job) => job.number)) + 1;
    const done = run(pid);
    const job: Job = { number, pid, command, controller, done, status: undefined, announced: false };
    done.then((status) => {
      job.status = status;
    });
    this.all.push(job);
    return job;
  }

  remove(job: Job): void {
    const at = this.all.indexOf(job);
    if (at >= 0) this.all.splice(at, 1);
  }

  /** `%1`, `%%`, `%+`, `%-`, `%name` or a process id. */
  find(spec: string): Job | undefined {
    if (!spec.startsWith('%')) return this.all.find((job) => String(job.pid) === spec);
    const name = spec.slice(1);
    if (name === '' || name === '%' || name === '+') return this.all.at(-1);
    if (name === '-') return this.all.at(-2) ?? this.all.at(-1);
    if (/^\d+$/.test(name)) return this.all.find((job) => String(job.number) === name);
    return this.all.findLast((job) => job.command.startsWith(name));
  }

  /** `[1]+  Running                 sleep 100 &` */
  show(job: Job, withPid = false): string {
    const last = this.all.at(-1);
    const mark = job === last ? '+' : job === this.all.at(-2) ? '-' : ' ';
    const state = stateOf(job);
    const pid = withPid ? `${job.pid} ` : '';
    const line = `[${job.number}]${mark}  ${pid}${state.padEnd(24)}${job.command}`;
    return job.status === undefined ? `${line} &` : line;
  }

  /** Lines for the jobs that have ended since the last time; they are forgotten. */
  report(): string {
    let text = '';
    for (const job of [...this.all]) {
      if (job.status === undefined) continue;
      if (!job.announced) text += `${this.show(job)}\n`;
      this.remove(job);
    }
    return text;
  }
}

const ENDED_BY: Readonly<Record<number, string>> = {
  129: 'Hangup',
  130: 'Interrupt',
  137: 'Killed',
  141: 'Broken pipe',
  143: 'Terminated',
};

function stateOf({ status }: Job): string {
  if (status === undefined) return 'Running';
  return status === 0 ? 'Done' : (ENDED_BY[status] ?? `Exit ${status}`);
}
