// Loads the page once more, through the site's service worker, which isolates it from others: hosts of files set no headers.

import { siteRoot } from '../offline/site-root.ts';

/** A first visit keeps the site first. */
const PATIENCE_MS = 60_000;

/** False: there is no such worker to be had. Else the page is gone. */
export async function isolatePage(): Promise<boolean> {
  const { serviceWorker } = navigator;
  const root = siteRoot();
  try {
    // Where none may be, a browser's own say is no more than that there is none.
    const registration: ServiceWorkerRegistration | undefined = await serviceWorker.register(new URL('sw.js', root), {
      scope: root.pathname,
    });
    if (!registration) return false;
  } catch {
    return false;
  }
  if (!serviceWorker.controller) {
    const controlled = new Promise<true>((resolve) =>
      serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true }),
    );
    if (!(await Promise.race([controlled, new Promise<false>((resolve) => setTimeout(resolve, PATIENCE_MS, false))])))
      return false;
  }
  location.reload();
  return true;
}
