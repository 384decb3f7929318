// What the terminal shows that has a page of its own leads there. The code of it is fetched with the first command, or the first look with
// a mouse.

import '../../styles/met.css';
import type { Terminal } from '../terminal.ts';

/** @param terminal The one in front. */
export function offerErrors(bench: HTMLElement, terminal: () => Terminal | undefined): void {
  const place = bench.querySelector<HTMLElement>('[data-met]');
  // A learning platform's package has no such pages.
  if (!place) return;
  const met = () => import('./met-errors.ts').then(({ metErrors }) => metErrors(place, () => terminal()?.focus()));
  document.addEventListener('portolan:ran', () => {
    const front = terminal();
    if (front) void met().then((errors) => errors.ran(front), unfetched);
  });
  bench.querySelector('[data-terminals]')?.addEventListener('pointerover', () => {
    const screen = terminal()?.screen;
    if (screen) void met().then((errors) => errors.link(screen), unfetched);
  });
}

/** Without a network nothing is explained; the next command tries again. */
function unfetched(): void {}
