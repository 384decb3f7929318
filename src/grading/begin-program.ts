// `begin EXERCISE`: the cluster of an exercise takes the place of the one that was there.

import type { Program } from '#machine/program.ts';
import type { Lesson } from './lesson.ts';

export interface Beginnings {
  /** The next seed with which the exercise's cluster is another. Undefined: it is the same with every seed. */
  nextSeed(exercise: string): number | undefined;
  /**
   * Called with an exercise that has a start of its own: what it does comes after the line has ended. A text refuses.
   *
   * @param seed From now on params are drawn from it. Undefined: from the seed of before.
   */
  enter(exercise: string, seed: number | undefined): string | undefined;
}

/** The seed is a 32-bit number, as the learner's first one. */
const MAX_SEED = 2 ** 31;

export function beginProgram({ exercises }: Lesson, { nextSeed, enter }: Beginnings): Program {
  const own = exercises.filter(({ start }) => start !== undefined).map(({ id }) => id);
  return async ({ argv: [, ...args], stdout, stderr }) => {
    const refuse = (text: string): number => {
      stderr.write(`begin: ${text}\n`);
      return 1;
    };
    const asked = parse(args);
    if (!asked) {
      stderr.write(
        `Usage: begin EXERCISE [--seed N | --again]\n  --seed N   with what seed N draws, from now on\n  --again    with the next seed that draws something else for it\nExercises here with a cluster of their own: ${own.join(', ') || 'none'}\n`,
      );
      return 2;
    }
    const { id } = asked;
    if (!own.includes(id))
      return refuse(`${JSON.stringify(id)} has no cluster of its own; these have: ${own.join(', ') || '(none here)'}`);
    const seed = asked.again ? nextSeed(id) : asked.seed;
    if (asked.again && seed === undefined)
      return refuse(`${id} is the same with every seed; begin it with: begin ${id}`);
    const refused = enter(id, seed);
    if (refused !== undefined) return refuse(refused);
    stdout.write(`The cluster of ${id} takes the place of what was here.\n`);
    if (seed !== undefined)
      stdout.write(`Drawn from seed ${seed}: \`begin ${id} --seed ${seed}\` is this one again.\n`);
    return 0;
  };
}

interface Asked {
  readonly id: string;
  readonly seed?: number;
  readonly again: boolean;
}

/** Undefined: it is not understood. */
function parse(args: readonly string[]): Asked | undefined {
  const rest = args.flatMap((arg) => (arg.startsWith('--seed=') ? ['--seed', arg.slice('--seed='.length)] : [arg]));
  const at = rest.indexOf('--seed');
  const given = at < 0 ? undefined : rest.splice(at, 2)[1];
  const again = rest.includes('--again');
  const [id, ...more] = rest.filter((arg) => arg !== '--again');
  if (id === undefined || id.startsWith('-') || more.length > 0) return undefined;
  if (at < 0) return { id, again };
  if (again || given === undefined || !/^\d+$/.test(given) || Number(given) >= MAX_SEED) return undefined;
  return { id, seed: Number(given), again };
}
