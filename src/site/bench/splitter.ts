// A line between two panels that can be moved by mouse, finger and keyboard. A double click puts it back.

import { need } from './need.ts';

export interface SplitterOptions {
  readonly handle: HTMLElement;
  /** What the percentage is of. */
  readonly frame: HTMLElement;
  readonly property: string;
  /** As things stand. */
  readonly axis: () => 'x' | 'y';
  readonly initial: number;
  /** Undefined: its place is kept for this visit only. */
  readonly storage: Storage | undefined;
  readonly key: string;
}

function splitter({ handle, frame, property, axis, initial, storage, key }: SplitterOptions): void {
  const min = Number(handle.getAttribute('aria-valuemin'));
  const max = Number(handle.getAttribute('aria-valuemax'));
  let value = initial;
  const set = (percent: number, remember = true): void => {
    value = Math.min(max, Math.max(min, percent));
    frame.style.setProperty(property, `${value}%`);
    handle.setAttribute('aria-valuenow', String(Math.round(value)));
    if (!remember) return;
    try {
      storage?.setItem(key, String(value));
    } catch {
      // The size is kept for this visit only.
    }
  };
  const kept = Number(storage?.getItem(key));
  if (kept > 0) set(kept, false);
  handle.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.classList.add('dragging');
    const box = frame.getBoundingClientRect();
    const move = (e: PointerEvent): void =>
      set(axis() === 'x' ? ((e.clientX - box.left) / box.width) * 100 : ((e.clientY - box.top) / box.height) * 100);
    handle.addEventListener('pointermove', move);
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', move);
        handle.classList.remove('dragging');
      },
      { once: true },
    );
  });
  handle.addEventListener('dblclick', () => set(initial));
  handle.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -2, ArrowUp: -2, ArrowRight: 2, ArrowDown: 2, PageUp: -10, PageDown: 10 }[event.key];
    if (step !== undefined) set(value + step);
    else if (event.key === 'Home') set(min);
    else if (event.key === 'End') set(max);
    else if (event.key === 'Enter') set(initial);
    else return;
    event.preventDefault();
  });
}

/** Between prose and bench, and between the bench's panels. */
export function splitters(bench: HTMLElement, storage: Storage | undefined): void {
  const workbench = document.querySelector<HTMLElement>('[data-workbench]');
  if (!workbench) return;
  splitter({
    handle: need(workbench, '[data-split-columns]'),
    frame: workbench,
    property: '--prose-width',
    axis: () => 'x',
    initial: 40,
    storage,
    key: 'portolan-split-columns',
  });
  const panes = need<HTMLElement>(bench, '.panes');
  splitter({
    handle: need(bench, '[data-split-rows]'),
    frame: panes,
    property: '--panel-height',
    axis: () => (panes.getAttribute('data-side') === 'beside' ? 'x' : 'y'),
    initial: 50,
    storage,
    key: 'portolan-split-rows',
  });
}
