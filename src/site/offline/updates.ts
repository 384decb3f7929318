// Keeps the site for when there is no network, and offers a new version of it once that is there in full.

import { saved } from '../bench/leaving.ts';
import { siteRoot } from './site-root.ts';

/** How long an open page goes without asking for a new version. */
const ASK_EVERY_MS = 60 * 60_000;

/** @param offer The element that says so, with a button that takes the offer and one that puts it off. */
export async function keepForOffline(offer: HTMLElement): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  let isKept = serviceWorker.controller !== null;
  // The first to control the page brings nothing new. Later, the old version's files are gone now: every tab goes on in the new one, from
  // where it stands. That holds for a page that still waits for its lesson, too.
  serviceWorker.addEventListener('controllerchange', () => {
    if (isKept) void saved().then(() => location.reload());
    isKept = true;
  });
  // What is fetched sooner would keep the first command waiting.
  await window.portolan?.idle();
  const root = siteRoot();
  const registration = await serviceWorker.register(new URL('sw.js', root), { scope: root.pathname });

  const show = (): void => {
    // Without one that works already, what has come is the first, and takes its place by itself.
    if (registration.waiting && serviceWorker.controller) offer.hidden = false;
  };
  show();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', show));
  offer.querySelector('[data-take]')?.addEventListener('click', () => registration.waiting?.postMessage('take-over'));
  offer.querySelector('[data-later]')?.addEventListener('click', () => {
    offer.hidden = true;
  });
  setInterval(() => void registration.update().catch(() => undefined), ASK_EVERY_MS);
}
