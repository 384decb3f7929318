// How somebody looks at the map: kept for every lesson.

export interface MapChoices {
  /** In words. */
  readonly list: boolean;
  /** Namespaces of the system too. */
  readonly system: boolean;
}

const KEY = 'portolan-map';
export const FIRST: MapChoices = { list: false, system: false };

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** @param storage Undefined: nothing outlives the page. */
export function choicesKept(storage: Store | undefined): MapChoices {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? '{}') as Readonly<Record<string, unknown>>;
    return { list: kept['list'] === true, system: kept['system'] === true };
  } catch {
    return FIRST;
  }
}

export function keepChoices(storage: Store | undefined, choices: MapChoices): void {
  try {
    storage?.setItem(KEY, JSON.stringify(choices));
  } catch {
    // It is so for this visit.
  }
}
