// `begin EXERCISE`: the cluster of an exercise takes the place of the one that was there.

import type { Program } from '#machine/program.ts';
import type { Lesson } from './lesson.ts';

/** @param enter Called with an exercise that has a start of its own: what it does comes after the line has ended. A text refuses. */
export function beginProgram({ exercises }: Lesson, enter: (exercise: string) => string | undefined): Program {
  const own = exercises.filter(({ start }) => start !== undefined).map(({ id }) => id);
  return async ({ argv: [, id, ...more], stdout, stderr }) => {
    if (id === undefined || more.length > 0) {
      stderr.write(`Usage: begin EXERCISE\nExercises here with a cluster of their own: ${own.join(', ') || 'none'}\n`);
      return 2;
    }
    if (!own.includes(id)) {
      stderr.write(
        `begin: ${JSON.stringify(id)} has no cluster of its own; these have: ${own.join(', ') || '(none here)'}\n`,
      );
      return 1;
    }
    const refused = enter(id);
    if (refused !== undefined) {
      stderr.write(`begin: ${refused}\n`);
      return 1;
    }
    stdout.write(`The cluster of ${id} takes the place of what was here.\n`);
    return 0;
  };
}
