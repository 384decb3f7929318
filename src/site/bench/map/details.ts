// What one sees of an object when it is chosen on the map: its conditions, events and YAML as they are now, and commands to go on with, which
// are typed into the terminal. Fetched when the first is chosen.

import type { Chart, Spot } from '#lab/chart/chart.ts';
import { explainedKind } from '#lab/why/explained.ts';
import type { Words } from '../../i18n/messages.ts';
import type { ShownObject } from '../../worker/map/placed.ts';
import { element } from './elements.ts';
import { ObjectBody } from './object-body.ts';
import { noteOf, spotTitle } from './spot-words.ts';
import { text } from './written.ts';

export interface DetailsActions {
  /** Asks for this object, `Kind/namespace/name`, now and when it changes; undefined: no longer for any. Left out where there are none. */
  look?: ((object: string | undefined) => void) | undefined;
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
  /** Undefined: the object has not come yet, or there is none. */
  #body: ObjectBody | undefined;
  readonly #note: HTMLElement;

  constructor(pane: HTMLElement, words: Words, actions: DetailsActions) {
    this.#pane = pane;
    this.#words = words;
    this.#actions = actions;
    this.#note = element('pre', { class: 'note', tabindex: '0', 'aria-label': words.mapDetails });
    pane.addEventListener('keydown', (event) => event.key === 'Escape' && this.close());
  }

  /** @param members Pods that it stands for: each can be looked at. */
  open(spot: Spot, from: HTMLElement, members: readonly string[] = []): void {
    this.#spot = spot;
    this.#members = members;
    this.#from = from;
    this.#body = undefined;
    if (spot.object !== undefined && this.#actions.look) {
      this.#actions.look(spot.object);
      return;
    }
    this.#actions.look?.(undefined);
    this.#draw(spot, [], this.#note);
    this.#write(spot);
  }

  /** What was asked for has come, or changed. Undefined: it is gone. */
  looked(object: string, shown: ShownObject | undefined): void {
    const spot = this.#spot;
    // Another was chosen meanwhile.
    if (spot?.object !== object) return;
    if (!shown) {
      this.close();
      return;
    }
    if (!this.#body) {
      this.#body = new ObjectBody(this.#words);
      this.#draw(spot, commandsFor(object), this.#body.element);
    }
    this.#body.show(shown);
  }

  close(): void {
    this.#pane.hidden = true;
    this.#spot = undefined;
    this.#actions.look?.(undefined);
    this.#from?.focus();
  }

  /** The picture has changed: so has what stands in it, perhaps. */
  refresh(chart: Chart): void {
    const of = this.#spot;
    if (!of) return;
    const now = chart.spots.find(({ id }) => id === of.id) ?? (chart.groups[of.id] === undefined ? undefined : of);
    if (now) this.#write(now);
    else this.close();
  }

  #write(spot: Spot): void {
    text(this.#note, `${spotTitle(spot, this.#words)}\n${noteOf(spot, this.#words)}`);
  }

  #draw(spot: Spot, commands: readonly string[], body: HTMLElement): void {
    const close = element('button', { type: 'button', class: 'quiet', 'aria-label': this.#words.mapClose }, '×');
    close.addEventListener('click', () => this.close());
    this.#pane.replaceChildren(
      element('div', { class: 'head' }, element('strong', {}, spotTitle(spot, this.#words)), close),
      element('div', { class: 'commands' }, ...commands.map((command) => this.#button(command))),
      ...this.#members.map((member) => this.#member(spot, member)),
      body,
    );
    this.#pane.hidden = false;
    close.focus();
  }

  #member({ note: _, ...spot }: Spot, object: string): HTMLElement {
    const [, namespace = '', name = ''] = object.split('/');
    const button = element('button', { type: 'button', class: 'quiet member' }, name);
    const pod: Spot = { ...spot, id: `pod/${namespace}/${name}`, kind: 'Pod', name, note: '', object };
    button.addEventListener('click', () => this.open(pod, this.#from ?? button));
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
  return [
    `kubectl describe ${type} ${name}${in_}`,
    `kubectl edit ${type} ${name}${in_}`,
    ...(explainedKind(type) ? [`why ${type}/${name}${in_}`] : []),
    ...(kind === 'Pod' ? [`kubectl logs ${name}${in_}`] : []),
  ];
}
