import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { vouchedPage } from '../scripts/vouched.ts';

test('docs/vouched.md is as the recordings have it; if not: node scripts/vouched.ts', () => {
  expect(readFileSync(new URL('../docs/vouched.md', import.meta.url), 'utf8')).toBe(vouchedPage());
});
