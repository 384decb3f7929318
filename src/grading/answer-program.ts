// `answer CHECK VALUE`: an answer or a prediction, typed instead of clicked.

import type { Program } from '#machine/program.ts';
import type { Lesson } from './lesson.ts';

/** Writes to `answers`. As on the page, whoever answers again is told of the other answer. */
export function answerProgram(lesson: Lesson, answers: Map<string, string>): Program {
  const questions = lesson.exercises
    .flatMap((e) => e.checks)
    .flatMap(({ id, kind, spec }) => (kind.question ? [{ id, ...kind.question(spec) }] : []));
  return async ({ argv, stdout, stderr }) => {
    const [, id, ...words] = argv;
    const value = words.join(' ');
    if (id === undefined || value === '') {
      stderr.write(`Usage: answer CHECK VALUE\nQuestions here: ${questions.map((q) => q.id).join(', ') || 'none'}\n`);
      return 2;
    }
    const question = questions.find((q) => q.id === id);
    if (!question) {
      stderr.write(
        `answer: there is no question ${JSON.stringify(id)}; there are ${questions.map((q) => q.id).join(', ')}\n`,
      );
      return 1;
    }
    const { values } = question;
    if (values && !values.includes(value)) {
      stderr.write(`answer: ${JSON.stringify(value)} is no choice; choose one of ${values.join(', ')}\n`);
      return 1;
    }
    answers.set(id, value);
    stdout.write(`${id}: ${value}\n`);
    return 0;
  };
}
