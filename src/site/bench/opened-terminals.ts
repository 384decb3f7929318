// Which terminals there are, as long as no kept state has them: what was opened or closed the moment before the page went is so afterwards.

import type { Own } from './own.ts';
import type { TerminalPlace } from './places.ts';

/** By terminal: what each printed, and where those began that began elsewhere than on the laptop. */
export interface Standing {
  readonly screens: Readonly<Record<string, string>>;
  readonly places?: Readonly<Record<string, TerminalPlace>>;
}

const NAME = 'terminals';

/** @param kept By the state. */
export function standing(own: Own, kept: Standing = { screens: {} }): Required<Standing> {
  const { screens, places = {} } = kept;
  const opened = openedOf(own.get(NAME));
  if (!opened) return { screens, places };
  return {
    screens: Object.fromEntries(Object.keys(opened).map((id) => [id, screens[id] ?? ''])),
    places: Object.fromEntries(Object.entries(opened).filter((entry): entry is [string, TerminalPlace] => !!entry[1])),
  };
}

/** One was opened, or closed. */
export function keepOpened(own: Own, ids: Iterable<number>, places: Required<Standing>['places']): void {
  own.set(NAME, Object.fromEntries([...ids].map((id) => [id, places[id] ?? null])));
}

/** A state has all of them, or they are no more. */
export const forgetOpened = (own: Own): void => own.set(NAME, undefined);

function openedOf(kept: unknown): Readonly<Record<string, TerminalPlace | null>> | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const all = Object.entries(kept).filter(([id]) => /^\d$/.test(id));
  return Object.fromEntries(all.map(([id, place]) => [id, isPlace(place) ? place : null]));
}

function isPlace(value: unknown): value is TerminalPlace {
  const { name, command } = (value ?? {}) as Partial<Record<keyof TerminalPlace, unknown>>;
  return typeof name === 'string' && typeof command === 'string';
}
