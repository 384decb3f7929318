// What differs between two moments: each object, file or fault opens to its lines.

import type { Difference } from '#lab/difference.ts';
import type { Words } from '../../i18n/messages.ts';
import { element } from '../map/elements.ts';

/** Opened from the beginning, if there are no more. */
const FEW = 3;

export function drawDifferences(
  root: HTMLElement,
  summary: string,
  found: readonly Difference[],
  { mapClose, timeCome, timeRemoved }: Words,
): void {
  const close = element('button', { type: 'button', class: 'quiet', 'aria-label': mapClose }, '×');
  close.addEventListener('click', () => root.replaceChildren());
  const words = { come: timeCome, gone: timeRemoved, changed: '' };
  const items = found.map(({ how, name, text }) => {
    const lines = text.split('\n').slice(0, -1);
    const body = element('pre', { tabindex: '0', 'aria-label': name }, ...lines.map(painted));
    const item = element('details', {}, element('summary', {}, element('code', {}, name), ` ${words[how]}`), body);
    item.open = found.length <= FEW;
    return item;
  });
  root.replaceChildren(element('div', { class: 'heading' }, element('h3', {}, summary), close), ...items);
}

const MARKS: Readonly<Record<string, string>> = { '+': 'ins', '-': 'del', '@': 'span' };

function painted(line: string): Node {
  const name = MARKS[line[0] ?? ''];
  const text = document.createTextNode(`${line}\n`);
  if (name === undefined) return text;
  return element(name as 'ins' | 'del' | 'span', {}, text);
}
