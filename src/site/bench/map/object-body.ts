// An object as text: its conditions, its events, then its YAML. What has not changed stays, with what is selected in it.

import type { Words } from '../../i18n/messages.ts';
import type { ShownCondition, ShownEvent, ShownObject } from '../../worker/map/placed.ts';
import { element } from './elements.ts';
import { text } from './written.ts';

export class ObjectBody {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #conditions = element('ul');
  readonly #events = element('ol');
  readonly #yaml = element('pre');
  readonly #drawn = new WeakMap<HTMLElement, string>();

  constructor(words: Words) {
    this.#words = words;
    const { mapConditions, mapEvents, mapDetails } = words;
    this.element = element(
      'div',
      { class: 'object', tabindex: '0', role: 'group', 'aria-label': mapDetails },
      ...[element('h3', {}, mapConditions), this.#conditions, element('h3', {}, mapEvents), this.#events],
      ...[element('h3', {}, 'YAML'), this.#yaml],
    );
  }

  show({ yaml, conditions, events }: ShownObject): void {
    this.#list(this.#conditions, conditions, conditionItem);
    this.#list(this.#events, events, eventItem);
    text(this.#yaml, yaml);
  }

  #list<T>(list: HTMLElement, items: readonly T[], draw: (item: T) => HTMLElement): void {
    const now = JSON.stringify(items);
    if (this.#drawn.get(list) === now) return;
    this.#drawn.set(list, now);
    const drawn = items.map(draw);
    list.replaceChildren(...(drawn.length > 0 ? drawn : [element('li', { class: 'none' }, this.#words.mapNone)]));
  }
}

function conditionItem({ of, type, status, reason, message }: ShownCondition): HTMLElement {
  const name = element('b', {}, of === '' ? type : `${of}: ${type}`);
  const said = message === '' ? reason : `${reason}: ${message}`;
  return element('li', { 'data-status': status }, name, ` ${status}`, ...(said === '' ? [] : [paragraph(said)]));
}

function eventItem({ atMs, type, reason, from, message, count }: ShownEvent): HTMLElement {
  const time = new Date(atMs).toLocaleTimeString(document.documentElement.lang);
  const times = count > 1 ? ` ×${count}` : '';
  const head = [element('b', {}, reason), ` ${type}${times} `, element('small', {}, `${time} ${from}`)];
  return element('li', { 'data-type': type }, ...head, paragraph(message));
}

const paragraph = (said: string): HTMLElement => element('p', {}, said);
