// The button that takes something away, with what it takes in its name.

import { el } from './element.ts';
import type { Room } from './room.ts';

export function removal({ w }: Room, of: string, act: () => void, words = '×'): HTMLElement {
  const name = `${words === '×' ? w.remove : words}: ${of}`;
  return el('button', { type: 'button', class: 'quiet', 'aria-label': name, click: act }, words);
}
