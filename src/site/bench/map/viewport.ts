// How much of the map is seen, and which part: zoom, fit, and a frame that scrolls to where something happens.

import type { Box } from '../../worker/map/placed.ts';

type Size = Pick<Box, 'width' | 'height'>;

const ZOOM = { least: 0.25, most: 2, step: 1.25 } as const;
/** Smaller than this, names cannot be read: then one scrolls, unless all of it was asked for; down only, where there is room across. */
const FIT_LEAST = 0.72;
const FIT_SCROLLED = 0.85;
/** On a wide screen all of it is there, and larger. */
const FIT_MOST = 1.25;
/** Around a box that is brought into view, in pixels. */
const MARGIN = 12;
/** Who has moved the picture so lately is looking at something. */
const OWN_MOVE_MS = 4000;

export class Viewport {
  readonly #frame: HTMLElement;
  readonly #sheet: HTMLElement;
  /** Of the frame. */
  #room: Size = { width: 0, height: 0 };
  /** Of what is drawn. */
  #drawn: Size | undefined;
  /** Undefined: as much as fits. */
  #zoom: number | undefined;
  /** Down to what size that is. */
  #least: number = FIT_LEAST;
  /** What stays in sight when there is less room, or more. */
  #held: (() => Box | undefined) | undefined;
  /** When the person moved the picture, by `performance.now()`. */
  #movedAt = Number.NEGATIVE_INFINITY;

  constructor(frame: HTMLElement, sheet: HTMLElement, buttons: Readonly<Record<'in' | 'out' | 'fit', HTMLElement>>) {
    this.#frame = frame;
    this.#sheet = sheet;
    buttons.in.addEventListener('click', () => this.#zoomBy(ZOOM.step));
    buttons.out.addEventListener('click', () => this.#zoomBy(1 / ZOOM.step));
    buttons.fit.addEventListener('click', () => {
      this.#zoom = undefined;
      this.#least = 0;
      this.#scale();
    });
    frame.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.#zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
      },
      { passive: false },
    );
    const moved = (): void => {
      this.#movedAt = performance.now();
    };
    for (const move of ['wheel', 'pointerdown', 'touchmove']) frame.addEventListener(move, moved, { passive: true });
    // A key on one of the boxes opens it, and moves nothing.
    frame.addEventListener('keydown', ({ target }) => target === frame && moved());
    new ResizeObserver(([entry]) => {
      // Asked for while something has just been drawn, its size would be worked out at once, and once more later.
      this.#room = entry!.contentRect;
      this.#scale();
      const held = this.#held?.();
      if (held) this.#scrollTo(held, [], 'instant');
    }).observe(frame);
  }

  /** Something is chosen, beside which a pane opens: it stays in sight. */
  hold(box: () => Box | undefined): void {
    this.#held = box;
  }

  /** @param drawn What there is now. */
  show(drawn: Size): void {
    this.#drawn = drawn;
    this.#scale();
  }

  /**
   * Moves the frame as little as shows the box, unless the person has just moved it. The page around it stays.
   *
   * @param around What belongs to it: seen too, across or down, where there is room for all.
   */
  bringIntoView(box: Box, around: readonly Box[] = []): void {
    if (performance.now() - this.#movedAt < OWN_MOVE_MS) return;
    // What is said beside the frame may just have made it smaller; in the next frame that is worked out anyway.
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    requestAnimationFrame(() => this.#scrollTo(box, around, isStill ? 'instant' : 'smooth'));
  }

  #scrollTo(box: Box, around: readonly Box[], behavior: ScrollBehavior): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.#frame;
    const factor = this.#factor();
    const shift = (span: (of: Box) => readonly [number, number], start: number, room: number): number => {
      const spans = [box, ...around].map(span);
      const all = [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))] as const;
      const [from, to] = (all[1] - all[0]) * factor + 2 * MARGIN <= room ? all : span(box);
      return Math.min(from * factor - MARGIN - start, 0) || Math.max(to * factor + MARGIN - start - room, 0);
    };
    this.#frame.scrollBy({
      left: shift(({ x, width }) => [x, x + width], scrollLeft, clientWidth),
      top: shift(({ y, height }) => [y, y + height], scrollTop, clientHeight),
      behavior,
    });
  }

  #zoomBy(factor: number): void {
    this.#zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, this.#factor() * factor));
    this.#scale();
  }

  #factor(): number {
    if (this.#zoom !== undefined || !this.#drawn) return this.#zoom ?? 1;
    const { width, height } = this.#drawn;
    const [across, down] = [this.#room.width / width, this.#room.height / height];
    const whole = Math.min(across, down, FIT_MOST);
    return whole >= this.#least ? whole : Math.min(FIT_SCROLLED, Math.max(this.#least, across));
  }

  #scale(): void {
    if (!this.#drawn) return;
    const { width, height } = this.#drawn;
    const factor = this.#factor();
    this.#sheet.style.setProperty('--zoom', String(factor));
    this.#sheet.style.width = `${width}px`;
    this.#sheet.style.height = `${height}px`;
    // The frame scrolls over what the sheet takes after it has been scaled.
    this.#sheet.style.marginRight = `${width * (factor - 1)}px`;
    this.#sheet.style.marginBottom = `${height * (factor - 1)}px`;
  }
}
