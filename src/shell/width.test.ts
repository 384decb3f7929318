// Widths, held against the table of the terminal on the page.

import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { cellsOf } from './width.ts';

interface Provider {
  wcwidth(codePoint: number): number;
}
const { Unicode11Addon } = createRequire(import.meta.url)('@xterm/addon-unicode11') as {
  Unicode11Addon: new () => { activate(terminal: unknown): void };
};
let table: Provider | undefined;
new Unicode11Addon().activate({ unicode: { register: (provider: Provider) => (table = provider) } });

test('every character takes as many cells as the terminal gives it', () => {
  const wrong: string[] = [];
  for (let code = 0x20; code < 0x110000; code++) {
    if ((code >= 0xd800 && code < 0xe000) || (code >= 0x7f && code < 0xa0)) continue;
    const character = String.fromCodePoint(code);
    // What Unicode 11 did not have yet, the terminal knows no width of.
    if (/\p{Cn}/u.test(character)) continue;
    // Marks that came later take no room in ours.
    const isNew = /\p{M}|\p{Cf}/u.test(character) && table!.wcwidth(code) === 1;
    if (cellsOf(character) !== table!.wcwidth(code) && !isNew) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
