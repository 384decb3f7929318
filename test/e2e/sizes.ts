// A page at every size: nothing stands out of it, and with PICTURES=1 it is kept as a picture in dist/pictures, to be looked at.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export const root = new URL('../../', import.meta.url).pathname;
export const SIZES = { phone: [360, 740], laptop: [1280, 800], wide: [2560, 1440] } as const;
export const picturesWanted = process.env['PICTURES'] !== undefined;

/** Runs in the page. */
const fitsInside = (): boolean => {
  const { document, innerWidth } = globalThis as unknown as Sized;
  return document.documentElement.scrollWidth <= innerWidth;
};
interface Sized {
  readonly document: { readonly documentElement: { readonly scrollWidth: number } };
  readonly innerWidth: number;
}

export async function atEverySize(page: Page, name: string): Promise<void> {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    await page.setViewportSize({ width, height });
    // A terminal takes its new width a moment after the page.
    const fits = page.waitForFunction(fitsInside, null, { timeout: 10_000, polling: 50 });
    await expect(fits, `${name} ${size}`).resolves.toBeDefined();
    if (picturesWanted) await picture(page, `${name}-${size}`);
  }
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(join(root, 'dist/pictures'), { recursive: true });
  await page.screenshot({ path: join(root, `dist/pictures/${name}.png`) });
}
