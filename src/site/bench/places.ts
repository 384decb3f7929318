// Where a new terminal begins: on the laptop, on a node, in a Pod. It goes there by the command that one would type.

import { fill, type Words } from '../i18n/messages.ts';
import type { PlacesShown } from '../worker/protocol.ts';
import { element } from './map/elements.ts';

export interface TerminalPlace {
  readonly name: string;
  /** Leads there from the laptop. */
  readonly command: string;
}

/** More, and one can look for one. */
const MANY = 12;

export class PlacesMenu {
  readonly #menu = element('div', { class: 'places', popover: 'auto', 'data-places': '' });
  readonly #from: HTMLElement;
  readonly #words: Words;
  readonly #open: (place: TerminalPlace) => void;

  constructor(from: HTMLElement, words: Words, open: (place: TerminalPlace) => void) {
    this.#from = from;
    this.#words = words;
    this.#open = open;
    this.#menu.setAttribute('aria-label', words.terminalAt);
    this.#menu.setAttribute('role', 'group');
    from.after(this.#menu);
    this.#menu.addEventListener('keydown', (event) => this.#move(event));
  }

  show(places: PlacesShown): void {
    const all = placesOf(places);
    const buttons = all.map((place) => {
      const button = element('button', { type: 'button', class: 'quiet', title: place.command }, place.name);
      button.addEventListener('click', () => {
        this.#menu.hidePopover();
        this.#open(place);
      });
      return button;
    });
    const find = element('input', {
      type: 'search',
      placeholder: this.#words.mapFind,
      'aria-label': this.#words.mapFind,
    });
    find.addEventListener('input', () => {
      for (const button of buttons) button.hidden = !button.textContent!.includes(find.value.trim());
    });
    const hint = element('p', {}, fill(this.#words, 'terminalAtHint', { n: all.length }));
    this.#menu.replaceChildren(...(all.length > MANY ? [find] : []), ...buttons, hint);
    const { bottom, left } = this.#from.getBoundingClientRect();
    this.#menu.style.top = `${bottom + 4}px`;
    this.#menu.style.left = `${Math.max(8, Math.min(left, innerWidth - 268))}px`;
    this.#menu.showPopover();
    this.#menu.querySelector<HTMLElement>('input, button')?.focus();
  }

  /** Up and down, as in any menu. */
  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const stops = [...this.#menu.querySelectorAll<HTMLElement>('input, button:not([hidden])')];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[(at + step + stops.length) % stops.length]?.focus();
  }
}

/** Nodes first, then the learner's Pods, then those of the system. */
function placesOf({ nodes, pods }: PlacesShown): readonly TerminalPlace[] {
  const isSystem = (namespace: string): boolean => namespace.startsWith('kube-');
  const sorted = pods.toSorted((a, b) => Number(isSystem(a.namespace)) - Number(isSystem(b.namespace)));
  return [
    ...nodes.map((name) => ({ name, command: `ssh ${name}` })),
    ...sorted.map(({ namespace, name }) => ({
      name: namespace === 'default' ? name : `${namespace}/${name}`,
      command: `kubectl exec -it ${name}${namespace === 'default' ? '' : ` -n ${namespace}`} -- sh`,
    })),
  ];
}
