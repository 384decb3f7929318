// Why a WebContainer does not start here, as far as that can be known: asked before anything is loaded, and of what its library threw.

/** A message's name in the page's words. */
export type WhyNot = 'noNetwork' | 'refused' | 'notIsolated' | 'noIsolation' | 'noMemory' | 'late' | 'failed';

export interface Surroundings {
  readonly onLine: boolean;
  readonly isSecureContext: boolean;
  readonly hasServiceWorker: boolean;
  readonly hasSharedMemory: boolean;
  readonly isIsolated: boolean;
  /** The page has been loaded anew to be isolated. */
  readonly wasReloaded: boolean;
}

/** Before anything is asked of the network. `reload`: it could start, once the page has been loaded through its service worker. */
export function whyNotHere(here: Surroundings): WhyNot | 'reload' | undefined {
  if (!here.onLine) return 'noNetwork';
  if (here.isIsolated) return here.hasSharedMemory ? undefined : 'noIsolation';
  if (!here.isSecureContext || !here.hasServiceWorker) return 'noIsolation';
  // Safari, say, has no `credentialless`.
  return here.wasReloaded ? 'notIsolated' : 'reload';
}

/** Of what booting threw. */
export function whyNotBooted(error: unknown): WhyNot {
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  if (/memory|allocat/i.test(text)) return 'noMemory';
  if (/SharedArrayBuffer|isolat/i.test(text)) return 'notIsolated';
  if (/refused|forbidden|blocked|denied|api key|unauthor/i.test(text)) return 'refused';
  if (/fetch|network|load/i.test(text)) return 'noNetwork';
  return 'failed';
}

export class TooLate extends Error {}

/** @throws {TooLate} when it takes longer. What comes later is given to `late`. */
export function within<T>(ms: number, work: Promise<T>, late: (value: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      reject(new TooLate());
    }, ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (isOver) late(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
