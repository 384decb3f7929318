// What a learner is shown of the verdicts: what was solved once stays solved, and what nobody has tried yet is waiting.

import type { CommandRecord } from './check.ts';
import type { Way } from './explain.ts';
import type { Verdict } from './grade.ts';
import type { Check, Exercise, Lesson } from './lesson.ts';
import { names } from './subject.ts';

/**
 * A verdict without its trace: what is kept of it. `way`: of a failed one, where the request that decided it broke; `missed`: the near
 * misses that it speaks to, by their English names.
 */
export type Shown = Omit<Verdict, 'trace'> & {
  readonly way?: Readonly<Record<'en' | 'zh', Way>>;
  readonly missed?: readonly string[];
};

/** The verdicts that solved an exercise, by the exercise's id. A value: it is saved with the lesson. */
export type Solved = Readonly<Record<string, readonly Shown[]>>;

/** Those that are still to be solved, and therefore judged. */
export function unsolved({ exercises }: Lesson, solved: Solved): readonly Exercise[] {
  return exercises.filter(({ id }) => !Object.hasOwn(solved, id));
}

/** Those of them that can be judged where the learner is: in an exercise's own cluster only that one, and none of those elsewhere. */
export function judgedAt(lesson: Lesson, solved: Solved, at: string | undefined): readonly Exercise[] {
  return unsolved(lesson, solved).filter(({ id, start }) => (at === undefined ? start === undefined : id === at));
}

/** `solved` with what these verdicts add to it. */
export function solvedBy(verdicts: readonly Verdict[], lesson: Lesson, solved: Solved): Solved {
  const more: Record<string, readonly Shown[]> = { ...solved };
  for (const { id } of unsolved(lesson, solved)) {
    const own = verdicts.filter(({ exercise }) => exercise === id);
    if (own.length > 0 && own.every(({ state }) => state === 'passed')) more[id] = own.map(withoutTrace);
  }
  return more;
}

/**
 * One verdict for each check of the lesson, in its order. A failed check that has something to be about is `pending` until it was
 * tried: until a command named that, or, in the exercise at hand (the first unsolved one), until any command was run.
 *
 * @param answers What was answered, by check. Whoever answers a solved question once more reads what is said of that answer.
 */
export function shown(
  verdicts: readonly Verdict[],
  lesson: Lesson,
  solved: Solved,
  commands: readonly CommandRecord[],
  answers: ReadonlyMap<string, string>,
  at?: string,
): readonly Shown[] {
  const atHand = judgedAt(lesson, solved, at)[0];
  return lesson.exercises.flatMap((exercise) => {
    const kept = solved[exercise.id];
    if (kept) return kept.map((verdict) => toldOf(exercise, verdict, answers));
    const tried =
      (exercise === atHand && commands.length > 0) ||
      exercise.checks.flatMap(aboutOf).some((subject) => commands.some((command) => touches(command, subject)));
    return exercise.checks.flatMap((check) => {
      const verdict = verdicts.find((v) => v.exercise === exercise.id && v.check === check.id);
      if (!verdict) return [elsewhere(exercise.id, check.id)];
      const waits = verdict.state === 'failed' && !tried && aboutOf(check).length > 0;
      return [waits ? { ...withoutTrace(verdict), state: 'pending' as const } : withoutTrace(verdict)];
    });
  });
}

function toldOf({ checks }: Exercise, kept: Shown, answers: ReadonlyMap<string, string>): Shown {
  const check = checks.find(({ id }) => id === kept.check);
  const given = answers.get(kept.check);
  const told = given === undefined ? undefined : check?.kind.question?.(check.spec).told(given);
  if (!told) return kept;
  const { wrong: _, ...verdict } = kept;
  return { ...verdict, ...told };
}

/** What is not judged here waits: its cluster is another. */
const elsewhere = (exercise: string, check: string): Shown => ({
  exercise,
  check,
  state: 'pending',
  because: { en: 'Another cluster stands here now.', zh: '现在这里是另一个集群。' },
});

const aboutOf = ({ kind, spec }: Check): readonly string[] => kind.about?.(spec) ?? [];

/** A file may hold what was meant, so kubectl's own words count as well as the line: `service/web created`. */
function touches({ line, stdout, stderr }: CommandRecord, subject: string): boolean {
  if (names(line, subject)) return true;
  return names(line, 'kubectl') && (names(stdout, subject) || names(stderr, subject));
}

/** What a learner has done so far, when they begin an exercise: one that is solved is to be solved anew. */
export function beginning(
  { id, checks }: Exercise,
  solved: Solved,
  answers: ReadonlyMap<string, string>,
): { readonly solved: Solved; readonly answers: readonly (readonly [string, string])[] } {
  if (!Object.hasOwn(solved, id)) return { solved, answers: [...answers] };
  const { [id]: _, ...others } = solved;
  return { solved: others, answers: [...answers].filter(([of]) => !checks.some((check) => check.id === of)) };
}

function withoutTrace({ trace: _, ...shown }: Verdict): Shown {
  return shown;
}
