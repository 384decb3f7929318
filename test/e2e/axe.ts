// What axe finds on a page: nothing.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Looked {
  /** Said when something is found. */
  readonly what?: string;
  /** A selector: only what is inside. */
  readonly within?: string;
  /** Rules that are not asked. */
  readonly without?: readonly string[];
  /** No other rules than these. */
  readonly only?: readonly string[];
}

/** The rules that look at colours. */
export const COLOURS = ['color-contrast', 'link-in-text-block'];

export async function expectAccessible(page: Page, { what = page.url(), within, without = [], only }: Looked = {}) {
  // No page has frames of another origin: what axe finds is taken from the page itself, which is twice as quick.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  if (only === undefined) axe.disableRules([...without]);
  else axe.withRules([...only]);
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(' ')}`);
  expect(found, [what, ...found].join('\n')).toEqual([]);
}
