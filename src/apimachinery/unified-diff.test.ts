import { expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const lines = (n: number, change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: n }, (_, i) => change[i] ?? `l${i}`).join('\n');

// Vouched for by go-difflib's own form: what Python's difflib.unified_diff gives for these.
test.each([
  ['a', 'b', '@@ -1 +1 @@\n-a\n+b\n'],
  ['a\nb', 'a\nx\nb', '@@ -1,2 +1,3 @@\n a\n+x\n b\n'],
  ['a\nx\nb', 'a\nb', '@@ -1,3 +1,2 @@\n a\n-x\n b\n'],
  ['a\nb', 'a\nb', ''],
  [
    lines(20),
    lines(20, { 1: 'X', 18: 'Y' }),
    '@@ -1,5 +1,5 @@\n l0\n-l1\n+X\n l2\n l3\n l4\n@@ -16,5 +16,5 @@\n l15\n l16\n l17\n-l18\n+Y\n l19\n',
  ],
  [lines(8), lines(8, { 1: 'X', 6: 'Y' }), '@@ -1,8 +1,8 @@\n l0\n-l1\n+X\n l2\n l3\n l4\n l5\n-l6\n+Y\n l7\n'],
])('%j to %j', (before, after, expected) => {
  expect(unifiedDiff(before, after)).toBe(expected);
});
