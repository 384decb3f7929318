// Writes into an element what does not stand there yet: set again, the same text is laid out again, of three hundred Pods three hundred times.

import type { Box } from '../../worker/map/placed.ts';

export function text(element: Element, wanted: string): void {
  if (element.textContent !== wanted) element.textContent = wanted;
}

export function attribute(element: Element, name: string, wanted: string): void {
  if (element.getAttribute(name) !== wanted) element.setAttribute(name, wanted);
}

const placed = new WeakMap<HTMLElement, Box>();

export function place(element: HTMLElement, wanted: Box): void {
  const now = placed.get(element);
  placed.set(element, wanted);
  const { x, y, width, height } = wanted;
  if (now?.x !== x || now.y !== y) element.style.transform = `translate(${x}px, ${y}px)`;
  if (now?.width !== width) element.style.width = `${width}px`;
  if (now?.height !== height) element.style.height = `${height}px`;
}
