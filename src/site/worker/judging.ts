// The lesson's checks on one cluster: judged when a burst of changes is over, and looked at again later as long as one fails.

import type { ParamValues } from '#grading/params.ts';
import type { Solved } from '#grading/progress.ts';
import type { Grade, Grader, Seen } from './grader.ts';
import { LookAgain } from './look-again.ts';
import type { LessonFiles } from './protocol.ts';
import { realTime } from './real-time.ts';
import type { Saved } from './saved.ts';

/** Changes come in bursts: judge when one is over. */
const QUIET_MS = 10;

export interface JudgingOptions {
  /** Undefined: there is nothing to judge. */
  readonly files: LessonFiles | undefined;
  readonly params: ParamValues;
  readonly answers: Saved['answers'] | undefined;
  readonly solved: Solved;
  /** Where the learner is now. */
  seen(): Omit<Seen, 'answers' | 'solved'>;
  judged(grade: Grade): void;
}

export class Judging {
  readonly answers: Map<string, string>;
  readonly #options: JudgingOptions;
  readonly #again = new LookAgain(realTime, () => {
    if (!this.#isJudging && this.#timer === undefined) void this.#grade();
  });
  #grader: Promise<Grader | undefined> | undefined;
  #solved: Solved;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isJudging = false;
  #changedMeanwhile = false;
  #isOver: boolean;

  constructor(options: JudgingOptions) {
    this.#options = options;
    this.answers = new Map(options.answers);
    this.#solved = options.solved;
    this.#isOver = options.files === undefined;
  }

  get solved(): Solved {
    return this.#solved;
  }

  /** What judges: fetched when it is needed first. */
  grader(): Promise<Grader | undefined> {
    const { files, params } = this.#options;
    this.#grader ??=
      files && !this.#isOver
        ? import('./grader.ts').then(({ graderOf }) => graderOf(files, this.answers, params))
        : Promise.resolve(undefined);
    return this.#grader;
  }

  /** Something has: it is judged soon. */
  changed(): void {
    if (this.#isOver) return;
    this.#again.changed();
    if (this.#isJudging) {
      this.#changedMeanwhile = true;
      return;
    }
    this.#timer ??= setTimeout(() => void this.#grade(), QUIET_MS);
  }

  /** Another cluster takes this one's place: of this one nothing more is told. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#again.stop();
  }

  async #grade(): Promise<void> {
    this.#timer = undefined;
    this.#again.stop();
    this.#isJudging = true;
    this.#changedMeanwhile = false;
    try {
      const grader = await this.grader();
      const grade = await grader?.grade({ ...this.#options.seen(), answers: this.answers, solved: this.#solved });
      if (grade && !this.#isOver) {
        this.#solved = grade.solved;
        this.#options.judged(grade);
        const hasFailed = grade.shown.some(({ state }) => state === 'failed');
        if (hasFailed && !this.#changedMeanwhile) this.#again.later();
      }
    } finally {
      this.#isJudging = false;
    }
    if (this.#changedMeanwhile) this.changed();
  }
}
