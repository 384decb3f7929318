// The library for certificates, loaded when the first one is looked at.

import type * as X509 from '@peculiar/x509';

let library: typeof X509 | undefined;

/** Undefined: it is there. */
export function loadX509(): Promise<void> | undefined {
  if (library) return undefined;
  return import('./x509-library.ts').then((loaded) => {
    ({ library } = loaded);
  });
}

/** @throws before `loadX509` was done. */
export function x509(): typeof X509 {
  if (!library) throw new Error('the library for certificates is not loaded');
  return library;
}
