// An element with what is in it. Texts are text.

type Child = Node | string | undefined | false;

interface Props {
  readonly class?: string | undefined;
  readonly data?: Readonly<Record<string, string>>;
  readonly [attribute: string]: unknown;
}

/** Attributes by their names; of functions, listeners by the event's: `{ click: () => … }`. What is undefined or false is left out. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { data = {}, ...attributes }: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(data)) element.dataset[key] = value;
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value as EventListener);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

/** In a label, with `key` to find it again by. */
export function field(label: string, key: string, input: HTMLElement): HTMLLabelElement {
  input.dataset['field'] = key;
  return el('label', { class: 'field' }, el('span', {}, label), input);
}

export function group(label: string, ...within: readonly HTMLElement[]): HTMLElement {
  return el('fieldset', { class: 'group' }, el('legend', {}, label), ...within);
}

/** Puts new content where the old was, and the focus where it was, if there is the same thing again. */
export function redraw(parent: HTMLElement, ...children: readonly Child[]): void {
  const focused = parent.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
  const were = focused && [...parent.querySelectorAll<HTMLElement>(focused.tagName)].filter(isLike(focused));
  const turn = focused && were!.indexOf(focused);
  parent.replaceChildren(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  if (!focused) return;
  const are = [...parent.querySelectorAll<HTMLElement>(focused.tagName)].filter(isLike(focused));
  (are[turn!] ?? are.at(-1))?.focus();
}

/** A field is known by its place, another thing by what it is for. */
function isLike(one: HTMLElement): (other: HTMLElement) => boolean {
  const nameOf = (element: HTMLElement): string =>
    element.dataset['field'] ??
    JSON.stringify([{ ...element.dataset }, element.getAttribute('aria-label') ?? element.textContent]);
  const name = nameOf(one);
  return (other) => nameOf(other) === name;
}
