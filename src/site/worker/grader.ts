// Judging, loaded after the first prompt: the language of checks is not needed to show one.

import { answerProgram } from '#grading/answer-program.ts';
import type { CommandRecord } from '#grading/check.ts';
import { evidenceOf } from '#grading/evidence.ts';
import { gradeLesson } from '#grading/grade.ts';
import { type Lesson, parseLesson } from '#grading/lesson.ts';
import { showProblem } from '#grading/problem.ts';
import type { Lab } from '#lab/lab.ts';
import type { Program } from '#machine/program.ts';
import type { Locale } from '../i18n/index.ts';
import type { LessonFiles } from './lesson-files.ts';
import type { CheckVerdict } from './protocol.ts';

export interface Grader {
  /** The program `answer`. */
  readonly answer: Program;
  grade(
    lab: Lab,
    commands: readonly CommandRecord[],
    answers: ReadonlyMap<string, string>,
    locale: Locale,
  ): Promise<readonly CheckVerdict[]>;
}

export function graderOf(files: LessonFiles, answers: Map<string, string>): Grader {
  const read = parseLesson(files.file, files.yaml);
  if ('problems' in read) throw new Error(read.problems.map(showProblem).join('\n'));
  const lesson: Lesson = read.lesson;
  return {
    answer: answerProgram(lesson, answers),
    async grade(lab, commands, given, locale) {
      const verdicts = await gradeLesson(lesson, evidenceOf(lab, commands, given));
      return verdicts.map(({ exercise, check, state, because }) => ({
        exercise,
        check,
        state,
        because: because[locale],
      }));
    },
  };
}

/**
 * What the learner is shown: a check that fails as it did before anything was tried is still waiting, save in the exercise at hand
 * once something was run.
 */
export function shown(
  verdicts: readonly CheckVerdict[],
  atStart: readonly CheckVerdict[],
  tried: boolean,
): readonly CheckVerdict[] {
  const current = verdicts.find(({ state }) => state !== 'passed')?.exercise;
  return verdicts.map((verdict) => {
    if (verdict.state !== 'failed') return verdict;
    const start = atStart.find(({ exercise, check }) => exercise === verdict.exercise && check === verdict.check);
    const untouched = start?.because === verdict.because && !(tried && verdict.exercise === current);
    return untouched ? { ...verdict, state: 'pending', because: '' } : verdict;
  });
}
