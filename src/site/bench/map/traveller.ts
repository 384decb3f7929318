// A request on its way across the map: a dot that travels from spot to spot, and a red mark where it ended without an answer.

import type { Way } from '#lab/chart/way.ts';
import type { PlacedChart, Point } from '../../worker/map/placed.ts';
import { element } from './elements.ts';

const HOP_MS = 260;
/** So long the way stays lit. */
const STAYS_MS = 6000;

/** How many requests have marked a box, by the mark. */
const MARKS = new WeakMap<HTMLElement, Record<string, number>>();

export class Traveller {
  readonly #stops: (() => void)[] = [];

  constructor(
    sheet: HTMLElement,
    { spots, brokenAt }: Way,
    { boxes }: PlacedChart,
    buttons: ReadonlyMap<string, HTMLElement>,
    ended: () => void,
  ) {
    this.#stops.push(ended);
    const points = spots.flatMap((id, i): Point[] => {
      const box = boxes[id];
      // Where it stays it does not stand on a name.
      const isLast = i === spots.length - 1;
      return box ? [{ x: box.x + (isLast ? 0 : box.width / 2), y: box.y + box.height / 2 }] : [];
    });
    for (const id of spots) this.#mark(buttons.get(id), id === brokenAt ? 'broke' : 'passed');
    if (points.length > 1 && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      const dot = element('i', { class: 'dot', 'aria-hidden': 'true' });
      sheet.append(dot);
      this.#stops.push(() => dot.remove());
      const travel = dot.animate(
        points.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` })),
        { duration: HOP_MS * (points.length - 1), fill: 'forwards', easing: 'linear' },
      );
      travel.finished.then(
        () => dot.classList.add(brokenAt === undefined ? 'arrived' : 'broke'),
        () => undefined,
      );
      this.#stops.push(() => travel.cancel());
    }
    const timer = setTimeout(() => this.stop(), STAYS_MS);
    this.#stops.push(() => clearTimeout(timer));
  }

  #mark(box: HTMLElement | undefined, name: string): void {
    if (!box) return;
    const marks = MARKS.get(box) ?? {};
    MARKS.set(box, marks);
    marks[name] = (marks[name] ?? 0) + 1;
    box.classList.add(name);
    this.#stops.push(() => {
      marks[name]!--;
      box.classList.toggle(name, marks[name]! > 0);
    });
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}
