// Lines that were typed, one below the other.

import { el } from './element.ts';
import type { Room } from './room.ts';

export function linesList({ w }: Room, lines: readonly string[], key: string): HTMLElement {
  if (lines.length === 0) return el('p', { class: 'quietly' }, w.none);
  return el('ol', { class: 'lines', data: { lines: key } }, ...lines.map((line) => el('li', {}, el('code', {}, line))));
}
