// A look at a state that somebody shared: asked for first, then typed line by line.

import type { Engine, EnteredAt, EnteredLine } from '../worker/protocol.ts';
import { keysFor } from './automation.ts';
import { type SharedState, sharedStateIn } from './shared-state.ts';

/**
 * What the address carries, if the learner agrees to it. Undefined: they do not. Null: it cannot be read.
 *
 * @param isEmbedded Nothing of the learner's own is there, which they would be asked to leave.
 */
export async function acceptShared(isEmbedded: boolean): Promise<SharedState | undefined | null> {
  const state = await sharedStateIn(location.hash);
  if (!state) return null;
  if (isEmbedded) return state;
  const dialog = document.querySelector<HTMLDialogElement>('[data-shared-dialog]');
  const list = dialog?.querySelector('[data-shared-commands]');
  if (!dialog || !list) return null;
  const files = Object.entries(state.files).map(([name, text]) => `# ${name}\n${text.trimEnd()}\n`);
  list.textContent = [...files, ...state.commands.map((line) => `$ ${line}`)].join('\n');
  dialog.returnValue = 'no';
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  return dialog.returnValue === 'yes' ? state : undefined;
}

/** A line that is typed again, and what there has to be before something else is done: a prompt, and time. */
export interface Step extends EnteredLine {
  readonly next: EnteredAt;
}

/** @param home The learner's home folder. */
export async function replay(
  state: SharedState,
  engine: Pick<Engine, 'key' | 'reach' | 'goOn' | 'writeFile'>,
  home: string,
): Promise<void> {
  for (const [name, text] of Object.entries(state.files)) await engine.writeFile(`${home}/${name}`, text);
  const { commands, when } = state;
  let ageMs = 0;
  const ages = when?.pauses.map((ms) => (ageMs += ms));
  const ats = [...commands, ''].map((_, i): EnteredAt => ({ terminal: when?.terminals?.[i] ?? 0, ageMs: ages?.[i] }));
  // A line waits for the prompt that it is typed at; elsewhere others may run.
  const steps = commands.map((line, i) => ({ line, ...ats[i]!, next: ats[i + 1]! }));
  await typeAgain(steps, engine, ats.at(-1));
}

/** The terminals that lines of it were entered in, empty. */
export const terminalsOf = ({ when }: SharedState): Readonly<Record<string, string>> =>
  Object.fromEntries([0, ...(when?.terminals ?? [])].map((id) => [id, '']));

/** What stands typed at the prompt goes: to the line's end, and all before it. */
const EMPTIED = '\x05\x15';

/** Each at its time. @param end What there has to be at last. Default: nothing beside what each asks for. */
export async function typeAgain(
  steps: Iterable<Step>,
  engine: Pick<Engine, 'key' | 'reach' | 'goOn'>,
  end?: EnteredAt,
): Promise<void> {
  for (const { line, terminal, ageMs, next } of steps) {
    await engine.reach({ terminal, ageMs });
    engine.key(terminal, keysFor(`${EMPTIED}${line}\n`));
    await engine.reach(next);
  }
  if (end) await engine.reach(end);
  engine.goOn();
}

/** Of a line that takes longer, the learner sees that it runs. */
const CATCHING_UP_MS = 5000;

/** Types what a state lacks that was kept. @param isThere Whether there is such a terminal: else the first has it. */
export async function catchUp(
  steps: Iterable<Step>,
  engine: Pick<Engine, 'key' | 'reach' | 'goOn'>,
  isThere: (terminal: number) => boolean,
  done: () => void,
): Promise<void> {
  function* placed(): Generator<Step> {
    const place = <T extends EnteredAt>(at: T): T => ({ ...at, terminal: isThere(at.terminal) ? at.terminal : 0 });
    for (const { next, ...step } of steps) yield { ...place(step), next: place(next) };
  }
  const typed = typeAgain(placed(), engine).then(
    done,
    // The engine has died: the next one catches up.
    () => undefined,
  );
  await Promise.race([typed, new Promise((resolve) => setTimeout(resolve, CATCHING_UP_MS))]);
}
