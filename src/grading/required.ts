// What is played before an exercise.

import type { Exercise, Lesson } from './lesson.ts';

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
