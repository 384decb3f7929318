// How somebody has arranged the panels, for every lesson: which is open, in what order their tabs stand, on which side of the terminal.

export const PANELS = ['map', 'requests', 'browser', 'editor', 'time'] as const;
export type PanelName = (typeof PANELS)[number];
export const SIDES = ['above', 'beside'] as const;
export type Side = (typeof SIDES)[number];

export interface PanelLayout {
  readonly shown: PanelName | undefined;
  readonly order: readonly PanelName[];
  readonly side: Side;
}

const KEY = 'portolan-panels';
const FIRST: PanelLayout = { shown: 'map', order: PANELS, side: 'above' };

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** @param storage Undefined: nothing outlives the page. */
export function layoutKept(storage: Store | undefined): PanelLayout {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? '{}') as Readonly<Record<string, unknown>>;
    const isPanel = (name: unknown): name is PanelName => PANELS.some((panel) => panel === name);
    const order = Array.isArray(kept['order']) ? [...new Set(kept['order'].filter(isPanel))] : [];
    return {
      shown: kept['shown'] === null ? undefined : isPanel(kept['shown']) ? kept['shown'] : FIRST.shown,
      // One that is newer than what was kept stands behind the others.
      order: [...order, ...PANELS.filter((panel) => !order.includes(panel))],
      side: SIDES.find((side) => side === kept['side']) ?? FIRST.side,
    };
  } catch {
    return FIRST;
  }
}

export function keepLayout(storage: Store | undefined, { shown, order, side }: PanelLayout): void {
  try {
    storage?.setItem(KEY, JSON.stringify({ shown: shown ?? null, order, side }));
  } catch {
    // It is so for this visit.
  }
}

/** `step` places to the right, or to the left; at the ends it stays. */
export function moved(order: readonly PanelName[], name: PanelName, step: number): readonly PanelName[] {
  const at = order.indexOf(name);
  const to = Math.min(order.length - 1, Math.max(0, at + step));
  return order.toSpliced(at, 1).toSpliced(to, 0, name);
}
