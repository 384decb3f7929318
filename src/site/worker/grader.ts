// Judging, loaded after the first prompt: the language of checks is not needed to show one.

import { answerProgram } from '#grading/answer-program.ts';
import { type Beginnings, beginProgram } from '#grading/begin-program.ts';
import type { CommandRecord } from '#grading/check.ts';
import { evidenceOf } from '#grading/evidence.ts';
import { brokenWay } from '#grading/explain.ts';
import { gradeAll } from '#grading/grade.ts';
import { fittingHints } from '#grading/hints.ts';
import { parseLesson, unfilledLesson } from '#grading/lesson.ts';
import { isReadable, readPlace } from '#grading/live.ts';
import { missedBy } from '#grading/missed.ts';
import { nextSeed, type ParamValues } from '#grading/params.ts';
import { showProblem } from '#grading/problem.ts';
import { beginning, judgedAt, type Shown, type Solved, shown, solvedBy } from '#grading/progress.ts';
import type { LessonStart } from '#grading/start.ts';
import { placesIn } from '#grading/template.ts';
import type { Lab } from '#lab/lab.ts';
import type { Program } from '#machine/program.ts';
import type { LessonFiles } from './protocol.ts';

export interface Grade {
  readonly shown: readonly Shown[];
  readonly solved: Solved;
  readonly values: Readonly<Record<string, string>>;
  readonly hints: Readonly<Record<string, readonly boolean[]>>;
}

/** Where the learner is, and what they have done. */
export interface Seen {
  readonly lab: Lab;
  readonly commands: readonly CommandRecord[];
  readonly answers: ReadonlyMap<string, string>;
  readonly solved: Solved;
  /** The exercise whose own cluster this is. */
  readonly at: string | undefined;
}

export interface Grader {
  /** The program `answer`. */
  readonly answer: Program;
  /** The program `begin`: `enter` is told which exercise, and does it when the line has ended. */
  begin(seed: number, enter: Beginnings['enter']): Program;
  /** What comes along when an exercise is begun. */
  beginning(exercise: string, solved: Solved, answers: ReadonlyMap<string, string>): ReturnType<typeof beginning>;
  /** The cluster with which an exercise begins, if it has its own. */
  startOf(exercise: string): LessonStart | undefined;
  /** Judges what is not solved yet, and can be judged here. */
  grade(seen: Seen): Promise<Grade>;
}

export function graderOf(files: LessonFiles, answers: Map<string, string>, params: ParamValues): Grader {
  const read = parseLesson(files.file, files.yaml, params);
  if ('problems' in read) throw new Error(read.problems.map(showProblem).join('\n'));
  const { lesson } = read;
  // Not those of the checks alone: they are the lesson's secret.
  const texts = lesson.exercises.map(({ ask, checks, hints, solution }) => [
    ...[ask, checks.map((check) => check.ask), hints.map(({ text }) => text), solution],
  ]);
  const places = [...new Set(placesIn(JSON.stringify(texts)))].filter(isReadable);
  return {
    answer: answerProgram(lesson, answers),
    begin: (seed, enter) =>
      beginProgram(lesson, {
        nextSeed(id) {
          const { exercises } = unfilledLesson(files.file, files.yaml);
          return nextSeed(exercises.find((exercise) => exercise.id === id)?.start, lesson.params, seed);
        },
        enter,
      }),
    beginning: (id, solved, given) => beginning(lesson.exercises.find((e) => e.id === id)!, solved, given),
    startOf: (id) => lesson.exercises.find((exercise) => exercise.id === id)?.start,
    async grade({ lab, commands, answers: given, solved: before, at }) {
      const evidence = evidenceOf(lab, commands, given);
      const judged = judgedAt(lesson, before, at);
      const verdicts = await gradeAll(judged, evidence);
      const solved = solvedBy(verdicts, lesson, before);
      const values: Record<string, string> = {};
      for (const place of places) {
        const value = await readPlace(place, evidence);
        if (typeof value === 'string') values[place] = value;
      }
      const hints: Record<string, readonly boolean[]> = {};
      for (const exercise of judged) {
        if (exercise.hints.every(({ when }) => when === undefined)) continue;
        const states = verdicts.flatMap((v) => (v.exercise === exercise.id ? [[v.check, v.state] as const] : []));
        hints[exercise.id] = await fittingHints(exercise, Object.fromEntries(states), evidence);
      }
      const told: Shown[] = [];
      for (const verdict of shown(verdicts, lesson, solved, commands, given, at)) {
        const { trace } = verdicts.find((v) => v.exercise === verdict.exercise && v.check === verdict.check) ?? {};
        const way = verdict.state === 'failed' && trace ? await brokenWay({ trace }, evidence) : undefined;
        const missed = missedBy(lesson, verdict);
        told.push({ ...verdict, ...(way && { way }), ...(missed.length > 0 && { missed }) });
      }
      return { shown: told, solved, values, hints };
    },
  };
}
