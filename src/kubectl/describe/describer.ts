// What a kind declares to be described: which other objects it needs, and how the text is made of them.

import type { Event } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';

/** Sends a GET and resolves with the body of its success; throws what the server refused with. */
export type Get = <T>(path: string) => Promise<T>;

/** The events of the object; undefined when they are not to be shown. */
export interface WithEvents {
  readonly events?: readonly Event[] | undefined;
}

export interface Describer<T extends ApiObject = ApiObject, R = unknown> {
  /** Asks for what the text needs besides the object itself. */
  gather(object: T, get: Get, showEvents: boolean): Promise<R>;
  /** Pure. Ends with a newline. */
  text(object: T, related: R, nowMs: number): string;
}

/** Any describer, as the registry keeps it: the kind's own types stay inside it. */
export function register<T extends ApiObject, R>(describer: Describer<T, R>): Describer {
  return {
    gather: (object, get, showEvents) => describer.gather(object as T, get, showEvents),
    text: (object, related, nowMs) => describer.text(object as T, related as R, nowMs),
  };
}
