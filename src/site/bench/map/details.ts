// What one sees of an object when it is chosen on the map: its YAML, and commands to go on with, which are typed into the terminal.

import type { Chart, Spot } from '#lab/chart/chart.ts';
import type { Words } from '../../i18n/messages.ts';
import { element } from './elements.ts';
import { spotTitle } from './spot-words.ts';

export interface DetailsActions {
  yamlOf(object: string): Promise<string | undefined>;
  run(command: string): void;
}

export class Details {
  readonly #pane: HTMLElement;
  readonly #words: Words;
  readonly #actions: DetailsActions;
  #spot: Spot | undefined;
  #members: readonly string[] = [];
  /** Where the focus goes back to. */
  #from: HTMLElement | undefined;

  constructor(pane: HTMLElement, words: Words, actions: DetailsActions) {
    this.#pane = pane;
    this.#words = words;
    this.#actions = actions;
    pane.addEventListener('keydown', (event) => event.key === 'Escape' && this.close());
  }

  /** @param members Pods that it stands for: each can be looked at. */
  async open(spot: Spot, from: HTMLElement, members: readonly string[] = []): Promise<void> {
    this.#spot = spot;
    this.#members = members;
    this.#from = from;
    await this.#draw(spot);
    // It has gone meanwhile, or another was chosen.
    if (this.#spot?.id !== spot.id) return;
    this.#pane.hidden = false;
    this.#pane.querySelector<HTMLElement>('button')?.focus();
  }

  close(): void {
    this.#pane.hidden = true;
    this.#spot = undefined;
    this.#from?.focus();
  }

  /** The picture has changed: so has the object, perhaps. */
  refresh(chart: Chart): void {
    const of = this.#spot;
    if (!of) return;
    const now = chart.spots.find(({ id }) => id === of.id) ?? (chart.groups[of.id] === undefined ? undefined : of);
    if (now) void this.#draw(now);
    else this.close();
  }

  async #draw(spot: Spot): Promise<void> {
    const { object } = spot;
    const yaml = object === undefined ? undefined : await this.#actions.yamlOf(object);
    if (this.#spot?.id !== spot.id) return;
    const close = element('button', { type: 'button', class: 'quiet', 'aria-label': this.#words.mapClose }, '×');
    close.addEventListener('click', () => this.close());
    const before = this.#pane.querySelector('pre')?.scrollTop ?? 0;
    const body = element(
      'pre',
      { tabindex: '0', 'aria-label': 'YAML' },
      yaml ?? `${spotTitle(spot, this.#words)}\n${spot.note}`,
    );
    const hadFocus = this.#pane.contains(document.activeElement);
    this.#pane.replaceChildren(
      element('div', { class: 'head' }, element('strong', {}, spotTitle(spot, this.#words)), close),
      element('div', { class: 'commands' }, ...commandsFor(object).map((command) => this.#button(command))),
      ...this.#members.map((member) => this.#member(spot, member)),
      body,
    );
    body.scrollTop = before;
    if (hadFocus) close.focus();
  }

  #member({ note: _, ...spot }: Spot, object: string): HTMLElement {
    const [, namespace = '', name = ''] = object.split('/');
    const button = element('button', { type: 'button', class: 'quiet member' }, name);
    const pod: Spot = { ...spot, id: `pod/${namespace}/${name}`, kind: 'Pod', name, note: '', object };
    button.addEventListener('click', () => void this.open(pod, this.#from ?? button));
    return button;
  }

  #button(command: string): HTMLElement {
    const button = element(
      'button',
      { type: 'button', class: 'button small', title: command },
      command.replace(/^kubectl /, ''),
    );
    button.addEventListener('click', () => this.#actions.run(command));
    return button;
  }
}

/** What one would type next about an object. */
export function commandsFor(object: string | undefined): readonly string[] {
  const [kind = '', namespace = '', name = ''] = object?.split('/') ?? [];
  if (name === '') return [];
  const in_ = namespace === 'default' ? '' : ` -n ${namespace}`;
  const type = kind.toLowerCase();
  const common = [`kubectl describe ${type} ${name}${in_}`, `kubectl edit ${type} ${name}${in_}`];
  if (kind === 'Service' || kind === 'Ingress') return [...common, `why ${type}/${name}${in_}`];
  if (kind === 'Pod') return [...common, `kubectl logs ${name}${in_}`];
  return common;
}
