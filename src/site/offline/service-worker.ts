// The service worker: everything that the site consists of, kept by version, so that it works without a network.
// A new version waits until the page says that it may take over: nobody is in the middle of anything then.

import { addPlugins, cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';

interface Worker {
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  skipWaiting(): Promise<void>;
}
declare const self: Worker;
/** Written in by scripts/offline.mjs. */
declare const FILES: readonly { readonly url: string; readonly revision: string | null }[];

/** What the page says when the learner has taken the offer. */
const TAKE_OVER = 'take-over';

// An answer for somewhere else (a provider's sign-in page, say) would be kept as the page itself.
addPlugins([
  {
    cacheWillUpdate: async ({ response }) => (response.ok && response.type === 'basic' ? response : null),
  },
]);
// Addresses may have a query (a search): the page is the same.
precacheAndRoute([...FILES], { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

registerRoute(
  ({ request }) => request.mode === 'navigate',
  async ({ request }) => {
    try {
      return await fetch(request);
    } catch {
      return (await matchPrecache('404.html')) ?? Response.error();
    }
  },
);

// The page of the first visit has what it may still fetch from here too.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', ({ data }) => data === TAKE_OVER && void self.skipWaiting());
