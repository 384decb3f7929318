import { expect, test } from 'vitest';
import { asFieldHasIt, asFileHasIt } from './line-ends.ts';

const edited = (file: string, edit: (text: string) => string): string => asFileHasIt(file, edit(asFieldHasIt(file)));

test.each(['', 'a', 'a\n', 'a\r\nb\r\n', 'a\rb', 'a\r\nb\nc\rd', '\n\n', '\r\n\n'])(
  'a file that nobody changed is the same: %j',
  (file) => expect(edited(file, (text) => text)).toBe(file),
);

test.each<readonly [string, string, string, string]>([
  ['one letter', 'one\r\ntwo\r\nthree\r\n', 'one\ntwo!\nthree\n', 'one\r\ntwo!\r\nthree\r\n'],
  ['a line more', 'one\r\nthree\r\n', 'one\ntwo\nthree\n', 'one\r\ntwo\r\nthree\r\n'],
  ['a line less', 'one\r\ntwo\r\nthree', 'one\nthree', 'one\r\nthree'],
  ['twice the same line', 'a\r\na\r\n', 'a\na\na\n', 'a\r\na\r\na\r\n'],
  ['an end of file', 'one\r\ntwo', 'one\ntwo\nthree', 'one\r\ntwo\r\nthree'],
  ['only its own line in a mixed file', 'a\r\nb\nc\r\nd\n', 'a\nb\nx\nd\n', 'a\r\nb\nx\r\nd\n'],
  ['LF', 'a\nb\n', 'a\nc\n', 'a\nc\n'],
  ['all of it', 'a\r\n', '', ''],
  ['an empty file', '', 'a\nb\n', 'a\nb\n'],
])('%s: %j becomes %j', (_, file, said, written) => expect(asFileHasIt(file, said)).toBe(written));
