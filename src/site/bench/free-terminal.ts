// A line that is typed for the learner: at a prompt that waits for one, and what stood typed there comes back behind it.

import type { FreePrompt } from '../worker/protocol.ts';
import { keysFor } from './automation.ts';
import type { Remote } from './connection.ts';

export interface FreeTerminalDeps {
  engine(): Pick<Remote, 'prompt' | 'promptAt'>;
  /** Resolves when there is a cluster. */
  started(): Promise<unknown>;
  /** To the engine. */
  send(terminal: number, keys: string): void;
  readonly terminals: {
    readonly current: number;
    readonly all: { keys(): Iterable<number> };
    select(terminal: number, focuses: boolean): void;
  };
}

export interface FreeTerminal extends FreePrompt {
  readonly terminal: number;
}

/** Home, and kill what stands there. */
const TAKE_LINE = '\x01\x0b';

/** The one in front, if its prompt waits for a line; else another. Undefined: something runs in each. */
export async function freeTerminal({ engine, terminals }: FreeTerminalDeps): Promise<FreeTerminal | undefined> {
  for (const terminal of new Set([terminals.current, ...terminals.all.keys()])) {
    const prompt = await engine().promptAt(terminal);
    if (prompt) return { ...prompt, terminal };
  }
  return undefined;
}

/**
 * Resolves when the line has ended, or its engine, and what stood typed is back.
 *
 * @param isSame Whether that is still the cluster that it was typed for: in one that was begun anew nothing stood typed.
 */
export async function typeLine(
  { engine, started, send }: FreeTerminalDeps,
  { terminal, typed }: FreeTerminal,
  line: string,
  isSame: () => boolean,
): Promise<void> {
  const keys = keysFor(line);
  send(terminal, typed === '' ? keys : TAKE_LINE + keys);
  await engine()
    .prompt(terminal)
    .catch(() => undefined);
  if (typed === '') return;
  await started();
  // As a paste, of which every character is text. What was killed is not there to be yanked: the line may have begun another shell.
  if (isSame()) send(terminal, `\x1b[200~${typed}\x1b[201~`);
}
