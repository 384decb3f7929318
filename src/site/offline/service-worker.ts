// The service worker: what the site consists of, kept by version, so that it works without a network. Pages for a few (the builder, the
// class kit) are kept once somebody has been there.
// A new version waits until the page says that it may take over: nobody is in the middle of anything then.

import { addPlugins, cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';

interface Worker {
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { readonly type: 'window' }): Promise<readonly { readonly url: string }[]>;
  };
  readonly registration: { readonly scope: string };
  addEventListener(type: 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  skipWaiting(): Promise<void>;
}
declare const self: Worker;
/** Written in by scripts/offline.mjs. */
declare const FILES: readonly { readonly url: string; readonly revision: string | null }[];
/** By such a page, what it needs beside `FILES`. */
declare const ASIDE: Readonly<Record<string, readonly string[]>>;
declare const ASIDE_VERSION: string;

/** What the page says when the learner has taken the offer. */
const TAKE_OVER = 'take-over';

// An answer for somewhere else (a provider's sign-in page, say) would be kept as the page itself.
addPlugins([
  {
    cacheWillUpdate: async ({ response }) => (response.ok && response.type === 'basic' ? response : null),
  },
]);
/** The page that offers WebContainer is isolated from others, as that needs it, and no page else: hosts of files set no headers. */
const isIsolated = (url: string): boolean =>
  url.startsWith(self.registration.scope) &&
  /^[^/]+\/webcontainer\/$/.test(url.slice(self.registration.scope.length).replace(/[?#].*$/, ''));

function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'credentialless');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
// Its workers have to be as isolated as it is.
registerRoute(
  ({ request }) => request.destination === 'worker' && isIsolated(request.referrer),
  async ({ request }) => isolated((await caches.match(request, { ignoreSearch: true })) ?? (await fetch(request))),
);
// Addresses may have a query (a search): the page is the same.
precacheAndRoute([...FILES], { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

const { scope } = self.registration;
/** Of this site: others of the same origin have theirs. */
const VISITED = `portolan-visited ${scope} `;
const nameOf = (url: string): string => url.slice(scope.length).replace(/[?#].*$/, '');
const needs = new Set(Object.values(ASIDE).flat());

/** What the page needs, and then the page as it is now. */
async function keepVisited(page: string): Promise<void> {
  const cache = await caches.open(VISITED + ASIDE_VERSION);
  for (const name of ASIDE[page] ?? [])
    if (!(await cache.match(new URL(name, scope)))) await cache.add(new URL(name, scope));
  await cache.add(new URL(page, scope));
}

/** Those that are open, and those that were visited in another version, which makes room. */
async function keepAllVisited(): Promise<void> {
  const pages = new Set((await self.clients.matchAll({ type: 'window' })).map(({ url }) => nameOf(url)));
  const others = (await caches.keys()).filter((name) => name.startsWith(VISITED) && name !== VISITED + ASIDE_VERSION);
  for (const other of others) for (const { url } of await (await caches.open(other)).keys()) pages.add(nameOf(url));
  for (const page of pages) if (Object.hasOwn(ASIDE, page)) await keepVisited(page).catch(() => undefined);
  for (const other of others) await caches.delete(other);
}

const isOwn = ({ href }: URL): boolean => href.startsWith(scope);
registerRoute(
  ({ url }) => isOwn(url) && Object.hasOwn(ASIDE, nameOf(url.href)),
  async ({ request, event }) => {
    const page = nameOf(request.url);
    // Without a network it stays as it is.
    event.waitUntil(keepVisited(page).catch(() => undefined));
    const found = await fetch(request).catch(
      // Of the same depth, and in its language: that this one is there, and what it needs.
      async () =>
        (await caches.match(new URL(page, scope))) ??
        (await matchPrecache(page.replace(/[^/]+\/$/, 'offline/'))) ??
        Response.error(),
    );
    return isIsolated(request.url) && found.type !== 'error' ? isolated(found) : found;
  },
);
registerRoute(
  ({ url }) => isOwn(url) && needs.has(nameOf(url.href)),
  async ({ request }) => (await caches.match(request)) ?? fetch(request),
);

registerRoute(
  ({ request }) => request.mode === 'navigate',
  async ({ request }) => {
    try {
      return await fetch(request);
    } catch {
      // A folder that is asked for as a file: hosts lead to it, too.
      if (await matchPrecache(`${nameOf(request.url)}/`)) {
        const folder = new URL(request.url);
        folder.pathname += '/';
        return Response.redirect(folder);
      }
      return (await matchPrecache('404.html')) ?? Response.error();
    }
  },
);

// The page of the first visit has what it may still fetch from here too.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim().then(keepAllVisited)));
self.addEventListener('message', ({ data }) => data === TAKE_OVER && void self.skipWaiting());
