// A look at a state that somebody shared: asked for first, then typed line by line.

import type { Engine } from '../worker/protocol.ts';
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

/** @param home The learner's home folder. */
export async function replay(
  { commands, files }: SharedState,
  engine: Pick<Engine, 'key' | 'prompt' | 'writeFile'>,
  home: string,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) await engine.writeFile(`${home}/${name}`, text);
  await typeAgain(commands, engine);
}

/** What stands typed at the prompt goes: to the line's end, and all before it. */
const EMPTIED = '\x05\x15';

/** Each when the one before has ended. */
export async function typeAgain(lines: Iterable<string>, engine: Pick<Engine, 'key' | 'prompt'>): Promise<void> {
  for (const line of lines) {
    engine.key(0, keysFor(`${EMPTIED}${line}\n`));
    await engine.prompt(0);
  }
}
