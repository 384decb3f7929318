// Fetches the bench. A page that cannot (its network is gone) says so, and tries again when it is told to.

type Bench = typeof import('./bench.ts');

const told = document.querySelector<HTMLElement>('[data-unfetched]');
let fetching: Promise<Bench> | undefined;

/** @throws what kept it from being fetched, after that was said. The next call tries again. */
export function fetchBench(): Promise<Bench> {
  fetching ??= import('./bench.ts').then(
    (bench) => {
      if (told) told.hidden = true;
      return bench;
    },
    (error: unknown) => {
      fetching = undefined;
      if (told) told.hidden = false;
      throw error;
    },
  );
  return fetching;
}

/** @param then When it is there after all. */
export function onFetchAgain(then: () => void): void {
  told?.querySelector('button')?.addEventListener('click', then);
}
