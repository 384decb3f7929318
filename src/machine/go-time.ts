// A moment as Go prints it.

/** `2026-01-05 09:00:47.111 +0000 UTC`. Source: time.Time String. Differs: what a monotonic clock reads (`m=+0.1`) is left out. */
export const goTime = (ms: number): string =>
  `${new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '')} +0000 UTC`;
