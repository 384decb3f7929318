// `answer CHECK VALUE`: an answer or a prediction, typed instead of clicked.

import type { Program } from '#machine/program.ts';
import type { Lesson } from './lesson.ts';

/** Writes to `answers`. The first answer to a prediction counts: it was made before the outcome was seen. */
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
    const { values, once } = question;
    if (values && !values.includes(value)) {
      stderr.write(`answer: ${JSON.stringify(value)} is no choice; choose one of ${values.join(', ')}\n`);
      return 1;
    }
    if (once && answers.has(id)) {
      stdout.write(`You have predicted already: ${answers.get(id)}\n`);
      return 0;
    }
    answers.set(id, value);
    stdout.write(`${id}: ${value}\n`);
    return 0;
  };
}
