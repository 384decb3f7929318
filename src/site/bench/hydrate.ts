// A lesson's page before its bench: prose to be read, a line to type into. The code behind it is fetched when those are on the screen. What
// is pressed sooner is pressed again once something stands behind it.

import { fetchBench, onFetchAgain } from './fetch-bench.ts';

/** Prose and bench side by side: the terminal is in sight. */
const WIDE = '(min-width: 700px)';

const place = document.querySelector<HTMLElement>('[data-workbench]')!;
const pressed = new Set<HTMLElement>();

function fetchNow(): void {
  fetchBench().then(
    () => {
      place.removeEventListener('click', hold, { capture: true });
      const buttons = [...pressed];
      pressed.clear();
      for (const button of buttons) button.click();
    },
    // That is said already, and the next touch tries again.
    () => undefined,
  );
}
onFetchAgain(fetchNow);

function hold(event: Event): void {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  pressed.add(button);
  fetchNow();
}
place.addEventListener('click', hold, { capture: true });
for (const touch of ['pointerdown', 'keydown', 'focusin']) place.addEventListener(touch, fetchNow, { passive: true });

if (matchMedia(WIDE).matches)
  requestAnimationFrame(() =>
    setTimeout(() => {
      void import('./screen.ts').catch(() => undefined);
      fetchNow();
    }),
  );
else {
  const whenIdle = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(fetchNow, { timeout: 3000 });
    else setTimeout(fetchNow, 300);
  };
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}
