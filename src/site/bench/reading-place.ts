// Where one reads: the same place in another language, after a reload, and when one comes back to a lesson another day.

import { isDone } from '../progress/marks.ts';
import { localStore } from './local-store.ts';
import { Own } from './own.ts';

/** Headings and exercises have the same order in every language: the nth of them is the place. */
const LANDMARKS = 'h1, h2, h3, [data-exercise]';
/** What begins above this, in pixels from the window's top, is being read. */
const TOP = 80;

/** The last landmark that was passed, and how far. */
type Place = readonly [landmark: number, pixels: number];

const landmarks = (): HTMLElement[] => [
  ...(document.querySelector('main') ?? document).querySelectorAll<HTMLElement>(LANDMARKS),
];

/** Undefined: the page's top. */
export function placeHere(): Place | undefined {
  const tops = landmarks().map((element) => element.getBoundingClientRect().top);
  const passed = tops.filter((top) => top <= TOP).length;
  return passed > 1 ? [passed - 1, Math.round(TOP - tops[passed - 1]!)] : undefined;
}

/** @param pane What scrolls: the prose where a bench stands beside it. */
function goTo(pane: HTMLElement, [landmark, pixels]: Place): void {
  const element = landmarks()[landmark];
  if (element) pane.scrollBy(0, element.getBoundingClientRect().top - TOP + pixels);
}

/** Whether the browser itself goes back to where one was: it does so for the window only. */
const isBack = (): boolean =>
  performance
    .getEntriesByType('navigation')
    .some((entry) => (entry as PerformanceNavigationTiming).type !== 'navigate');

const placeOf = (kept: unknown): Place | undefined =>
  Array.isArray(kept) && kept.length === 2 && kept.every(Number.isFinite) ? (kept as never) : undefined;

/** Goes to where this page was left, or to where the language was switched; keeps the place when it is left. */
export function followPlace(): void {
  const root = document.documentElement;
  const prose = document.querySelector<HTMLElement>('[data-prose]');
  const isPane = prose !== null && getComputedStyle(prose).overflowY === 'auto';
  const pane = isPane ? prose : root;
  const switched = /^#place-(\d+)$/.exec(location.hash);
  if (switched) {
    goTo(pane, [Number(switched[1]), 0]);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  const lesson = document.querySelector<HTMLElement>('[data-bench]')?.dataset['lesson'];
  if (!prose || lesson === undefined) return;
  const own = new Own(lesson, localStore);
  const place = placeOf(own.get('place'));
  // A lesson that is done is read from its beginning when it is opened once more.
  const isWanted = isBack() ? isPane : location.hash === '' && !isDone(lesson);
  if (place && isWanted && !switched) goTo(pane, place);
  const keep = (): void => own.set('place', placeHere());
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', () => document.hidden && keep());
}
