// Before a line is entered again: the prompt is back, and the cluster as old as it was then. Fetched for a link, and for a page that was
// closed too early.

import { bring } from '#lab/bring.ts';
import type { EnteredAt } from '../protocol.ts';
import type { Work } from '../work.ts';

/**
 * See `Engine.reach`.
 *
 * @param work The one that is there now: a line that runs may bring another.
 * @param prompt Resolves when the terminal's prompt is back.
 */
export async function reach(
  work: () => Work,
  { terminal, ageMs }: EnteredAt,
  prompt: () => Promise<void>,
): Promise<void> {
  for (;;) {
    const here = work();
    if (ageMs !== undefined && here.beganMs !== undefined) {
      await here.lab.machines.warm();
      here.still();
      await bring(here.lab, here.beganMs + ageMs, () => here.terminals.isBusy, here.soon);
    } else here.pace(here.speed);
    if (here === work() && !here.terminals.get(terminal)?.busy) return;
    // It takes longer than it did, or waits for its reader: then it has the time that it takes.
    here.pace(here.speed);
    await prompt();
  }
}
