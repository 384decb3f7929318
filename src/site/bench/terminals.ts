// The terminals of a bench, one behind the other, with their tabs; and a phone's row of keys.

import { fill, type Words } from '../i18n/messages.ts';
import { keysFor } from './automation.ts';
import type { Remote } from './connection.ts';
import { offerErrors } from './met/offer-errors.ts';
import { forgetOpened, keepOpened, type Standing, standing } from './opened-terminals.ts';
import type { Own } from './own.ts';
import type { PlacesMenu, TerminalPlace } from './places.ts';
import { focusedArea, typeKey } from './plain-keys.ts';
import { beforePrompt } from './printed.ts';
import { Terminal } from './terminal.ts';
import { WayOut } from './way-out.ts';

const MOST = 4;

export interface TerminalsActions {
  engine(): Remote | undefined;
  /** To the engine. */
  send(terminal: number, keys: string): void;
  /** Resolves when there is a cluster. */
  started(): Promise<unknown>;
  isStarted(): boolean;
  /** Something is worth keeping. */
  changed(): void;
  /** Keeps which one is in front. */
  readonly own: Own;
  /** Keys reach none of them. */
  readonly isReadOnly: boolean;
  /** It is drawn, and takes the keyboard. */
  seen(terminal: Terminal): void;
}

export class Terminals {
  readonly #bench: HTMLElement;
  readonly #words: Words;
  readonly #actions: TerminalsActions;
  readonly #all = new Map<number, Terminal>();
  /** Of those that began elsewhere than on the laptop. */
  readonly #places = new Map<number, TerminalPlace>();
  #current = 0;
  #screenReader: boolean;
  #isControl = false;
  #menu: PlacesMenu | undefined;
  readonly #wayOut: WayOut;

  constructor(bench: HTMLElement, words: Words, screenReader: boolean, actions: TerminalsActions) {
    this.#bench = bench;
    this.#words = words;
    this.#screenReader = screenReader;
    this.#actions = actions;
    this.#wayOut = new WayOut(this.#part('terminals'), () =>
      bench.querySelector('[data-terminal-tabs] [aria-selected=true]'),
    );
    this.#part('new-terminal').addEventListener('click', () => void this.#open());
    this.#part('close-terminal').addEventListener('click', () => this.#close());
    offerErrors(bench, () => this.#all.get(this.#current));
    const places = this.#part('terminal-at');
    places.addEventListener('click', async () => {
      await actions.started();
      const { PlacesMenu } = await import('./places.ts');
      this.#menu ??= new PlacesMenu(places, words, (place) => void this.#open(place));
      this.#menu.show(await actions.engine()!.places());
    });
    for (const button of bench.querySelectorAll<HTMLElement>('[data-key]')) {
      // Pressing a key must not take the focus from the terminal: the phone's keyboard would close.
      button.addEventListener('pointerdown', (event) => event.preventDefault());
      button.addEventListener('click', () => {
        const key = button.dataset['key'] ?? '';
        const area = focusedArea();
        if (area) return typeKey(area, key);
        if (key === 'ctrl') this.#setControl(!this.#isControl);
        else this.#send(this.#current, this.#withControl(key));
        this.focus();
      });
    }
  }

  #part(name: string): HTMLButtonElement {
    return this.#bench.querySelector<HTMLButtonElement>(`[data-${name}]`)!;
  }

  get(id: number): Terminal | undefined {
    return this.#all.get(id);
  }

  /** The number of the one in front. */
  get current(): number {
    return this.#current;
  }

  get all(): ReadonlyMap<number, Terminal> {
    return this.#all;
  }

  get places(): Readonly<Record<string, TerminalPlace>> {
    return Object.fromEntries(this.#places);
  }

  /** The tail of what each printed. */
  get screens(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#all].map(([id, terminal]) => [id, terminal.kept]));
  }

  set screenReader(on: boolean) {
    this.#screenReader = on;
    for (const terminal of this.#all.values()) terminal.screenReader = on;
  }

  /** As they stood when they were left. @param kept By the state. */
  begin(kept: Standing | undefined): void {
    const { screens, places } = standing(this.#actions.own, kept);
    this.#places.clear();
    for (const [id, place] of Object.entries(places)) this.#places.set(Number(id), place);
    this.show(screens);
  }

  /** One, on the laptop, as at first. */
  reset(): void {
    forgetOpened(this.#actions.own);
    this.begin(undefined);
  }

  get standing(): Required<Standing> {
    return { screens: this.screens, places: this.places };
  }

  /** A state has these. */
  kept({ screens }: Standing): void {
    if (Object.keys(screens).join() === Object.keys(this.screens).join()) forgetOpened(this.#actions.own);
  }

  /** One for each text, and the first in any case. */
  show(texts: Readonly<Record<string, string>>): void {
    for (const [id, terminal] of this.#all) {
      if (id === 0) continue;
      terminal.dispose();
      this.#all.delete(id);
    }
    if (!this.#all.has(0)) this.#add(0);
    this.#all.get(0)!.clear();
    for (const [id, text] of Object.entries(texts))
      (this.#all.get(Number(id)) ?? this.#add(Number(id))).write(beforePrompt(text));
    const front = this.#actions.own.get('terminal') ?? this.#current;
    this.#current = this.#ids.find((id) => id === front) ?? 0;
    this.#drawTabs();
  }

  focus(): void {
    const terminal = this.#all.get(this.#current);
    // At once, for a phone's keyboard; the landing page's has been seen by nobody before.
    terminal?.focus();
    if (terminal && !terminal.screen) void this.open();
  }

  /** The one in front is drawn, if the bench can be seen. @throws what kept its code from being fetched */
  async openIfSeen(): Promise<void> {
    if (this.#bench.checkVisibility({ visibilityProperty: true })) await this.open();
  }

  /** The one in front is drawn. @throws what kept its code from being fetched */
  async open(): Promise<void> {
    await this.#all.get(this.#current)?.open();
  }

  #add(id: number): Terminal {
    const label = this.#all.size === 0 ? this.#words.terminal : fill(this.#words, 'terminalN', { n: id + 1 });
    const terminal = new Terminal(this.#part('terminals'), label, this.#screenReader, {
      typed: (data) => this.#send(id, this.#withControl(data)),
      resized: (columns, rows) => this.#actions.isStarted() && this.#actions.engine()?.resize(id, columns, rows),
      left: () => this.#wayOut.leave(),
      opened: () => this.#actions.seen(terminal),
    });
    terminal.element.id = `terminal-${id}`;
    this.#all.set(id, terminal);
    this.#drawTabs();
    return terminal;
  }

  /** What the visitor does at a terminal; a page around has a way of its own. */
  #send(id: number, keys: string): void {
    if (!this.#actions.isReadOnly) this.#actions.send(id, keys);
  }

  async #open(place?: TerminalPlace): Promise<void> {
    let id = 0;
    while (this.#all.has(id)) id++;
    if (place) this.#places.set(id, place);
    const terminal = this.#add(id);
    this.select(id);
    keepOpened(this.#actions.own, this.#ids, this.places);
    // Its shell is there before it is drawn: what is typed meanwhile is not lost.
    const size = (): void => void this.#actions.engine()?.resize(id, terminal.columns, terminal.rows);
    size();
    await terminal.open();
    size();
    if (place) this.#send(id, keysFor(place.command));
    this.#actions.changed();
  }

  #close(): void {
    const id = this.#current;
    this.#all.get(id)?.dispose();
    this.#all.delete(id);
    this.#places.delete(id);
    this.#actions.engine()?.close(id);
    keepOpened(this.#actions.own, this.#ids, this.places);
    this.select(this.#ids[0]!);
    this.#actions.changed();
  }

  /** Brings it to the front. */
  select(id: number, focus = true): void {
    this.#current = id;
    this.#actions.own.set('terminal', id);
    this.#drawTabs();
    const terminal = this.#all.get(id);
    terminal?.fit();
    if (focus) terminal?.focus();
    else void terminal?.open();
  }

  get #ids(): readonly number[] {
    return [...this.#all.keys()].sort((a, b) => a - b);
  }

  #drawTabs(): void {
    const ids = this.#ids;
    const tabs = this.#part('terminal-tabs');
    tabs.replaceChildren(
      ...ids.map((id) => {
        const tab = document.createElement('button');
        tab.type = 'button';
        tab.setAttribute('role', 'tab');
        tab.setAttribute('aria-selected', String(id === this.#current));
        tab.setAttribute('aria-controls', `terminal-${id}`);
        tab.tabIndex = id === this.#current ? 0 : -1;
        const name = ids.length === 1 ? this.#words.terminal : fill(this.#words, 'terminalN', { n: id + 1 });
        tab.textContent = this.#places.get(id)?.name ?? name;
        tab.addEventListener('click', () => this.select(id));
        tab.addEventListener('keydown', (event) => {
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (step === undefined) return;
          this.select(ids[(ids.indexOf(id) + step + ids.length) % ids.length] ?? id, false);
          tabs.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
        });
        return tab;
      }),
    );
    for (const [id, terminal] of this.#all) terminal.element.hidden = id !== this.#current;
    this.#part('new-terminal').disabled = this.#all.size >= MOST;
    this.#part('terminal-at').disabled = this.#all.size >= MOST;
    this.#part('close-terminal').hidden = this.#all.size === 1;
  }

  /** The phone's Ctrl key turns the next letter into a control character. */
  #withControl(data: string): string {
    if (!this.#isControl) return data;
    this.#setControl(false);
    return data.length === 1 ? String.fromCharCode(data.toUpperCase().charCodeAt(0) & 0x1f) : data;
  }

  #setControl(on: boolean): void {
    this.#isControl = on;
    this.#bench.querySelector('[data-key=ctrl]')?.setAttribute('aria-pressed', String(on));
  }
}
