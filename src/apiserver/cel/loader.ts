// CEL, fetched when something that is stored needs it: a definition with rules, or a policy. Rules are judged at once, so whoever lets
// such a thing in waits for this first.

type Library = typeof import('./cel.ts');

let library: Library | undefined;

export async function loadCel(): Promise<Library> {
  library ??= await import('./cel.ts');
  return library;
}

/** Undefined before `loadCel`. */
export const loadedCel = (): Library | undefined => library;

/** @throws Before `loadCel`. */
export function cel(): Library {
  if (!library) throw new Error('await loadCel() before anything is judged by rules');
  return library;
}
