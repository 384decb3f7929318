// A test that passes at its second try is named, with what went wrong at the first.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const { secondTries } = (await import(new URL('../scripts/second-tries.mjs', import.meta.url).href)) as {
  secondTries(report: unknown, root: string): string[];
};

const FLAKY = `
  let tries = 0;
  test('now and then', () => expect(++tries).toBe(2));
  test('always', () => expect(1).toBe(1));
  test('never', () => expect(1).toBe(2));
`;

test('of vitest’s own report, those that failed before they passed, and no others', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portolan-tries-')));
  writeFileSync(join(folder, 'flaky.test.js'), FLAKY);
  const report = join(folder, 'report.json');
  const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
  const asked = ['run', '--root', folder, '--globals', '--retry', '1', '--reporter=json', `--outputFile=${report}`];
  spawnSync(process.execPath, [vitest, ...asked]);
  expect(secondTries(JSON.parse(readFileSync(report, 'utf8')), folder)).toEqual([
    'flaky.test.js: now and then: AssertionError: expected 1 to be 2 // Object.is equality',
  ]);
  rmSync(folder, { recursive: true });
});
