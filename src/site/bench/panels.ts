// What stands above the terminals: one panel at a time, or none. Which one is remembered, for the next lesson too.

export const PANELS = ['map', 'requests', 'time', 'browser', 'editor'] as const;
export type PanelName = (typeof PANELS)[number];

const KEY = 'portolan-panel';
/** Room for a panel beside the terminal. Below, one of them is shown at a time, and the terminal comes first. */
const WIDE = '(min-width: 1100px) and (min-height: 560px)';

export interface PanelEvents {
  readonly opened?: () => void;
  readonly closed?: () => void;
}

export class Panels {
  readonly #bench: HTMLElement;
  readonly #splitter: HTMLElement;
  readonly #events = new Map<PanelName, PanelEvents>();
  #shown: PanelName | undefined;

  constructor(bench: HTMLElement) {
    this.#bench = bench;
    this.#splitter = bench.querySelector<HTMLElement>('[data-split-rows]')!;
    for (const name of PANELS)
      this.#button(name).addEventListener('click', () => {
        this.show(this.#shown === name ? undefined : name);
        remember(this.#shown);
      });
  }

  on(name: PanelName, events: PanelEvents): void {
    this.#events.set(name, events);
  }

  /** As it was left last time; the map where there is room and nobody has chosen. */
  open(): void {
    if (matchMedia(WIDE).matches) this.show(remembered());
  }

  get shown(): PanelName | undefined {
    return this.#shown;
  }

  show(wanted: PanelName | undefined): void {
    const before = this.#shown;
    if (wanted === before) return;
    this.#shown = wanted;
    for (const name of PANELS) {
      this.#bench.querySelector<HTMLElement>(`[data-panel=${name}]`)!.hidden = name !== wanted;
      this.#button(name).setAttribute('aria-expanded', String(name === wanted));
    }
    this.#splitter.hidden = wanted === undefined;
    if (before) this.#events.get(before)?.closed?.();
    if (wanted) this.#events.get(wanted)?.opened?.();
  }

  #button(name: PanelName): HTMLElement {
    return this.#bench.querySelector<HTMLElement>(`[data-open-${name}]`)!;
  }
}

function remember(name: PanelName | undefined): void {
  try {
    localStorage.setItem(KEY, name ?? 'none');
  } catch {
    // It is so for this visit.
  }
}

function remembered(): PanelName | undefined {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // As for someone who comes for the first time.
  }
  if (kept === 'none') return undefined;
  return PANELS.find((name) => name === kept) ?? 'map';
}
