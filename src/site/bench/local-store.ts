// Where the page keeps what is to be there at the next visit.

/** Part of somebody else's page: nothing is kept, and nothing of the learner's own is shown. */
export const isEmbedded = 'embed' in document.documentElement.dataset;

/** Undefined where nothing may be kept, or where the browser stores nothing: reading it throws there. */
export function localStore(): Storage | undefined {
  try {
    return isEmbedded ? undefined : localStorage;
  } catch {
    return undefined;
  }
}
