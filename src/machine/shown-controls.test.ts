import { expect, test } from 'vitest';
import { shownControls } from './shown-controls.ts';

test.each([
  ['plain text, 你好\tand tabs\r\n', 'plain text, 你好\tand tabs\r\n'],
  ['\x1b[2J\x1b[H gone', '^[[2J^[[H gone'],
  ['\x1b]0;owned\x07', '^[]0;owned^G'],
  ['\x1b]52;c;cm0gLXJm\x1b\\', '^[]52;c;cm0gLXJm^[\\'],
  ['\x9b2J\x9d0;x\x9c', 'M-^[2JM-^]0;xM-^\\'],
  ['safe\rover', 'safe^Mover'],
  ['a\b\x7f\x00', 'a^H^?^@'],
  ['\x1b[31mred', '^[[31mred'],
])('%j is shown as %j', (text, shown) => {
  expect(shownControls(text)).toBe(shown);
});

test.each([
  ['\x1b[1;31mred\x1b[0m', '\x1b[1;31mred\x1b[0m'],
  ['\x1b[01;31m\x1b[Kx\x1b[m\x1b[K', '\x1b[01;31m\x1b[Kx\x1b[m\x1b[K'],
  ['\x1b[2J\x1b[31', '^[[2J^[[31'],
])('with colours allowed %j is %j', (text, shown) => {
  expect(shownControls(text, { colours: true })).toBe(shown);
});
