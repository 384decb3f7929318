// Requests between the parts: who asked the API server for what, the latest first, filtered by who, what and verb.

import type { LoggedRequest } from '#lab/request-log.ts';
import { fill, type Words } from '../../i18n/messages.ts';
import { element } from '../map/elements.ts';

/** Requests after one of them. */
export type LogSource = (since: number) => Promise<readonly LoggedRequest[]>;

/** Milliseconds between two looks, while the list is on the screen. */
const LOOK_MS = 300;
/** Requests that the page keeps, and lines that it draws. */
const [KEPT, DRAWN] = [2000, 300];
/** The choice of everything but signs of life. */
const NO_LEASES = '-leases';

export class LogView {
  readonly #root: HTMLElement;
  readonly #words: Words;
  readonly #source: LogSource;
  readonly #list = element('ol');
  readonly #none: HTMLElement;
  readonly #who: Choice;
  readonly #what: Choice;
  readonly #verb: Choice;
  #requests: LoggedRequest[] = [];
  #look: ReturnType<typeof setInterval> | undefined;
  #last = 0;

  constructor(root: HTMLElement, words: Words, source: LogSource) {
    this.#root = root;
    this.#words = words;
    this.#source = source;
    const draw = (): void => this.#draw();
    const all = ['', words.requestsAll] as const;
    this.#who = new Choice(words.requestsWho, 'who', [all], draw);
    this.#what = new Choice(words.requestsWhat, 'what', [[NO_LEASES, words.requestsNoLeases], all], draw);
    this.#verb = new Choice(words.requestsVerb, 'verb', [all], draw);
    // Said when the cluster has answered: from then on each is kept.
    this.#none = element('p', { class: 'empty', hidden: '' }, words.requestsPartsNone);
    const filters = element('div', { class: 'filters' }, this.#who.label, this.#what.label, this.#verb.label);
    root.replaceChildren(filters, this.#none, this.#list, element('p', { class: 'empty' }, words.requestsPartsNote));
  }

  open(): void {
    this.#look ??= setInterval(() => void this.#refresh(), LOOK_MS);
    void this.#refresh();
  }

  close(): void {
    clearInterval(this.#look);
    this.#look = undefined;
  }

  again(): void {
    this.#last = 0;
    this.#requests = [];
    this.#draw();
  }

  async #refresh(): Promise<void> {
    if (this.#root.offsetParent === null) return;
    const since = this.#last;
    const more = await this.#source(since);
    if (since !== this.#last) return;
    this.#last = more.at(-1)?.id ?? since;
    this.#requests = [...this.#requests, ...more].slice(-KEPT);
    for (const request of more) {
      this.#who.add(whoOf(request));
      this.#what.add(request.resource);
      this.#verb.add(request.verb);
    }
    const shown = more.filter((request) => this.#isShown(request)).slice(-DRAWN);
    this.#list.prepend(...shown.reverse().map((request) => this.#item(request)));
    while (this.#list.children.length > DRAWN) this.#list.lastElementChild!.remove();
    this.#none.hidden = this.#list.children.length > 0;
  }

  #isShown(request: LoggedRequest): boolean {
    const what = this.#what.value;
    return (
      (this.#who.value === '' || this.#who.value === whoOf(request)) &&
      (what === NO_LEASES ? !request.resource.startsWith('leases.') : what === '' || what === request.resource) &&
      (this.#verb.value === '' || this.#verb.value === request.verb)
    );
  }

  #draw(): void {
    const shown = this.#requests.filter((request) => this.#isShown(request)).slice(-DRAWN);
    this.#list.replaceChildren(...shown.reverse().map((request) => this.#item(request)));
    this.#none.hidden = shown.length > 0;
  }

  #item(request: LoggedRequest): HTMLElement {
    const { atMs, verb, resource, object, method, path, code, tookMs, isStream } = request;
    const outcome = `${code}${isStream ? ' …' : ''}`;
    return element(
      'li',
      { 'data-state': code < 400 ? 'ok' : 'broken', title: `${method} ${path}` },
      element('time', {}, new Date(atMs).toLocaleTimeString(document.documentElement.lang)),
      element('span', { class: 'who' }, whoOf(request)),
      element('code', {}, [verb, resource || path, object].filter(Boolean).join(' ')),
      element('span', { class: 'outcome' }, outcome),
      element('span', { class: 'took' }, fill(this.#words, 'requestsTook', { ms: tookMs })),
    );
  }
}

/** `kubectl kubernetes-admin`, `kube-scheduler`. */
function whoOf({ program, user }: LoggedRequest): string {
  if (program === 'kube-scheduler') return program;
  return [program, user].filter(Boolean).join(' ');
}

/** A choice that grows with what has been seen. */
class Choice {
  readonly label: HTMLElement;
  readonly #select: HTMLSelectElement;
  readonly #fixed: number;
  readonly #seen = new Set<string>(['']);

  constructor(name: string, id: string, fixed: readonly (readonly [string, string])[], changed: () => void) {
    this.#fixed = fixed.length;
    this.#select = element(
      'select',
      { [`data-log-${id}`]: '' },
      ...fixed.map(([value, text]) => element('option', { value }, text)),
    );
    this.#select.addEventListener('change', changed);
    this.label = element('label', {}, element('span', {}, name), this.#select);
  }

  get value(): string {
    return this.#select.value;
  }

  /** In its place in the alphabet. */
  add(value: string): void {
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    const after = [...this.#select.options].slice(this.#fixed).find((option) => option.value > value);
    this.#select.insertBefore(element('option', { value }, value), after ?? null);
  }
}
