// The browser's code, fetched when something is first opened in it.

import { Lazy } from '#machine/lazy.ts';

export const browserCode = new Lazy(async () => ({
  ...(await import('./browser.ts')),
  ...(await import('./open.ts')),
}));
