import { expect, test } from 'vitest';
import { emacsKey } from './emacs.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each([
  ['C-x', { key: 'x', code: 'KeyX', ctrlKey: true }],
  ['C-SPC', { key: ' ', code: 'Space', ctrlKey: true }],
  ['M-DEL', { key: 'Backspace', code: 'Backspace', altKey: true }],
  ['M-<', { key: '<', code: 'Comma', altKey: true, shiftKey: true }],
  // A keyboard with other keys: its own sign counts, not that which an American one has there.
  ['M-;', { key: ';', code: 'Comma', altKey: true, shiftKey: true }],
  ['M-<', { key: '<', code: 'IntlBackslash', altKey: true }],
  // A Mac.
  ['M-f', { key: 'ƒ', code: 'KeyF', altKey: true }],
  ['M-<', { key: '¯', code: 'Comma', altKey: true, shiftKey: true }],
  ['M->', { key: '˘', code: 'Period', altKey: true, shiftKey: true }],
  ['M-;', { key: '…', code: 'Semicolon', altKey: true }],
  ['M-/', { key: '÷', code: 'Slash', altKey: true }],
  [undefined, { key: 'Shift', code: 'ShiftLeft', shiftKey: true }],
])('%s', (name, pressed) => {
  expect(emacsKey({ ...none, ...pressed })).toBe(name);
});
