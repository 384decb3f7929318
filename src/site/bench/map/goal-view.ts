// The goal of an exercise beside the present: hidden until the learner asks, and asks again, since it gives things away.

import { fill, type Words } from '../../i18n/messages.ts';
import type { Goal, PlacedChart } from '../../worker/map/placed.ts';
import { element } from './elements.ts';
import { FIRST } from './map-choices.ts';
import { MapView } from './map-view.ts';

export interface GoalActions {
  /** Undefined: there is none. */
  goalOf(exercise: string): Promise<Goal | undefined>;
  announce(text: string): void;
  /** The goal is to go again. */
  close(): void;
}

/** Names of Pods are drawn by lot: of those only the workload could be the same. */
const isNamedAnew = (kind: string): boolean => kind === 'Pod' || kind === 'Pods';

export class GoalView {
  readonly #root: HTMLElement;
  readonly #words: Words;
  readonly #actions: GoalActions;
  #exercise: string | undefined;
  #map: MapView | undefined;
  #goal: PlacedChart | undefined;
  #present: PlacedChart | undefined;

  constructor(root: HTMLElement, words: Words, actions: GoalActions) {
    this.#root = root;
    this.#words = words;
    this.#actions = actions;
    root.addEventListener('keydown', (event) => event.key === 'Escape' && actions.close());
  }

  /** Asks whether it is to be shown, unless it has been already. */
  open(exercise: string, title: string): void {
    if (this.#exercise === exercise && this.#goal) return;
    this.#exercise = exercise;
    this.#goal = undefined;
    this.#map = undefined;
    const yes = element('button', { type: 'button', class: 'button small', 'data-goal-yes': '' }, this.#words.yesShow);
    yes.addEventListener('click', () => void this.#show(exercise));
    this.#say([fill(this.#words, 'goalAsk', { exercise: title }), this.#words.goalWarning], yes);
    yes.focus();
  }

  present(placed: PlacedChart): void {
    this.#present = placed;
    this.#mark();
  }

  async #show(exercise: string): Promise<void> {
    this.#say([this.#words.goalPlaying]);
    let goal: Goal | undefined;
    try {
      goal = await this.#actions.goalOf(exercise);
    } catch (error) {
      this.#say([fill(this.#words, 'goalFailed', { reason: error instanceof Error ? error.message : String(error) })]);
      return;
    }
    if (this.#exercise !== exercise) return;
    if (!goal?.isChange) {
      this.#say([this.#words.goalNone]);
      return;
    }
    this.#goal = goal.placed;
    const pane = framed(this.#words);
    this.#root.replaceChildren(this.#head([this.#words.goalNote]), pane);
    this.#map = new MapView(pane, this.#words, FIRST, {
      chosen: () => undefined,
      announce: this.#actions.announce,
      run: () => undefined,
    });
    this.#map.draw(goal.placed);
    this.#mark();
    this.#actions.announce(this.#words.goalNote);
  }

  /** What the present does not have yet. */
  #mark(): void {
    if (!this.#goal || !this.#map) return;
    const present = new Set(this.#present?.chart.spots.map(({ id }) => id));
    const missing = this.#goal.chart.spots.filter(({ id, kind }) => !isNamedAnew(kind) && !present.has(id));
    this.#map.miss(new Set(missing.map(({ id }) => id)));
  }

  #say(texts: readonly string[], ...more: HTMLElement[]): void {
    this.#root.replaceChildren(this.#head(texts, ...more));
  }

  #head(texts: readonly string[], ...more: HTMLElement[]): HTMLElement {
    const close = element('button', { type: 'button', class: 'quiet', 'aria-label': this.#words.mapClose }, '×');
    close.addEventListener('click', () => this.#actions.close());
    const text = element('p', { role: 'status' }, texts.join(' '));
    return element('div', { class: 'goal-head' }, element('h3', {}, this.#words.goal), close, text, ...more);
  }
}

/** What a map is drawn into. */
function framed(words: Words): HTMLElement {
  const part = (name: string): HTMLElement =>
    element('button', { type: 'button', [`data-map-${name}`]: '', hidden: '' });
  return element(
    'div',
    { class: 'goal-map' },
    ...['in', 'out', 'fit', 'as-list', 'system', 'find'].map(part),
    element(
      'div',
      { class: 'map-frame', 'data-map-frame': '', tabindex: '0', role: 'group', 'aria-label': words.goal },
      element('div', { class: 'sheet', 'data-map-sheet': '' }),
    ),
    element('div', { class: 'twin', 'data-map-twin': '', hidden: '' }),
    element('p', { 'data-map-said': '', hidden: '' }),
    element('aside', { class: 'details', 'data-map-details': '', 'aria-label': words.mapDetails, hidden: '' }),
  );
}
