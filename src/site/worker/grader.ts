// Judging, loaded after the first prompt: the language of checks is not needed to show one.

import { answerProgram } from '#grading/answer-program.ts';
import type { CommandRecord } from '#grading/check.ts';
import { evidenceOf } from '#grading/evidence.ts';
import { gradeAll } from '#grading/grade.ts';
import { type Lesson, parseLesson } from '#grading/lesson.ts';
import { showProblem } from '#grading/problem.ts';
import { type Shown, type Solved, shown, solvedBy, unsolved } from '#grading/progress.ts';
import type { Lab } from '#lab/lab.ts';
import type { Program } from '#machine/program.ts';
import type { LessonFiles } from './lesson-files.ts';

export interface Grade {
  readonly shown: readonly Shown[];
  readonly solved: Solved;
}

export interface Grader {
  /** The program `answer`. */
  readonly answer: Program;
  /** Judges what `solved` does not hold yet. */
  grade(
    lab: Lab,
    commands: readonly CommandRecord[],
    answers: ReadonlyMap<string, string>,
    solved: Solved,
  ): Promise<Grade>;
}

export function graderOf(files: LessonFiles, answers: Map<string, string>): Grader {
  const read = parseLesson(files.file, files.yaml);
  if ('problems' in read) throw new Error(read.problems.map(showProblem).join('\n'));
  const lesson: Lesson = read.lesson;
  return {
    answer: answerProgram(lesson, answers),
    async grade(lab, commands, given, before) {
      const verdicts = await gradeAll(unsolved(lesson, before), evidenceOf(lab, commands, given));
      const solved = solvedBy(verdicts, lesson, before);
      return { shown: shown(verdicts, lesson, solved, commands), solved };
    },
  };
}
