import { expect, test } from 'vitest';
import { framed } from './framed.ts';

const MARK = '<meta http-equiv="Content-Security-Policy"';

test.each([
  ['<!doctype html><p>a', '<!doctype html>'],
  ['\n <!-- one --> <!-- two -->\n<!DOCTYPE html>\n<p>a', '\n <!-- one --> <!-- two -->\n<!DOCTYPE html>'],
  ['<p>a', ''],
  ['<!-- never ended <!doctype html>', ''],
  ['', ''],
])('what stands before the policy: %j', (html, before) => {
  expect(framed(html).split(MARK)[0]).toBe(before);
  expect(framed(html).endsWith(html.slice(before.length))).toBe(true);
});

test('comments without a document type take no time', () => {
  const html = '<!-- a -->'.repeat(20_000);
  expect(framed(html).startsWith(MARK)).toBe(true);
});
