// What each check says of each play of the exercise at hand, and the checks that are offered.

import type { Candidate } from '#authoring/candidates/candidate.ts';
import type { DraftExercise } from '#authoring/draft.ts';
import { exerciseAdd } from '#authoring/edits.ts';
import { type Play, type Row, refusalOf, type Table } from '#authoring/table.ts';
import { showProblem } from '#grading/problem.ts';
import type { Desk, Laid, Waiting } from './desk.ts';
import { attempt, type Room } from './room.ts';

/** An author who goes from field to field is not kept waiting. */
const QUIET_MS = 600;

export class Judging {
  readonly #room: Room;
  readonly #candidates = new Map<string, readonly Candidate[]>();
  /** The lesson's params when the candidates were made, which have their names in them. */
  #params = '';
  readonly #made = new Map<string, Made>();
  #count = 0;
  /** It will be looked at again as soon as nothing is typed for a moment. */
  #due: ReturnType<typeof setTimeout> | undefined;
  /** What was looked at last, whether or not it could be played. */
  #tried = '';
  busy = false;
  onChange: (() => void) | undefined;

  constructor(room: Room) {
    this.#room = room;
    room.desk.onChange(() => this.#follow());
  }

  /** What was looked at once, and has become another since, is looked at again. */
  #follow(): void {
    const { desk } = this.#room;
    clearTimeout(this.#due);
    this.#due = undefined;
    const exercise = desk.draft?.exercises.find(({ id }) => id === desk.exercise);
    if (this.busy || !exercise || !this.#made.has(exercise.id)) return;
    if (this.#isOf(exercise) || this.#tried === this.#keyOf(exercise)) return;
    this.#due = setTimeout(() => {
      this.#due = undefined;
      void attempt(this.#room, () => this.look(false));
    }, QUIET_MS);
  }

  #keyOf(exercise: DraftExercise): string {
    return JSON.stringify([exercise.id, checksOf(exercise), playsOf(exercise, runsOf(this.#waitingFor(exercise.id)))]);
  }

  #isOf(exercise: DraftExercise): boolean {
    const made = this.#made.get(exercise.id)!;
    const plays = playsOf(exercise, runsOf(this.#waitingFor(exercise.id)));
    return made.checks === checksOf(exercise) && inOrder(made, plays) !== undefined;
  }

  /** Undefined: not looked at yet, or it has become another exercise since. What is being looked at may be behind by a check. */
  tableOf(exercise: DraftExercise): Table | undefined {
    const made = this.#made.get(exercise.id);
    return made && (this.busy || this.#due !== undefined || made.checks === checksOf(exercise))
      ? inOrder(made, playsOf(exercise, runsOf(this.#waitingFor(exercise.id))))
      : undefined;
  }

  #waitingFor(id: string): readonly Waiting[] {
    return this.#room.desk.waiting.filter(({ exercise }) => exercise === id);
  }

  /** Another lesson has come. */
  clear(): void {
    this.#count++;
    this.busy = false;
    this.#candidates.clear();
    this.#made.clear();
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
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#tried = this.#keyOf(exercise);
    this.busy = true;
    this.onChange?.();
    try {
      const of = desk.manuscript;
      // What comes and goes while it is played is not in the table.
      const waiting = this.#waitingFor(id);
      const plays = playsOf(exercise, runsOf(waiting));
      const params = JSON.stringify(desk.draft?.params);
      if (params !== this.#params) this.#candidates.clear();
      this.#params = params;
      if (anew || !this.#candidates.has(id)) {
        const found =
          exercise.solution.length > 0 ? await workshop.candidates(of, id, desk.typedFor(id)) : { candidates: [] };
        if (mine !== this.#count) return;
        if ('problems' in found) return this.#room.say(found.problems.map(showProblem).join('\n'));
        this.#candidates.set(
          id,
          found.candidates.filter((one) => !isChosen(exercise, one)),
        );
      }
      const table = await workshop.tellApart(of, id, this.#candidates.get(id)!, plays);
      if (mine !== this.#count) return;
      if ('problems' in table) return this.#room.say(table.problems.map(showProblem).join('\n'));
      this.#made.set(id, { table, plays, checks: checksOf(exercise) });
      const { folder, waiting: left } = settled(desk, id, waiting, table, plays.length - waiting.length);
      if (folder !== desk.folder) desk.lay({ folder, waiting: left }, 'shape');
    } finally {
      if (mine === this.#count) this.busy = false;
      this.onChange?.();
      this.#follow();
    }
  }
}

/** What a table was made of: what is something else by now has to be looked at again. */
interface Made {
  readonly table: Table;
  readonly plays: readonly Play[];
  readonly checks: string;
}

const runsOf = (waiting: readonly Waiting[]): readonly (readonly string[])[] => waiting.map(({ run }) => run);

/** What the checks ask, not how they say it. */
const checksOf = ({ checks }: DraftExercise): string =>
  JSON.stringify(checks.map(({ value: { ask: _, ...value } }) => value));

/** The table with its columns in the order of these plays. Undefined: it was made of others. */
export function inOrder({ table, plays: made }: Omit<Made, 'checks'>, plays: readonly Play[]): Table | undefined {
  const left = made.map((play, i) => [JSON.stringify(play), i] as const);
  const columns = plays.flatMap((play) => {
    const found = left.findIndex(([text]) => text === JSON.stringify(play));
    return found < 0 ? [] : left.splice(found, 1).map(([, i]) => i);
  });
  if (columns.length < plays.length || left.length > 0) return undefined;
  return { ...table, rows: table.rows.map((row) => ({ ...row, cells: columns.map((i) => row.cells[i]!) })) };
}

/**
 * With the near misses written down that a check has come to refuse, and waiting no longer. Those that have left the desk since stay away.
 *
 * @param judged The near misses that waited when the table was made.
 * @param first Their first column in it.
 */
export function settled(
  { folder, waiting, draft }: Pick<Desk, 'folder' | 'waiting' | 'draft'>,
  exercise: string,
  judged: readonly Waiting[],
  table: Table,
  first: number,
): Pick<Laid, 'folder' | 'waiting'> {
  if (!draft?.exercises.some(({ id }) => id === exercise)) return { folder, waiting };
  const refused = judged.flatMap((one, i) => {
    const refusal = waiting.includes(one) ? refusalOf(table, first + i) : undefined;
    return refusal ? [{ one, miss: { why: { en: '', zh: '' }, run: one.run, ...refusal } }] : [];
  });
  return {
    folder: refused.reduce((so, { miss }) => exerciseAdd(so, exercise, 'nearMisses', miss), folder),
    waiting: waiting.filter((own) => !refused.some(({ one }) => one === own)),
  };
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
