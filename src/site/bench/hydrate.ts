// A lesson's page before its bench: prose to be read, a line to type into. The code behind it is fetched when those are on the screen. What
// is pressed sooner is pressed again once something stands behind it.

/** Prose and bench side by side: the terminal is in sight. */
const WIDE = '(min-width: 700px)';

const place = document.querySelector<HTMLElement>('[data-workbench]')!;
const pressed = new Set<HTMLElement>();
let fetching: Promise<void> | undefined;

function fetchBench(): Promise<void> {
  fetching ??= import('./bench.ts').then(
    () => {
      place.removeEventListener('click', hold, { capture: true });
      for (const button of pressed) button.click();
    },
    () => {
      // Without a network, perhaps: the next touch tries again.
      fetching = undefined;
    },
  );
  return fetching;
}

function hold(event: Event): void {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  pressed.add(button);
  void fetchBench();
}
place.addEventListener('click', hold, { capture: true });
for (const touch of ['pointerdown', 'keydown', 'focusin'])
  place.addEventListener(touch, () => void fetchBench(), { passive: true });

if (matchMedia(WIDE).matches)
  requestAnimationFrame(() =>
    setTimeout(() => {
      void import('./screen.ts').catch(() => undefined);
      void fetchBench();
    }),
  );
else {
  const whenIdle = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => void fetchBench(), { timeout: 3000 });
    else setTimeout(() => void fetchBench(), 300);
  };
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}
