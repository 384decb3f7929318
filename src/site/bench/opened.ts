// What a reader has opened and chosen in the prose: hints, solutions, answers, guesses. It stands there again on the next visit. What passes is
// the worker's to say.

import type { Own } from './own.ts';

/** By exercise, by check, and guesses by their place in the prose. */
interface Opened {
  readonly hints: Readonly<Record<string, readonly number[]>>;
  readonly solutions: readonly string[];
  readonly chosen: Readonly<Record<string, string>>;
  readonly typed: Readonly<Record<string, string>>;
  readonly guesses: Readonly<Record<string, number>>;
}

const all = (root: ParentNode, selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
const isPressed = (button: HTMLElement): boolean => button.getAttribute('aria-pressed') === 'true';
const filled = <T>(entries: readonly (readonly [string, T | undefined])[]): Record<string, T> =>
  Object.fromEntries(entries.filter((entry): entry is [string, T] => entry[1] !== undefined));

function openedIn(prose: HTMLElement): Opened {
  const sections = all(prose, '[data-exercise]').map((section) => [section.dataset['exercise']!, section] as const);
  return {
    hints: filled(
      sections.map(([id, section]) => {
        const shown = all(section, '.hints > li').flatMap((hint, i) => (hint.hidden ? [] : [i]));
        return [id, shown.length > 0 ? shown : undefined];
      }),
    ),
    solutions: sections.flatMap(([id, section]) =>
      section.querySelector<HTMLElement>('[data-solution-text]')?.hidden === false ? [id] : [],
    ),
    chosen: filled(
      all(prose, '[data-choices]').map((group) => [
        group.dataset['choices']!,
        all(group, '[data-answer]').find(isPressed)?.dataset['answer'],
      ]),
    ),
    typed: filled(
      all(prose, '[data-answer-text]').map((form) => [
        form.dataset['answerText']!,
        form.querySelector('input')?.value || undefined,
      ]),
    ),
    guesses: filled(
      all(prose, '[data-predict]').map((block, i) => {
        const at = all(block, '[data-predict-option]').findIndex(isPressed);
        return [String(i), at < 0 ? undefined : at];
      }),
    ),
  };
}

/** What a newer version of the lesson does not have any more is left out. */
function open(prose: HTMLElement, { hints, solutions, chosen, typed, guesses }: Partial<Opened>): void {
  for (const section of all(prose, '[data-exercise]')) {
    const id = section.dataset['exercise']!;
    for (const [i, hint] of all(section, '.hints > li').entries()) if (hints?.[id]?.includes(i)) hint.hidden = false;
    const solution = section.querySelector<HTMLElement>('[data-solution-text]');
    if (!solution || !solutions?.includes(id)) continue;
    solution.hidden = false;
    section.querySelector('[data-solution]')?.setAttribute('aria-expanded', 'true');
  }
  for (const group of all(prose, '[data-choices]'))
    for (const button of all(group, '[data-answer]'))
      if (button.dataset['answer'] === chosen?.[group.dataset['choices']!]) button.setAttribute('aria-pressed', 'true');
  for (const form of all(prose, '[data-answer-text]')) {
    const input = form.querySelector('input');
    if (input) input.value = typed?.[form.dataset['answerText']!] ?? '';
  }
  for (const [i, block] of all(prose, '[data-predict]').entries())
    all(block, '[data-predict-option]')[guesses?.[i] ?? -1]?.click();
}

/** Opens what was open when this lesson was left, and keeps what is from now on. Its buttons must be wired. */
export function keepOpened(own: Own): void {
  const prose = document.querySelector<HTMLElement>('[data-prose]');
  if (!prose) return;
  const kept = own.get('opened');
  if (typeof kept === 'object' && kept !== null) open(prose, kept);
  const keep = (): void => own.set('opened', openedIn(prose));
  prose.addEventListener('click', keep);
  addEventListener('pagehide', keep);
}
