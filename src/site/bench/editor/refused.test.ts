import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Refusal } from '../../worker/protocol.ts';
import { followed, judgedAnew } from './refused.ts';

const at = (from: number, to = from, isMissing = false): Refusal => ({
  text: `${from}`,
  range: { line: from, column: 1, endLine: from, endColumn: 2 },
  from,
  to,
  isMissing,
});
/** Lines of those that are left. */
const left = (refusals: readonly Refusal[], before: string, after: string): number[] =>
  followed(refusals, before, after).map(({ range }) => range.line);

test.each<[string, readonly Refusal[], string, string, number[]]>([
  ['its own line is another', [at(2)], 'a\nb\nc', 'a\nx\nc', []],
  ['another line is another', [at(2)], 'a\nb\nc', 'a\nb\nx', [2]],
  ['a line above it is gone', [at(3)], 'a\nb\nc', 'b\nc', [2]],
  ['a line before it', [at(2)], 'a\nb\nc', 'a\nnew\nb\nc', [3]],
  ['a line behind it', [at(2)], 'a\nb\nc', 'a\nb\nnew\nc', [2]],
  ['a line behind what lacks one', [at(1, 2, true)], 'a\nb\nc', 'a\nb\nnew\nc', []],
  ['a line before what lacks one', [at(2, 3, true)], 'a\nb\nc', 'a\nnew\nb\nc', [3]],
  ['a line within', [at(1, 3)], 'a\nb\nc\nd', 'a\nb\nnew\nc\nd', []],
  ['a line of several', [at(1, 3), at(4)], 'a\nb\nc\nd', 'a\nb\nx\nd', [4]],
  ['all is gone', [at(1), at(2)], 'a\nb', '', []],
  ['nothing', [at(1)], 'a', 'a', [1]],
])('%s', (_, refusals, before, after, lines) => {
  expect(left(refusals, before, after)).toEqual(lines);
});

test('what is left stands at the line of which it speaks, whatever was edited', () => {
  const line = fc.constantFrom('a', 'b', 'c', '');
  const text = fc.array(line, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(text, fc.nat(8), fc.nat(8), fc.array(line, { maxLength: 4 }), (lines, from, count, put) => {
      const after = lines.toSpliced(from, count, ...put).join('\n');
      const all = lines.map((_line, i) => at(i + 1));
      for (const { text: was, range } of followed(all, lines.join('\n'), after))
        expect(after.split('\n')[range.line - 1]).toBe(lines[Number(was) - 1]);
    }),
  );
});

test('a verdict is of all that was sent, and of nothing else', () => {
  const of = (path: string): { path: string; text: string; refusals: Refusal[] } => ({
    path,
    text: '',
    refusals: [at(1)],
  });
  const before = [of('/home/a.yaml'), of('/home/b.yaml'), of('/home/more/c.yaml')];
  const paths = (files: readonly { path: string }[]): string[] => files.map(({ path }) => path);
  expect(paths(judgedAnew(before, { paths: ['/home/a.yaml'], refused: [] }))).toEqual([
    '/home/b.yaml',
    '/home/more/c.yaml',
  ]);
  expect(paths(judgedAnew(before, { paths: ['/home/more'], refused: [of('/home/more/d.yaml')] }))).toEqual([
    '/home/a.yaml',
    '/home/b.yaml',
    '/home/more/d.yaml',
  ]);
  expect(judgedAnew(before, { paths: ['/home'], refused: [] })).toEqual([]);
  // A folder is not what begins with its name.
  expect(judgedAnew(before, { paths: ['/home/a'], refused: [] })).toHaveLength(3);
});
