// Everything about certificates, loaded when the first one is looked at. Loaded once, it answers at once: servers check their keys
// while they start, and clients check chains, without waiting.

type Pki = typeof import('./library.ts');

let library: Pki | undefined;

/** Undefined: it is there. */
export function loadPki(): Promise<void> | undefined {
  if (library) return undefined;
  return import('./library.ts').then((loaded) => {
    library = loaded;
  });
}

export const isPkiLoaded = (): boolean => library !== undefined;

/** @throws before `loadPki` was done. */
export function pki(): Pki {
  if (!library) throw new Error('the library for certificates is not loaded');
  return library;
}
