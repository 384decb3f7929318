// What docs/vouched.md says of a recording is what stands in it. `node scripts/vouched.ts` writes the page, new recordings included.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { vouchedPage, voucherIn } from '../scripts/vouched.ts';

const rowsOf = (page: string): readonly string[] => page.split('\n').filter((line) => line.includes('](../test/'));

test('no recording is said to be vouched for by anybody but whom it names; if not: node scripts/vouched.ts', () => {
  const told = rowsOf(readFileSync(new URL('../docs/vouched.md', import.meta.url), 'utf8'));
  expect(told.length).toBeGreaterThan(20);
  expect(rowsOf(vouchedPage())).toEqual(expect.arrayContaining([...told]));
});

test('a recording of the simulator vouches for nothing', () => {
  expect(
    voucherIn('a.txt', 'Vouched for by Kubernetes v1.33.1 (linux/arm64), asked with portolan check.\n\n### a'),
  ).toBe('Kubernetes v1.33.1 (linux/arm64), asked with portolan check.');
  expect(() => voucherIn('a.txt', 'Vouched for by Portolan, as Kubernetes v1.34.2 (linux/amd64).')).toThrow(
    'a.txt was recorded from Portolan itself',
  );
});
