// What a lesson proves: nothing passes before the learner starts, each solution passes, each near miss is refused with its own words,
// no usual mistake goes unnoticed, every hint fits somewhere, every command of the prose does what the prose says.

import type { RealTime } from '#lab/clock.ts';
import { type HintPlace, hintPlaces } from './hint-proof.ts';
import { fittingHints } from './hints.ts';
import { type Exercise, parseLesson, spotsIn } from './lesson.ts';
import { survivors } from './mutant-proof.ts';
import { everyValue, firstValues, type ParamValues, showValues } from './params.ts';
import type { Problem } from './problem.ts';
import { proofPlace } from './proof-place.ts';
import { attribute, blocksOf, hasFlag, stepOf } from './prose.ts';
import type { Spot } from './reader.ts';
import { requiredBefore } from './required.ts';
import { type Kept, type LessonMaterial, Seat, type Standing } from './seat.ts';
import { fillParams } from './template.ts';
import { LOCALES } from './text.ts';

/** A lesson's folder, read. */
export interface Provable extends LessonMaterial {
  /** `content/lessons/02-clusterip` */
  readonly dir: string;
  /** Of lesson.yaml. */
  readonly text: string;
  readonly prose: Readonly<Record<string, string | undefined>>;
}

export interface Proof {
  readonly name: string;
  run(): Promise<readonly Problem[]>;
}

/** One proof a case, to be run in any order, each on a cluster of its own. */
export function proofsOf(material: Provable, real: RealTime): readonly Proof[] {
  const standing: Standing = new Map();
  const done = new Set<string>();
  return everyValue(material.lesson.params).flatMap((values) => {
    const parsed = parseLesson(`${material.dir}/lesson.yaml`, material.text, values);
    if ('problems' in parsed) return [{ name: 'keeps to the format', run: async () => parsed.problems }];
    const { lesson } = parsed;
    const given = showValues(values);
    const named = (proofs: readonly Proof[]): readonly Proof[] =>
      given === '' ? proofs : proofs.map((proof) => ({ ...proof, name: `${proof.name} (${given})` }));
    const prover = new Prover({ ...material, lesson }, values, real, standing);
    /** What other values have proved already is not proved again. */
    const isNew = (what: unknown): boolean => {
      const key = JSON.stringify(what);
      return !done.has(key) && done.add(key) !== undefined;
    };
    return [
      ...lesson.exercises.flatMap((exercise) =>
        isNew([exercise, requiredBefore(lesson, exercise), exercise.start ?? lesson.start])
          ? named(prover.proofsOf(exercise))
          : [],
      ),
      ...(isNew(lesson) ? named(prover.proofsOfProse()) : []),
    ];
  });
}

/** Those of the prose alone: its commands and code blocks, for the first value of each param. */
export function proseProofsOf(material: Provable, real: RealTime): readonly Proof[] {
  return new Prover(material, firstValues(material.lesson.params), real, new Map()).proofsOfProse();
}

/** Where the hints of an exercise come to fit that are for a mistake, for the first value of each param. */
export function hintPlacesOf(
  material: Provable,
  exercise: Exercise,
  real: RealTime,
): Promise<ReadonlyMap<number, HintPlace>> {
  return new Prover(material, firstValues(material.lesson.params), real, new Map()).hintPlaces(exercise);
}

class Prover {
  readonly #material: Provable;
  readonly #values: ParamValues;
  readonly #real: RealTime;
  readonly #standing: Standing;
  /** How seats stood before an exercise, once what it needs was done. */
  readonly #before = new Map<string, Promise<Kept>>();

  constructor(material: Provable, values: ParamValues, real: RealTime, standing: Standing) {
    this.#material = material;
    this.#values = values;
    this.#real = real;
    this.#standing = standing;
  }

  proofsOf(exercise: Exercise): readonly Proof[] {
    const { id } = exercise;
    return [
      { name: `${id}: no check passes at the start`, run: () => this.#nothingPasses(exercise) },
      { name: `${id}: solution passes`, run: () => this.#passes(exercise, 'solution', exercise.solution) },
      ...exercise.alternatives.map((lines, i) => ({
        name: `${id}: alternative ${i + 1} passes`,
        run: () => this.#passes(exercise, `alternative ${i + 1}`, lines),
      })),
      ...exercise.nearMisses.map((miss) => ({
        name: `${id}: refuses — ${miss.why.en}`,
        run: () => this.#refuses(exercise, miss),
      })),
      { name: `${id}: no mutant of the solution passes`, run: () => this.#noMutant(exercise) },
      ...(exercise.hints.some(({ when }) => when !== undefined)
        ? [{ name: `${id}: every hint fits somewhere`, run: () => this.#hintsFit(exercise) }]
        : []),
    ];
  }

  proofsOfProse(): readonly Proof[] {
    return LOCALES.flatMap((locale) => {
      const prose = this.#material.prose[locale];
      return prose !== undefined && blocksOf(prose).some((block) => stepOf(block))
        ? [{ name: `prose (${locale}): every command runs`, run: () => this.#commandsRun(locale, prose) }]
        : [];
    });
  }

  #problem(name: string, path: string, message: string, hint: string, more: Partial<Problem> = {}): Problem {
    return { name, file: `${this.#material.dir}/lesson.yaml`, ...this.#place(path), path, message, hint, ...more };
  }

  #place(path: string): Spot | undefined {
    const { lesson, text } = this.#material;
    return proofPlace(path, lesson, spotsIn(text));
  }

  /** A seat before the exercise: what it needs is done. */
  async #seat(exercise: Exercise): Promise<Seat> {
    const { lesson } = this.#material;
    const lines = requiredBefore(lesson, exercise).flatMap((e) => e.solution);
    if (lines.length === 0 || !lines.every(leavesNothing)) {
      const seat = await Seat.take(this.#material, this.#real, exercise, this.#standing);
      await seat.run(lines);
      return seat;
    }
    const key = JSON.stringify([exercise.start ?? lesson.start, lines]);
    const before = this.#before.get(key);
    if (before) return Seat.resume(this.#material, this.#real, await before);
    const kept = Seat.take(this.#material, this.#real, exercise, this.#standing).then(async (seat) => {
      await seat.run(lines);
      const now = seat.keep();
      seat.leave();
      return now;
    });
    this.#before.set(key, kept);
    return Seat.resume(this.#material, this.#real, await kept);
  }

  async #seated(exercise: Exercise, use: (seat: Seat) => Promise<readonly Problem[]>): Promise<readonly Problem[]> {
    let seat: Seat | undefined;
    try {
      seat = await this.#seat(exercise);
      return await use(seat);
    } catch (error) {
      // A start that is refused, an expression that is none: the author's, and the other proofs still run.
      return [this.#cannotPlay(`exercises.${exercise.id}`, error)];
    } finally {
      seat?.leave();
    }
  }

  #cannotPlay(where: string, error: unknown): Problem {
    return this.#problem(
      'CannotPlay',
      where,
      (error as Error).message,
      'Mend the start, or the check that this names.',
    );
  }

  #nothingPasses(exercise: Exercise): Promise<readonly Problem[]> {
    return this.#seated(exercise, async (seat) => {
      const verdicts = await seat.grade(exercise);
      return exercise.checks
        .filter(({ id, guard }) => (verdicts.find((v) => v.check === id)!.state === 'passed') !== guard)
        .map(({ id, guard }) =>
          guard
            ? this.#problem(
                'GuardFails',
                `exercises.${exercise.id}.${id}`,
                'a guard must be true from the start',
                'Compare `start` with the check, or drop `guard`.',
              )
            : this.#problem(
                'CheckNeverFails',
                `exercises.${exercise.id}.${id}`,
                'the check passes before the learner has done anything',
                'Either the start contains the answer, or the check asks too little.',
              ),
        );
    });
  }

  #passes(exercise: Exercise, what: string, lines: readonly string[]): Promise<readonly Problem[]> {
    return this.#seated(exercise, async (seat) => {
      const records = await seat.run(lines);
      const verdicts = await seat.grade(exercise);
      const found = records
        .map(({ line, exitCode, stderr }) => `$ ${line.split('\n')[0]} → ${exitCode} ${stderr}`.trim())
        .join(' | ');
      return verdicts
        .filter(({ state }) => state !== 'passed')
        .map(({ check, because }) =>
          this.#problem(
            'SolutionFails',
            `exercises.${exercise.id}.${check}`,
            `after the ${what}, the check is not passed: ${because.en}`,
            'Mend the lines or the check.',
            { expected: 'passed', found },
          ),
        );
    });
  }

  #refuses(exercise: Exercise, miss: Exercise['nearMisses'][number]): Promise<readonly Problem[]> {
    return this.#seated(exercise, async (seat) => {
      await seat.run(miss.run);
      const verdict = (await seat.grade(exercise)).find(({ check }) => check === miss.fails)!;
      const where = `exercises.${exercise.id}.${miss.fails}`;
      const place = this.#place(`exercises.${exercise.id}.nearMisses[${exercise.nearMisses.indexOf(miss)}]`);
      if (verdict.state === 'passed')
        return [
          this.#problem(
            'NearMissPasses',
            where,
            `“${miss.why.en}” passes`,
            'The check asks too little, or the lines are right after all.',
            place,
          ),
        ];
      if (LOCALES.some((locale) => verdict.because[locale].includes(miss.says))) return [];
      return [
        this.#problem(
          'NearMissSaysElse',
          where,
          `“${miss.why.en}” fails with other words`,
          'Mend `says`, or the words of the check.',
          { ...place, expected: miss.says, found: verdict.because.en },
        ),
      ];
    });
  }

  async #noMutant(exercise: Exercise): Promise<readonly Problem[]> {
    const { lesson } = this.#material;
    const where = `exercises.${exercise.id}`;
    try {
      const alive = await survivors(
        exercise,
        () => this.#seat(exercise),
        (solved) => Seat.resume(this.#material, this.#real, solved.keep()),
      );
      const reasons = [...lesson.letsThrough, ...exercise.letsThrough];
      const idle = exercise.letsThrough.filter(({ mutant }) => !alive.some((name) => name.startsWith(mutant)));
      // Where the solution itself is refused, every mutant is, and that says nothing about the mutants.
      const isSolved = idle.length > 0 && (await this.#passes(exercise, 'solution', exercise.solution)).length === 0;
      const unused = isSolved ? idle : [];
      return [
        ...alive
          .filter((name) => !reasons.some(({ mutant }) => name.startsWith(mutant)))
          .map((name) =>
            this.#problem(
              'MutantPasses',
              where,
              `every check lets this mistake through: ${name}`,
              `Add a check that refuses it, or say why it is right: letsThrough: [{ mutant: ${JSON.stringify(name)}, because: … }]`,
            ),
          ),
        ...unused.map(({ mutant }) =>
          this.#problem(
            'NoSuchMutant',
            `${where}.letsThrough`,
            `no mutant that passes begins with ${JSON.stringify(mutant)}`,
            alive.length === 0 ? 'Remove it: every mutant is refused.' : `Use one of: ${alive.join('; ')}`,
          ),
        ),
      ];
    } catch (error) {
      return [this.#cannotPlay(where, error)];
    }
  }

  /** At the start, after a near miss, or after the solution. */
  async #hintsFit(exercise: Exercise): Promise<readonly Problem[]> {
    let places: ReadonlyMap<number, HintPlace>;
    try {
      places = await this.hintPlaces(exercise);
    } catch (error) {
      return [this.#cannotPlay(`exercises.${exercise.id}`, error)];
    }
    return exercise.hints.flatMap(({ when }, i) =>
      when === undefined || places.has(i)
        ? []
        : [
            this.#problem(
              'HintNeverFits',
              `exercises.${exercise.id}.hints[${i}]`,
              `\`when\` is true neither at the start, nor after any near miss, nor after the solution: ${when}`,
              'Mend `when`, or add the near miss that it is for.',
            ),
          ],
    );
  }

  hintPlaces(exercise: Exercise): Promise<ReadonlyMap<number, HintPlace>> {
    return hintPlaces(exercise, async (lines) => {
      const seat = await this.#seat(exercise);
      try {
        await seat.run(lines);
        const verdicts = await seat.grade(exercise);
        const checks = Object.fromEntries(verdicts.map(({ check, state }) => [check, state]));
        return await fittingHints(exercise, checks, seat.evidence);
      } finally {
        seat.leave();
      }
    });
  }

  /** The lesson from its first line to its last, with the solution where an exercise stands. */
  async #commandsRun(locale: string, prose: string): Promise<readonly Problem[]> {
    const { lesson, dir } = this.#material;
    const problems: Problem[] = [];
    let seat: Seat | undefined;
    try {
      seat = await Seat.take(this.#material, this.#real, undefined, this.#standing);
      for (const block of blocksOf(prose)) {
        const exercise = lesson.exercises.find(({ id }) => block.name === 'Exercise' && id === attribute(block, 'id'));
        if (exercise) await seat.run(exercise.solution);
        const step = stepOf(block);
        if (!step) continue;
        const line = fillParams(step, { values: this.#values }) as string;
        const { exitCode, stderr } = await seat.runBriefly(line);
        const shouldFail = hasFlag(block, 'fails');
        // Whoever looks on for ever is stopped by Ctrl-C.
        if (exitCode === 130 || (exitCode !== 0) === shouldFail) continue;
        problems.push({
          name: shouldFail ? 'RunDoesNotFail' : 'RunFails',
          file: `${dir}/${locale}.mdx`,
          line: block.line,
          message: /^ya?ml$/.test(block.name)
            ? `the API server ${shouldFail ? 'takes' : 'refuses'} this manifest`
            : `this command ${shouldFail ? 'does not fail' : 'fails here'}: ${line}`,
          expected: shouldFail ? 'an exit code other than 0' : 'exit code 0',
          found: `exit code ${exitCode} ${stderr.trim().slice(0, 300)}`.trim(),
          hint: shouldFail
            ? 'Remove `fails`, or mend the command.'
            : block.name === 'Run'
              ? 'Mend the command, or say that it is meant to: <Run fails>.'
              : `Mend it, or say behind the fence’s language that it is meant to fail, or is only shown: ${block.name} fails, ${block.name} shown`,
        });
      }
    } catch (error) {
      problems.push(this.#cannotPlay('start', error));
    } finally {
      seat?.leave();
    }
    return problems;
  }
}

/** Does the line leave nothing at the prompt that a snapshot has not: jobs, variables, another directory? */
export const leavesNothing = (line: string): boolean => !/&\s*$|^\s*(cd|export|alias|set|source|\.|\w+=)/m.test(line);
