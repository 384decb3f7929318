// A learner's seat: a cluster at its start, a prompt, and the checks.

import type { RealTime } from '#lab/clock.ts';
import { Lab, type LabOptions, type Snapshot } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import type { Program } from '#machine/program.ts';
import { answerProgram } from './answer-program.ts';
import { beginProgram } from './begin-program.ts';
import type { CommandRecord, Evidence } from './check.ts';
import { evidenceOf } from './evidence.ts';
import { gradeExercise, type Verdict } from './grade.ts';
import type { Exercise, Lesson } from './lesson.ts';
import { fillLive } from './live.ts';
import { type StartFiles, setUp } from './set-up.ts';
import type { LessonStart } from './start.ts';

/** A lesson with what belongs to it. */
export interface LessonMaterial extends StartFiles {
  /** With the params of one learner filled in. */
  readonly lesson: Lesson;
  /** Files of the learner's home folder, by name. */
  readonly home: Readonly<Record<string, string>>;
  /** OpenAPI schemas, as `LabOptions` has them. */
  readonly openApi?: NonNullable<LabOptions['openApi']>;
}

/** Simulated: longer than anything that ends by itself. */
const NEVER_ENDS_MS = 900_000;

/** Clusters that stood once at their start, to be stood there again: by what the start says. */
export type Standing = Map<string, Promise<Snapshot>>;

/** How a cluster begins, and everything that went on at the prompt since. */
export interface Kept {
  readonly snapshot: Snapshot;
  readonly start: LessonStart;
  readonly at: string | undefined;
  readonly records: readonly CommandRecord[];
  readonly answers: ReadonlyMap<string, string>;
}

export class Seat {
  readonly answers = new Map<string, string>();
  readonly #material: LessonMaterial;
  readonly #real: RealTime;
  readonly #standing: Standing;
  #lab!: Lab;
  #prompt!: LaptopShell;
  #start!: LessonStart;
  /** The exercise whose own cluster this is. */
  #at: string | undefined;
  #before: readonly CommandRecord[] = [];
  #records: readonly CommandRecord[] = [];
  #stop: () => void = () => undefined;
  #background = new AbortController();
  #wanted: string | undefined;

  private constructor(material: LessonMaterial, real: RealTime, standing: Standing) {
    this.#material = material;
    this.#real = real;
    this.#standing = standing;
  }

  /**
   * At the lesson's start, or at that of an exercise which has its own.
   *
   * @param standing Clusters that stood there before are used again.
   * @throws {Error} when the start is refused: the author's mistake.
   */
  static async take(
    material: LessonMaterial,
    real: RealTime,
    exercise?: Exercise,
    standing: Standing = new Map(),
  ): Promise<Seat> {
    await preload();
    const seat = new Seat(material, real, standing);
    await seat.#enter(exercise);
    return seat;
  }

  /** As somebody else left it. Programs that ran there do not run here. */
  static async resume(material: LessonMaterial, real: RealTime, kept: Kept): Promise<Seat> {
    await preload();
    const seat = new Seat(material, real, new Map());
    for (const [check, value] of kept.answers) seat.answers.set(check, value);
    seat.#before = kept.records;
    seat.#at = kept.at;
    await seat.#open(kept.start, kept.snapshot);
    return seat;
  }

  get lab(): Lab {
    return this.#lab;
  }

  get prompt(): LaptopShell {
    return this.#prompt;
  }

  get evidence(): Evidence {
    return evidenceOf(this.#lab, [...this.#before, ...this.#records], this.answers);
  }

  /** To go on from here elsewhere. */
  keep(): Kept {
    return {
      snapshot: this.#lab.snapshot(),
      start: this.#start,
      at: this.#at,
      records: [...this.#before, ...this.#records],
      answers: new Map(this.answers),
    };
  }

  /** Each line as it is typed; `${node.any.externalIP}` and its like are read from the cluster just before. */
  async run(lines: readonly string[]): Promise<readonly CommandRecord[]> {
    const records: CommandRecord[] = [];
    for (const line of lines) {
      const filled = await fillLive(line, this.evidence);
      records.push(await this.#prompt.capture('value' in filled ? filled.value : line, this.#background.signal));
      if (this.#wanted === undefined) continue;
      const wanted = this.#material.lesson.exercises.find(({ id }) => id === this.#wanted);
      this.#wanted = undefined;
      this.leave();
      await this.#enter(wanted);
    }
    return records;
  }

  /** One line of the prose. A program that never ends is interrupted, as one would by Ctrl-C. */
  async runBriefly(line: string): Promise<CommandRecord> {
    const [filled, interrupt, over] = [
      await fillLive(line, this.evidence),
      new AbortController(),
      new AbortController(),
    ];
    void this.#lab.machines.sleep(NEVER_ENDS_MS, over.signal).then(() => {
      if (!over.signal.aborted) interrupt.abort('SIGINT');
    });
    const record = await this.#prompt.capture('value' in filled ? filled.value : line, interrupt.signal);
    over.abort();
    return record;
  }

  grade(exercise: Exercise): Promise<readonly Verdict[]> {
    return gradeExercise(exercise, this.evidence);
  }

  leave(): void {
    this.#background.abort('SIGHUP');
    this.#stop();
  }

  async #enter(exercise: Exercise | undefined): Promise<void> {
    const start = exercise?.start ?? this.#material.lesson.start;
    const key = JSON.stringify(start);
    this.#at = exercise?.start ? exercise.id : undefined;
    const stood = this.#standing.get(key);
    if (stood) return this.#open(start, await stood);
    await this.#open(start);
    const { slug } = this.#material.lesson;
    const snapshot = setUp(this.#lab, start, this.#material).then((refused) => {
      if (refused) throw new Error(`${slug}: the starting state was refused: ${refused}`);
      return this.#lab.snapshot();
    });
    this.#standing.set(key, snapshot);
    await snapshot;
  }

  async #open(start: LessonStart, snapshot?: Snapshot): Promise<void> {
    const { lesson, home, documents, openApi } = this.#material;
    this.#start = start;
    this.#background = new AbortController();
    this.#lab = new Lab({
      nodes: start.nodes,
      provider: start.provider,
      home,
      time: 'instant',
      documents,
      ...(openApi && { openApi }),
      ...(snapshot && { snapshot }),
      programs: { answer: answerProgram(lesson, this.answers), begin: this.#beginProgram() },
    });
    this.#prompt = new LaptopShell(this.#lab);
    const records: CommandRecord[] = [];
    this.#prompt.onRecord = (record) => records.push(record);
    this.#lab.onInner = (record) => records.push(record);
    this.#records = records;
    this.#stop = this.#lab.drive(this.#real);
    await this.#lab.machines.warm();
  }

  #beginProgram(): Program {
    return beginProgram(this.#material.lesson, {
      nextSeed: () => undefined,
      enter: (exercise, seed) => {
        if (seed !== undefined) return 'here the params have the values that are being proved, whatever the seed';
        // Where nothing was done yet, one is at the beginning.
        if (exercise !== this.#at || this.#records.length > 0) this.#wanted = exercise;
        return undefined;
      },
    });
  }
}
