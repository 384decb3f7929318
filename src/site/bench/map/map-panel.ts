// The panels of the map and of the requests. Nothing of them is fetched, and nothing drawn in the worker, before one is open.

import type { Words } from '../../i18n/messages.ts';
import type { Goal, PlacedChart, ShownObject, ShownRequest } from '../../worker/map/placed.ts';
import type { MapOptions } from '../../worker/protocol.ts';
import type { Panels } from '../panels.ts';
import type { GoalView } from './goal-view.ts';
import { choicesKept, keepChoices, type MapChoices } from './map-choices.ts';
import type { MapView } from './map-view.ts';
import type { RequestsView } from './requests-view.ts';

export interface MapActions {
  /** @param object One that is looked at, `Kind/namespace/name`. */
  watch(options: MapOptions | undefined, object: string | undefined): void;
  /** Types a command into the terminal and runs it. */
  run(command: string): void;
  goalOf(exercise: string): Promise<Goal | undefined>;
  /** What the learner is about. */
  exercise(): { readonly id: string; readonly title: string } | undefined;
  /** A sentence for whoever listens. */
  announce(text: string): void;
  readonly storage: Storage | undefined;
}

export class MapPanel {
  readonly #bench: HTMLElement;
  readonly #words: Words;
  readonly #panels: Panels;
  readonly #actions: MapActions;
  #map: MapView | undefined;
  #requests: RequestsView | undefined;
  readonly #pane: HTMLElement;
  readonly #goalToggle: HTMLElement;
  #goal: GoalView | undefined;
  #chart: PlacedChart | undefined;
  #asked: readonly ShownRequest[] = [];
  #choices: MapChoices;
  #isWatching = false;
  /** How wide the picture was when it was seen last. */
  #room = 0;
  /** What is looked at. */
  #object: string | undefined;

  constructor(bench: HTMLElement, words: Words, panels: Panels, actions: MapActions) {
    this.#bench = bench;
    this.#words = words;
    this.#panels = panels;
    this.#actions = actions;
    this.#choices = choicesKept(actions.storage);
    const events = { opened: () => void this.#opened(), closed: () => this.#watch() };
    panels.on('map', events);
    this.#pane = bench.querySelector<HTMLElement>('[data-panel=map]')!;
    this.#goalToggle = bench.querySelector<HTMLElement>('[data-map-goal]')!;
    this.#goalToggle.addEventListener('click', () =>
      this.#showGoal(this.#goalToggle.getAttribute('aria-pressed') !== 'true'),
    );
    panels.on('requests', events);
  }

  /** Another worker is there: it does not know yet who looks. */
  again(): void {
    this.#isWatching = false;
    this.#asked = [];
    this.#requests?.show([]);
    this.#watch();
  }

  chart(placed: PlacedChart): void {
    this.#chart = placed;
    this.#map?.draw(placed);
    this.#goal?.present(placed);
  }

  #showGoal(isShown: boolean): void {
    const exercise = this.#actions.exercise();
    const pane = this.#bench.querySelector<HTMLElement>('[data-panel=map]')!;
    const root = pane.querySelector<HTMLElement>('[data-goal]')!;
    const shown = isShown && exercise !== undefined;
    this.#goalToggle.setAttribute('aria-pressed', String(shown));
    pane.classList.toggle('with-goal', shown);
    root.hidden = !shown;
    if (!shown) {
      this.#goalToggle.focus();
      return;
    }
    void import('./goal-view.ts').then(({ GoalView }) => {
      this.#goal ??= new GoalView(root, this.#words, {
        ...this.#actions,
        close: () => this.#showGoal(false),
      });
      if (this.#chart) this.#goal.present(this.#chart);
      this.#goal.open(exercise.id, exercise.title);
    });
  }

  asked(request: ShownRequest): void {
    if (this.#asked.some(({ id }) => id === request.id)) return;
    this.#asked = [...this.#asked, request].toSorted((a, b) => a.id - b.id).slice(-KEPT);
    this.#requests?.show(this.#asked);
    if (!request.isPast) this.#map?.follow(request);
  }

  looked(object: string, shown: ShownObject | undefined): void {
    this.#map?.looked(object, shown);
  }

  async #opened(): Promise<void> {
    this.#watch();
    this.#goalToggle.hidden = this.#actions.exercise() === undefined;
    if (this.#panels.shown === 'map' && !this.#map) {
      const { MapView } = await import('./map-view.ts');
      const pane = this.#bench.querySelector<HTMLElement>('[data-panel=map]')!;
      this.#map ??= new MapView(pane, this.#words, this.#choices, {
        ...this.#actions,
        look: (object) => {
          this.#object = object;
          this.#isWatching = false;
          this.#watch();
        },
        chosen: (choices) => {
          const isOther = choices.system !== this.#choices.system;
          this.#choices = choices;
          keepChoices(this.#actions.storage, choices);
          if (!isOther) return;
          this.#isWatching = false;
          this.#watch();
        },
      });
      if (this.#chart) this.#map.draw(this.#chart);
    }
    if (this.#panels.shown === 'requests' && !this.#requests) {
      const { RequestsView } = await import('./requests-view.ts');
      this.#requests ??= new RequestsView(
        this.#bench.querySelector<HTMLElement>('[data-panel=requests]')!,
        this.#words,
        {
          showOnMap: (request) => {
            this.#panels.show('map');
            void this.#opened().then(() => this.#map?.follow(request));
          },
        },
      );
      this.#requests.show(this.#asked);
    }
  }

  #watch(): void {
    const wanted = this.#panels.isOpen('map') || this.#panels.isOpen('requests');
    const room = this.#pane.clientWidth || this.#room;
    if (wanted === this.#isWatching && room === this.#room) return;
    this.#isWatching = wanted;
    this.#room = room;
    this.#actions.watch(wanted ? { system: this.#choices.system, room } : undefined, this.#object);
  }
}

/** Requests that are listed. */
const KEPT = 50;
