// What stands beside the terminals: one panel at a time, or none; above them or to their left, or in a window of its own. Tabs are dragged,
// or moved with Ctrl and the arrow keys. All of it is as it was left, in the next lesson too.

import { fill, type Words } from '../i18n/messages.ts';
import { keepLayout, layoutKept, moved, PANELS, type PanelLayout, type PanelName, type Side } from './panel-layout.ts';
import type { PanelWindow } from './panel-window.ts';

export type { PanelName } from './panel-layout.ts';

/** Room for a panel beside the terminal. Below, one of them is shown at a time, and the terminal comes first. */
const WIDE = '(min-width: 1100px) and (min-height: 560px)';

/** The editor measures letters in the window in which it was made; what the browser shows would be loaded anew. */
const CAN_LEAVE: readonly PanelName[] = ['map', 'requests', 'time'];

export interface PanelEvents {
  readonly opened?: () => void;
  readonly closed?: () => void;
}

export class Panels {
  readonly #bench: HTMLElement;
  readonly #words: Words;
  readonly #announce: (text: string) => void;
  readonly #storage: Storage | undefined;
  readonly #splitter: HTMLElement;
  readonly #events = new Map<PanelName, PanelEvents>();
  #layout: PanelLayout;
  #shown: PanelName | undefined;
  /** A panel in a window of its own goes on there while another is shown here. */
  readonly #windows = new Map<PanelName, PanelWindow>();

  constructor(bench: HTMLElement, words: Words, storage: Storage | undefined, announce: (text: string) => void) {
    this.#bench = bench;
    this.#words = words;
    this.#storage = storage;
    this.#announce = announce;
    this.#layout = layoutKept(storage);
    this.#splitter = this.#part('split-rows');
    for (const name of PANELS) this.#wire(name);
    this.#part('panel-side').addEventListener('click', () =>
      this.#arrange({ side: this.#layout.side === 'above' ? 'beside' : 'above' }),
    );
    this.#part('panel-pop').addEventListener('click', () => void this.#popOut());
    this.#draw();
  }

  on(name: PanelName, events: PanelEvents): void {
    this.#events.set(name, events);
  }

  /** As it was left last time; the map where there is room and nobody has chosen. */
  open(): void {
    const { shown } = this.#layout;
    // The browser has no tab before something was opened in it.
    if (matchMedia(WIDE).matches && !(shown && this.#button(shown).hidden)) this.show(shown);
  }

  get shown(): PanelName | undefined {
    return this.#shown;
  }

  /** It can be seen, here or in its own window. */
  isOpen(name: PanelName): boolean {
    return this.#shown === name || this.#windows.has(name);
  }

  show(wanted: PanelName | undefined): void {
    const popped = wanted && this.#windows.get(wanted);
    if (popped) {
      popped.focus();
      return;
    }
    const before = this.#shown;
    if (wanted === before) return;
    this.#shown = wanted;
    this.#draw();
    if (before && !this.#windows.has(before)) this.#events.get(before)?.closed?.();
    if (wanted) this.#events.get(wanted)?.opened?.();
  }

  #wire(name: PanelName): void {
    const button = this.#button(name);
    button.addEventListener('click', () => {
      this.show(this.#shown === name ? undefined : name);
      this.#arrange({ shown: this.#shown });
    });
    button.draggable = true;
    button.addEventListener('dragstart', (event) => {
      event.dataTransfer?.setData('text/plain', name);
      this.#bench.dataset['dragged'] = name;
    });
    button.addEventListener('dragend', () => delete this.#bench.dataset['dragged']);
    button.addEventListener('dragover', (event) => this.#dragged && event.preventDefault());
    button.addEventListener('drop', (event) => {
      const dragged = this.#dragged;
      if (!dragged) return;
      event.preventDefault();
      const { order } = this.#layout;
      this.#arrange({ order: moved(order, dragged, order.indexOf(name) - order.indexOf(dragged)) });
    });
    button.addEventListener('keydown', (event) => {
      const step = event.ctrlKey ? { ArrowLeft: -1, ArrowRight: 1 }[event.key] : undefined;
      if (step === undefined) return;
      event.preventDefault();
      const { order } = this.#layout;
      const neighbour = this.#tabs[this.#tabs.indexOf(name) + step];
      if (neighbour) this.#arrange({ order: moved(order, name, order.indexOf(neighbour) - order.indexOf(name)) });
      button.focus();
      const [n, total] = [this.#tabs.indexOf(name) + 1, this.#tabs.length];
      this.#announce(fill(this.#words, 'panelMoved', { n, total }));
    });
    if (name !== PANELS[0]) return;
    const panes = this.#bench.querySelector<HTMLElement>('.panes')!;
    panes.addEventListener('dragover', (event) => this.#dragged && event.preventDefault());
    panes.addEventListener('drop', (event) => {
      const dragged = this.#dragged;
      if (!dragged) return;
      event.preventDefault();
      // Near the left edge it stands to the left of the terminals, else above them.
      const { left, width } = panes.getBoundingClientRect();
      this.#arrange({ side: event.clientX - left < width / 3 ? 'beside' : 'above', shown: dragged });
      this.show(dragged);
    });
  }

  /** As they stand. */
  get #tabs(): readonly PanelName[] {
    return this.#layout.order.filter((name) => !this.#button(name).hidden);
  }

  get #dragged(): PanelName | undefined {
    return PANELS.find((name) => name === this.#bench.dataset['dragged']);
  }

  async #popOut(): Promise<void> {
    const name = this.#shown;
    if (!name || !CAN_LEAVE.includes(name)) return;
    const { PanelWindow } = await import('./panel-window.ts');
    const title = this.#button(name).textContent.trim();
    const popped = PanelWindow.open(this.#panel(name), `${title} – ${document.title}`, () => {
      this.#windows.delete(name);
      // It comes back to its place, if nothing else has taken that.
      this.#shown ??= name;
      this.#draw();
      if (this.#shown !== name) this.#events.get(name)?.closed?.();
    });
    if (!popped) {
      this.#announce(this.#words.panelNoWindow);
      return;
    }
    this.#windows.set(name, popped);
    this.#shown = undefined;
    this.#draw();
  }

  #arrange(change: Partial<PanelLayout>): void {
    this.#layout = { ...this.#layout, ...change };
    keepLayout(this.#storage, this.#layout);
    this.#draw();
  }

  #draw(): void {
    const { order, side } = this.#layout;
    for (const name of PANELS) {
      const isPopped = this.#windows.has(name);
      this.#panel(name).hidden = name !== this.#shown && !isPopped;
      this.#button(name).setAttribute('aria-expanded', String(this.isOpen(name)));
    }
    const tabs = this.#part('panel-tabs');
    if (order.some((name, i) => tabs.children[i] !== this.#button(name)))
      tabs.replaceChildren(...order.map((name) => this.#button(name)));
    this.#bench.querySelector<HTMLElement>('.panes')!.dataset['side'] = side satisfies Side;
    this.#splitter.hidden = this.#shown === undefined;
    this.#splitter.setAttribute('aria-orientation', side === 'beside' ? 'vertical' : 'horizontal');
    const label = side === 'above' ? this.#words.panelBeside : this.#words.panelAbove;
    this.#part('panel-side').setAttribute('aria-label', label);
    this.#part('panel-side').title = label;
    // Taken away, they would move the others under the mouse.
    this.#tool('panel-side').disabled = this.#shown === undefined;
    this.#tool('panel-pop').disabled = this.#shown === undefined || !CAN_LEAVE.includes(this.#shown);
  }

  #part(name: string): HTMLElement {
    return this.#bench.querySelector<HTMLElement>(`[data-${name}]`)!;
  }

  #tool(name: string): HTMLButtonElement {
    return this.#part(name) as HTMLButtonElement;
  }

  #panel(name: PanelName): HTMLElement {
    return this.#windows.get(name)?.panel ?? this.#bench.querySelector<HTMLElement>(`[data-panel=${name}]`)!;
  }

  #button(name: PanelName): HTMLElement {
    return this.#part(`open-${name}`);
  }
}
