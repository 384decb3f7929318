// A lesson that is not finished, so that it can be played all the same.

import { draftOf } from './draft.ts';
import { appendAt } from './yaml-text.ts';

/** Stands for the check that an exercise does not have yet. */
const NO_CHECK = {
  ask: { en: '-', zh: '-' },
  object: { apiVersion: 'v1', kind: 'Namespace', name: 'default' },
  that: 'false',
};

/** The lesson as it can be played: an exercise without checks has one that nobody sees. */
export function playable(text: string): string {
  const draft = draftOf(text);
  if (!draft) return text;
  const bare =
    draft.exercises.length === 0 ? appendAt(text, ['exercises'], { id: 'none-yet', ask: { en: '-', zh: '-' } }) : text;
  return draftOf(bare)!.exercises.reduce(
    (so, { checks, id }, i) =>
      checks.length > 0
        ? so
        : appendAt(so, ['exercises', i, 'checks'], { id: `no-check-yet-${i}-${id}`.replace(/-$/, ''), ...NO_CHECK }),
    bare,
  );
}
