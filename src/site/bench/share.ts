// The link to the state that stands here, made when it is asked for.

import { fill, type Words } from '../i18n/messages.ts';
import type { EnteredLine, SavedState } from '../worker/protocol.ts';
import { canRunAgain } from './journal.ts';
import { canCarry, fragmentOf, type SharedState } from './shared-state.ts';

/** Longer addresses are cut off on their way, by chats and mail. */
const LONGEST_SURE = 8000;

/** What of it can be typed again, and when. */
export function linesOf({ at, lines, beganMs, ageMs }: SavedState): Pick<SharedState, 'commands' | 'when'> {
  const first: readonly EnteredLine[] = at === undefined ? [] : [{ line: `begin ${at}`, terminal: 0, ageMs: 0 }];
  // By when they began: another terminal's may have ended before.
  const again = lines
    .filter(({ line, exitCode }) => canRunAgain(line, exitCode))
    .sort((a, b) => (a.ageMs ?? 0) - (b.ageMs ?? 0));
  const all = [...first, ...again];
  const commands = all.map(({ line }) => line);
  if (beganMs === undefined || ageMs === undefined) return { commands };
  let before = 0;
  const pauses = [...all.map((each) => each.ageMs ?? 0), ageMs].map((age) => {
    const pause = Math.max(0, Math.ceil(age) - before);
    before += pause;
    return pause;
  });
  const terminals = all.map(({ terminal }) => terminal);
  const isOne = terminals.every((terminal) => terminal === 0);
  return { commands, when: { start: Math.floor(beganMs / 1000), pauses, ...(!isOne && { terminals }) } };
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
  let address = '';
  try {
    const { commands, when } = linesOf(state);
    const timed = when && canCarry(when) ? when : undefined;
    link.hash = await fragmentOf({ seed: state.seed, commands, when: timed, files: written, begins });
    address = link.href;
    const isLong = link.href.length > LONGEST_SURE;
    said.textContent = [
      ...(when && !timed ? [words.shareUntimed] : []),
      ...(isLong ? [fill(words, 'shareLong', { n: link.href.length })] : []),
    ].join(' ');
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
