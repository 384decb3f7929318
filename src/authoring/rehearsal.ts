// An author's plays, played again as `lesson test` plays them: which lines matter, what they change, what each check says of each.

import type { CommandRecord } from '#grading/check.ts';
import { send } from '#grading/kinds/request/request.ts';
import { type Exercise, parseLesson } from '#grading/lesson.ts';
import { fillLive } from '#grading/live.ts';
import { firstValues } from '#grading/params.ts';
import type { Problem } from '#grading/problem.ts';
import { leavesNothing } from '#grading/prove.ts';
import { requiredBefore } from '#grading/required.ts';
import { type LessonMaterial, Seat, type Standing } from '#grading/seat.ts';
import type { RealTime } from '#lab/clock.ts';
import { differences } from '#lab/difference.ts';
import type { Snapshot } from '#lab/lab.ts';
import type { Candidate } from './candidates/candidate.ts';
import { changesBetween, objectCandidates } from './candidates/objects.ts';
import { type Asking, askedAgain, askedByChanges, type Ended, requestCandidate } from './candidates/requests.ts';
import { playable } from './playable.ts';

/** What a rehearsal needs of the world: starts, documents, schemas. */
export type Stage = Omit<LessonMaterial, 'lesson' | 'home'>;

export interface Script {
  /** Of lesson.yaml; exercises may still be without checks. */
  readonly text: string;
  readonly home: Readonly<Record<string, string>>;
}

/** A line that was typed, and whether a careful person would write it down. */
export interface SiftedLine {
  readonly line: string;
  /** It changed the cluster, a file, an answer, or what is broken; or the shell for the lines behind it. */
  readonly matters: boolean;
  readonly exitCode: number;
  readonly stderr: string;
}

/** What earlier rehearsals have found out, so that only what has changed is played again. */
export interface Memory {
  readonly standing: Standing;
  /** What checks said, by all that it follows from. */
  readonly said: Map<string, unknown>;
  home: string;
}

export const newMemory = (): Memory => ({ standing: new Map(), said: new Map(), home: '{}' });

/** So much is remembered: more, and it begins anew. */
const MOST_SAID = 500;

export class Rehearsal {
  readonly #material: LessonMaterial;
  readonly #real: RealTime;
  readonly #memory: Memory;

  private constructor(material: LessonMaterial, real: RealTime, memory: Memory) {
    this.#material = material;
    this.#real = real;
    this.#memory = memory;
  }

  static of(
    { text, home }: Script,
    stage: Stage,
    real: RealTime,
    memory: Memory = newMemory(),
  ): Rehearsal | { readonly problems: readonly Problem[] } {
    const file = 'lesson/lesson.yaml';
    const readable = playable(text);
    const first = parseLesson(file, readable);
    if ('problems' in first) return first;
    const parsed = parseLesson(file, readable, firstValues(first.lesson.params));
    if ('problems' in parsed) return parsed;
    const homeNow = JSON.stringify(home);
    if (memory.home !== homeNow || memory.said.size > MOST_SAID) {
      memory.standing.clear();
      memory.said.clear();
      memory.home = homeNow;
    }
    return new Rehearsal({ ...stage, home, lesson: parsed.lesson }, real, memory);
  }

  /** What was found out for this exercise and `key`, or what `work` finds out. */
  async once<T>(exercise: Exercise, key: unknown, work: () => Promise<T>): Promise<T> {
    const { start } = exercise.start ? exercise : this.lesson;
    const before = requiredBefore(this.lesson, exercise).map(({ solution, start: own }) => [solution, own]);
    const whole = JSON.stringify([start, before, exercise.id, key]);
    if (!this.#memory.said.has(whole)) this.#memory.said.set(whole, await work());
    return this.#memory.said.get(whole) as T;
  }

  get lesson(): LessonMaterial['lesson'] {
    return this.#material.lesson;
  }

  exercise(id: string): Exercise {
    const found = this.lesson.exercises.find((exercise) => exercise.id === id);
    if (!found) throw new Error(`there is no exercise ${id}`);
    return found;
  }

  /** Where the exercise begins, what it needs being done. Undefined: where the lesson does. */
  async seat(exercise: Exercise | undefined): Promise<Seat> {
    const seat = await Seat.take(this.#material, this.#real, exercise, this.#memory.standing);
    if (exercise) await seat.run(requiredBefore(this.lesson, exercise).flatMap(({ solution }) => solution));
    return seat;
  }

  again(seat: Seat): Promise<Seat> {
    return Seat.resume(this.#material, this.#real, seat.keep());
  }

  async sift(exercise: Exercise | undefined, lines: readonly string[]): Promise<readonly SiftedLine[]> {
    const seat = await this.seat(exercise);
    try {
      const sifted: SiftedLine[] = [];
      for (const line of lines) {
        const [lab, before, answers] = [seat.lab, seat.lab.snapshot(), JSON.stringify([...seat.answers])];
        const [record] = await seat.run([line]);
        const { exitCode = 0, stderr = '' } = record ?? {};
        const matters =
          seat.lab !== lab ||
          JSON.stringify([...seat.answers]) !== answers ||
          (exitCode === 0 && !leavesNothing(line)) ||
          isChanged(before, seat.lab.snapshot());
        sifted.push({ line, matters, exitCode, stderr: stderr.trim().slice(0, 300) });
      }
      return sifted;
    } finally {
      seat.leave();
    }
  }

  /** Checks that tell the exercise's beginning from where these lines lead. */
  async candidates(
    exercise: Exercise,
    lines: readonly string[],
    typed: readonly string[],
  ): Promise<readonly Candidate[]> {
    const seat = await this.seat(exercise);
    try {
      let before = await this.again(seat);
      const records: CommandRecord[] = [];
      for (const line of typed.length > 0 ? typed : lines) {
        const { lab } = seat;
        records.push(...(await seat.run([line])));
        if (seat.lab === lab) continue;
        // A cluster of its own has come: what stands there is where it begins.
        before.leave();
        before = await this.again(seat);
      }
      try {
        const { storage } = seat.lab.snapshot();
        const changes = changesBetween(before.lab.snapshot().storage, storage);
        const sent = records.flatMap(({ exchanges }) =>
          exchanges.flatMap((one) => askedAgain(one, storage, lines) ?? []),
        );
        const askings = distinct([...askedByChanges(changes, storage), ...sent]);
        const asked: Candidate[] = [];
        for (const asking of askings) {
          const found = requestCandidate(asking, await ended(asking, before), await ended(asking, seat));
          if (found) asked.push(found);
        }
        return [...asked, ...objectCandidates(changes)];
      } finally {
        before.leave();
      }
    } finally {
      seat.leave();
    }
  }
}

function isChanged(before: Snapshot, after: Snapshot): boolean {
  return differences(before, after).some(({ name }) => !/^(Node|ConfigMap\/kube-)/.test(name));
}

const distinct = (askings: readonly Asking[]): readonly Asking[] => [
  ...new Map(
    askings.map((asking) => [JSON.stringify([asking.from, asking.url.replace(/\/$/, ''), asking.host]), asking]),
  ).values(),
];

async function ended(asking: Asking, { evidence }: Seat): Promise<Ended> {
  const filled = await fillLive(asking, evidence);
  if ('missing' in filled) return undefined;
  const outcome = await send(filled.value, evidence);
  return 'ended' in outcome ? outcome.ended : undefined;
}
