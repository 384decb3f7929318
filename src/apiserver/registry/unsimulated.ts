// What a kind says when nobody in Portolan acts on it.

/** For a Strategy's `warnings`: on create only. `outcome` is what will not happen. */
export function unsimulated(kind: string, outcome: string): (object: unknown, old?: unknown) => readonly string[] {
  return (_object, old) => (old === undefined ? [`Portolan does not simulate the ${kind} controller: ${outcome}`] : []);
}
