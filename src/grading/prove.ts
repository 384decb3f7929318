// What a lesson proves: nothing passes before the learner starts, each solution passes, each near miss is refused with its own words.

import type { RealTime } from '#lab/clock.ts';
import type { Exercise, Lesson } from './lesson.ts';
import type { Problem } from './problem.ts';
import { type LessonMaterial, Seat, type Standing } from './seat.ts';
import { LOCALES } from './text.ts';

export interface Proof {
  readonly name: string;
  run(): Promise<readonly Problem[]>;
}

/** One proof a case, to be run in any order, each on a cluster of its own. */
export function proofsOf(material: LessonMaterial & { readonly dir: string }, real: RealTime): readonly Proof[] {
  const { lesson, dir } = material;
  const standing: Standing = new Map();
  const file = `${dir}/lesson.yaml`;
  const problem = (
    name: string,
    path: string,
    message: string,
    hint: string,
    expected?: string,
    found?: string,
  ): Problem => ({
    name,
    file,
    path,
    message,
    hint,
    ...(expected && { expected }),
    ...(found && { found }),
  });
  const seated = async (
    where: string,
    exercise: Exercise,
    use: (seat: Seat) => Promise<readonly Problem[]>,
  ): Promise<readonly Problem[]> => {
    let seat: Seat | undefined;
    try {
      seat = await Seat.take(material, real, exercise, standing);
      return await use(seat);
    } catch (error) {
      // A start that is refused, an expression that is none: the author's, and the other proofs still run.
      return [problem('CannotPlay', where, (error as Error).message, 'Mend the start, or the check that this names.')];
    } finally {
      seat?.leave();
    }
  };
  const before = (exercise: Exercise): readonly string[] => requiredBefore(lesson, exercise).flatMap((e) => e.solution);

  return lesson.exercises.flatMap((exercise): Proof[] => {
    const where = `exercises.${exercise.id}`;
    const passes = (what: string, lines: readonly string[]): Proof => ({
      name: `${exercise.id}: ${what} passes`,
      run: () =>
        seated(where, exercise, async (seat) => {
          await seat.run(before(exercise));
          const records = await seat.run(lines);
          const verdicts = await seat.grade(exercise);
          const shown = records
            .map(({ line, exitCode, stderr }) => `$ ${line.split('\n')[0]} → ${exitCode} ${stderr}`.trim())
            .join(' | ');
          return verdicts
            .filter(({ state }) => state !== 'passed')
            .map(({ check, because }) =>
              problem(
                'SolutionFails',
                `${where}.${check}`,
                `after the ${what}, the check is not passed: ${because.en}`,
                'Mend the lines or the check.',
                'passed',
                shown,
              ),
            );
        }),
    });
    return [
      {
        name: `${exercise.id}: no check passes at the start`,
        run: () =>
          seated(where, exercise, async (seat) => {
            await seat.run(before(exercise));
            const verdicts = await seat.grade(exercise);
            return exercise.checks
              .filter(({ id, guard }) => (verdicts.find((v) => v.check === id)!.state === 'passed') !== guard)
              .map(({ id, guard }) =>
                guard
                  ? problem(
                      'GuardFails',
                      `${where}.${id}`,
                      'a guard must be true from the start',
                      'Compare `start` with the check, or drop `guard`.',
                    )
                  : problem(
                      'CheckNeverFails',
                      `${where}.${id}`,
                      'the check passes before the learner has done anything',
                      'Either the start contains the answer, or the check asks too little.',
                    ),
              );
          }),
      },
      passes('solution', exercise.solution),
      ...exercise.alternatives.map((lines, i) => passes(`alternative ${i + 1}`, lines)),
      ...exercise.nearMisses.map(
        (miss): Proof => ({
          name: `${exercise.id}: refuses — ${miss.why.en}`,
          run: () =>
            seated(where, exercise, async (seat) => {
              await seat.run(before(exercise));
              await seat.run(miss.run);
              const verdict = (await seat.grade(exercise)).find(({ check }) => check === miss.fails)!;
              if (verdict.state === 'passed')
                return [
                  problem(
                    'NearMissPasses',
                    `${where}.${miss.fails}`,
                    `“${miss.why.en}” passes`,
                    'The check asks too little, or the lines are right after all.',
                  ),
                ];
              if (LOCALES.some((locale) => verdict.because[locale].includes(miss.says))) return [];
              return [
                problem(
                  'NearMissSaysElse',
                  `${where}.${miss.fails}`,
                  `“${miss.why.en}” fails with other words`,
                  'Mend `says`, or the words of the check.',
                  miss.says,
                  verdict.because.en,
                ),
              ];
            }),
        }),
      ),
    ];
  });
}

/** The exercises that `exercise` needs, and what they need, each once, in the lesson's order. */
export function requiredBefore(lesson: Lesson, exercise: Exercise): readonly Exercise[] {
  const wanted = new Set<string>();
  const visit = (e: Exercise): void => {
    for (const id of e.needs) {
      const needed = lesson.exercises.find((other) => other.id === id);
      if (needed && !wanted.has(id)) {
        wanted.add(id);
        visit(needed);
      }
    }
  };
  visit(exercise);
  return lesson.exercises.filter(({ id }) => wanted.has(id));
}
