// The link to the state that stands here, made when it is asked for.

import { fill, type Words } from '../i18n/messages.ts';
import type { SavedState } from '../worker/protocol.ts';
import { canRunAgain } from './journal.ts';
import { fragmentOf } from './shared-state.ts';

/** Longer addresses are cut off on their way, by chats and mail. */
const LONGEST_SURE = 8000;
/** What of it can be typed again. */
export function commandsOf({ at, commands }: SavedState): string[] {
  const own = commands.filter(({ place }) => place === 'laptop');
  const lines = own.filter(({ line, exitCode }) => canRunAgain(line, exitCode)).map(({ line }) => line);
  return at === undefined ? lines : [`begin ${at}`, ...lines];
}

/**
 * @param written What was written in the editor, by the file's name.
 * @param begins See `SharedState`.
 */
export async function share(
  state: SavedState,
  written: Readonly<Record<string, string>>,
  begins: string | undefined,
  words: Words,
): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>('[data-share-dialog]')!;
  const one = <T extends HTMLElement>(name: string): T => dialog.querySelector<T>(`[data-share-${name}]`)!;
  const said = one('said');
  const link = new URL(location.href);
  const commands = commandsOf(state);
  let address = '';
  try {
    link.hash = await fragmentOf({ seed: state.seed, commands, files: written, begins });
    address = link.href;
    said.textContent = link.href.length > LONGEST_SURE ? fill(words, 'shareLong', { n: link.href.length }) : '';
  } catch {
    said.textContent = words.shareTooLarge;
  }
  const input = one<HTMLInputElement>('link');
  input.value = address;
  one('copy').onclick = () => {
    input.select();
    void navigator.clipboard.writeText(input.value).then(
      () => (said.textContent = words.copied),
      () => (said.textContent = words.shareCopyYourself),
    );
  };
  const subject = encodeURIComponent(`Portolan: ${document.title}`);
  const body = encodeURIComponent(`${words.feedbackBody}\n\n${link.href}\n`);
  one<HTMLAnchorElement>('feedback').href = `mailto:?subject=${subject}&body=${body}`;
  dialog.showModal();
}
