import { expect, test } from 'vitest';
import { posixRegExp } from './regexp.ts';

test('a repeated choice ends soon on a long text, too', () => {
  const found = posixRegExp('([A-Za-z0-9_-]+|x)+', '', { extended: true }).exec(`${'a'.repeat(600)}. and more`);
  expect(found?.[0].length).toBe(600);
});
