// The controllers that a page fetches after its first prompt.

import { Lazy } from '#machine/lazy.ts';

export const later = new Lazy(async () => (await import('#controllers/later.ts')).laterControllers);
