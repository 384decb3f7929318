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

/** Home, and kill what stands there; readline's Ctrl-Y brings it back. */
const [TAKE_LINE, BRING_BACK] = ['\x01\x0b', '\x19'];

/** The one in front, if its prompt waits for a line; else another. Undefined: something runs in each. */
export async function freeTerminal({ engine, terminals }: FreeTerminalDeps): Promise<FreeTerminal | undefined> {
  for (const terminal of new Set([terminals.current, ...terminals.all.keys()])) {
    const prompt = await engine().promptAt(terminal);
    if (prompt) return { ...prompt, terminal };
  }
  return undefined;
}

/**
 * Resolves when the line has ended; true: in the engine that it was given to.
 *
 * @param isSame Whether that is still the cluster that it was typed for: one that was begun anew has killed nothing.
 */
export async function typeLine(
  { engine, started, send }: FreeTerminalDeps,
  { terminal, typed }: FreeTerminal,
  line: string,
  isSame: () => boolean,
): Promise<boolean> {
  const keys = keysFor(line);
  send(terminal, typed === '' ? keys : TAKE_LINE + keys);
  const isAlive = await engine()
    .prompt(terminal)
    .then(
      () => true,
      () => false,
    );
  if (typed === '') return isAlive;
  await started();
  if (isSame()) send(terminal, isAlive ? BRING_BACK : typed);
  return isAlive;
}
