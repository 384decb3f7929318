// The learner's requests, the latest first: each hop, where the first link broke, and what would mend it.

import type { Words } from '../../i18n/messages.ts';
import type { ShownRequest } from '../../worker/map/placed.ts';
import { element } from './elements.ts';

export interface RequestsActions {
  showOnMap(request: ShownRequest): void;
}

export class RequestsView {
  readonly #list: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #words: Words;
  readonly #actions: RequestsActions;
  readonly #items = new Map<number, HTMLElement>();

  constructor(pane: HTMLElement, words: Words, actions: RequestsActions) {
    this.#list = pane.querySelector<HTMLElement>('[data-requests]')!;
    this.#empty = pane.querySelector<HTMLElement>('[data-requests-empty]')!;
    this.#words = words;
    this.#actions = actions;
  }

  /** @param requests The oldest first. */
  show(requests: readonly ShownRequest[]): void {
    this.#empty.hidden = requests.length > 0;
    const wanted = new Set(requests.map(({ id }) => id));
    for (const [id, item] of this.#items) {
      if (wanted.has(id)) continue;
      item.remove();
      this.#items.delete(id);
    }
    for (const request of requests) {
      if (this.#items.has(request.id)) continue;
      const item = this.#item(request);
      this.#items.set(request.id, item);
      this.#list.prepend(item);
    }
  }

  #item(request: ShownRequest): HTMLElement {
    const { atMs, from, method, url, outcome, ok, steps, because } = request;
    const time = new Date(atMs).toLocaleTimeString(document.documentElement.lang);
    const onMap = element('button', { type: 'button', class: 'button small' }, this.#words.requestsOnMap);
    onMap.addEventListener('click', () => this.#actions.showOnMap(request));
    return element(
      'li',
      { 'data-state': ok ? 'ok' : 'broken' },
      element(
        'details',
        {},
        element(
          'summary',
          {},
          element('time', {}, time),
          element('code', {}, `${method} ${url}`),
          element('span', { class: 'outcome' }, outcome),
          element('span', { class: 'from' }, from),
        ),
        element(
          'ol',
          {},
          ...steps.map(({ at, text, ok: held }) =>
            element('li', { 'data-state': held ? 'ok' : 'broken' }, element('b', {}, at), ` ${text}`),
          ),
        ),
        ...(because.length > 0 ? [element('pre', { tabindex: '0' }, because.join('\n'))] : []),
        onMap,
      ),
    );
  }
}
