// Which hints fit what the learner has done.

import type { Evidence } from './check.ts';
import { evaluate } from './expression.ts';
import type { Exercise } from './lesson.ts';

/** Names that `when` may use beside the cluster's: states of this exercise's checks by id, lines that were run, answers by check. */
export const HINT_VARIABLES = ['checks', 'commands', 'answers'] as const;

/** For each hint: does it fit? One without `when` always does. */
export function fittingHints(
  { hints }: Exercise,
  states: Readonly<Record<string, string>>,
  evidence: Evidence,
): Promise<readonly boolean[]> {
  const more = {
    checks: states,
    commands: evidence.commands.map(({ line }) => line),
    answers: Object.fromEntries(evidence.answers),
  };
  return Promise.all(
    hints.map(
      async ({ when }) =>
        when === undefined || (await evaluate(when, (resource) => evidence.list(resource), more)) === true,
    ),
  );
}
