// What each check says of each play of the exercise at hand, and the checks that are offered.

import type { Candidate } from '#authoring/candidates/candidate.ts';
import type { DraftExercise } from '#authoring/draft.ts';
import { exerciseAdd } from '#authoring/edits.ts';
import { type Play, type Row, refusalOf, type Table } from '#authoring/table.ts';
import { showProblem } from '#grading/problem.ts';
import type { Room } from './room.ts';

export class Judging {
  readonly #room: Room;
  readonly #candidates = new Map<string, readonly Candidate[]>();
  #tables = new Map<string, Table>();
  #count = 0;
  busy = false;
  onChange: (() => void) | undefined;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Of the exercise at hand. Undefined: not looked at yet. */
  get table(): Table | undefined {
    const { exercise } = this.#room.desk;
    return exercise === undefined ? undefined : this.#tables.get(exercise);
  }

  /** Another lesson has come. */
  clear(): void {
    this.#candidates.clear();
    this.#tables.clear();
    this.onChange?.();
  }

  /** A check that was chosen is offered no longer. */
  take(exercise: string, candidate: Candidate): void {
    const same = JSON.stringify(candidate);
    this.#candidates.set(
      exercise,
      (this.#candidates.get(exercise) ?? []).filter((one) => JSON.stringify(one) !== same),
    );
  }

  /** @param anew What the solution changes is looked for again. */
  async look(anew: boolean): Promise<void> {
    const { desk, workshop } = this.#room;
    const id = desk.exercise;
    const exercise = desk.draft?.exercises.find((one) => one.id === id);
    if (id === undefined || !exercise) return;
    const mine = ++this.#count;
    this.busy = true;
    this.onChange?.();
    try {
      const of = desk.manuscript;
      if (anew || !this.#candidates.has(id)) {
        const found =
          exercise.solution.length > 0 ? await workshop.candidates(of, id, desk.typedFor(id)) : { candidates: [] };
        if ('problems' in found) return this.#room.say(found.problems.map(showProblem).join('\n'));
        this.#candidates.set(
          id,
          found.candidates.filter((one) => !isChosen(exercise, one)),
        );
      }
      const plays = playsOf(
        exercise,
        desk.waiting.filter((one) => one.exercise === id).map(({ run }) => run),
      );
      const table = await workshop.tellApart(of, id, this.#candidates.get(id)!, plays);
      if (mine !== this.#count) return;
      if ('problems' in table) return this.#room.say(table.problems.map(showProblem).join('\n'));
      this.#tables.set(id, table);
      this.#settle(exercise, table);
    } finally {
      if (mine === this.#count) this.busy = false;
      this.onChange?.();
    }
  }

  /** Near misses that a check has come to refuse are written down. */
  #settle({ id, alternatives, nearMisses }: DraftExercise, table: Table): void {
    const { desk } = this.#room;
    const waiting = desk.waiting.filter((one) => one.exercise === id);
    const first = 2 + alternatives.length + nearMisses.length;
    const refused = waiting.flatMap((one, i) => {
      const refusal = refusalOf(table, first + i);
      return refusal ? [{ one, miss: { why: { en: '', zh: '' }, run: one.run, ...refusal } }] : [];
    });
    if (refused.length === 0) return;
    const folder = refused.reduce((so, { miss }) => exerciseAdd(so, id, 'nearMisses', miss), desk.folder);
    desk.lay({ folder, waiting: desk.waiting.filter((one) => !refused.some((r) => r.one === one)) }, 'shape');
  }
}

const isChosen = ({ checks }: DraftExercise, { asks }: Candidate): boolean =>
  checks.some(({ value }) =>
    Object.entries(asks).every(([key, part]) => JSON.stringify(value[key]) === JSON.stringify(part)),
  );

/** In the order of the table's columns: start, solution, alternatives, near misses, those that wait. */
export function playsOf(exercise: DraftExercise, waiting: readonly (readonly string[])[]): readonly Play[] {
  const { solution, alternatives, nearMisses } = exercise;
  return [
    { kind: 'start', lines: [] },
    { kind: 'solution', lines: solution },
    ...alternatives.map((lines): Play => ({ kind: 'alternative', lines })),
    ...[...nearMisses.map(({ run }) => run), ...waiting].map((lines): Play => ({ kind: 'nearMiss', lines })),
  ];
}

const MOST_OFFERED = 14;

/** Offered checks that say no at the start and yes after each right answer; those first that refuse most near misses. */
export function offered(table: Table, plays: readonly Play[]): readonly Row[] {
  const isRight = ({ cells }: Row): boolean =>
    plays.every(({ kind }, i) => {
      const passes = cells[i]?.state === 'passed';
      return kind === 'start' ? !passes : kind === 'nearMiss' ? true : passes;
    });
  const worth = ({ cells, candidate, refuses }: Row): number =>
    100 * plays.filter(({ kind }, i) => kind === 'nearMiss' && cells[i]?.state !== 'passed').length +
    (candidate && 'reach' in candidate.asks ? 50 : 0) +
    refuses.length;
  return table.rows
    .filter((row) => row.candidate !== undefined && isRight(row))
    .sort((a, b) => worth(b) - worth(a))
    .slice(0, MOST_OFFERED);
}
