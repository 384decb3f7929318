// A choice of something to be done, and the button that does it: going through a select with arrow keys chooses each on the way.

import { el } from './element.ts';

/** @param of Each with its words. */
export function chooser(
  key: string,
  { label, take }: { readonly label: string; readonly take: string },
  of: readonly (readonly [string, string])[],
  act: (chosen: string) => void,
): HTMLElement {
  const select = el(
    'select',
    { 'aria-label': label, data: { choice: key } },
    el('option', { value: '' }, label),
    ...of.map(([value, words]) => el('option', { value }, words)),
  );
  const click = (): void => (select.value === '' ? select.focus() : act(select.value));
  return el(
    'div',
    { class: 'row chooser' },
    select,
    el(
      'button',
      { type: 'button', class: 'button small', 'aria-label': `${take}: ${label}`, data: { take: key }, click },
      take,
    ),
  );
}
