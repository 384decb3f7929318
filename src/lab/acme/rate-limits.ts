// Let's Encrypt's rate limits as it documents them, and as Boulder counts them: a bucket that refills evenly.
// Models ratelimits/{gcra,limiter,transaction}.go of Boulder. Source: https://letsencrypt.org/docs/rate-limits/
// Differs: registrations by address, renewal information and paused hosts are not limited. Staging's numbers are those of its page.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export type LimitName = 'orders' | 'failures' | 'domain' | 'set';

interface Limit {
  /** So many in that time; as many at once when nothing was asked for long. */
  readonly count: number;
  readonly periodMs: number;
}

interface LimitWords {
  /** What there is too much of; `id` is the domain or host. */
  readonly said: (count: number, id: string) => string;
  readonly anchor: string;
}

export const LIMITS: Readonly<Record<'production' | 'staging', Readonly<Record<LimitName, Limit>>>> = {
  production: {
    orders: { count: 300, periodMs: 3 * HOUR_MS },
    failures: { count: 5, periodMs: HOUR_MS },
    domain: { count: 50, periodMs: 168 * HOUR_MS },
    set: { count: 5, periodMs: 168 * HOUR_MS },
  },
  staging: {
    orders: { count: 1500, periodMs: 3 * HOUR_MS },
    failures: { count: 200, periodMs: HOUR_MS },
    domain: { count: 30_000, periodMs: 168 * HOUR_MS },
    set: { count: 30_000, periodMs: 168 * HOUR_MS },
  },
};

const WORDS: Readonly<Record<LimitName, LimitWords>> = {
  orders: { said: (n) => `too many new orders (${n}) from this account`, anchor: 'new-orders-per-account' },
  failures: {
    said: (n, id) => `too many failed authorizations (${n}) for ${JSON.stringify(id)}`,
    anchor: 'authorization-failures-per-hostname-per-account',
  },
  domain: {
    said: (n, id) => `too many certificates (${n}) already issued for ${JSON.stringify(id)}`,
    anchor: 'new-certificates-per-registered-domain',
  },
  set: {
    said: (n) => `too many certificates (${n}) already issued for this exact set of identifiers`,
    anchor: 'new-certificates-per-exact-set-of-identifiers',
  },
};

export interface Spending {
  readonly name: LimitName;
  /** What the bucket is of: an account, a host, a domain, a set of names. */
  readonly key: string;
  /** As the message names it. Default: the key. */
  readonly shown?: string;
}

export interface Refused {
  readonly detail: string;
  readonly retryAfterMs: number;
}

/** When each bucket will be full again, in milliseconds since the epoch, by `name:key`. */
export type Buckets = Record<string, number>;

/** Undefined: there is room. Takes nothing. */
export function refusalOf(
  { name, key, shown = key }: Spending,
  buckets: Readonly<Buckets>,
  limits: Readonly<Record<LimitName, Limit>>,
  nowMs: number,
): Refused | undefined {
  const { count, periodMs } = limits[name];
  const eachMs = periodMs / count;
  const full = Math.max(buckets[`${name}:${key}`] ?? nowMs, nowMs) + eachMs;
  const waitMs = full - periodMs - nowMs;
  if (waitMs <= 0) return undefined;
  const { said, anchor } = WORDS[name];
  const at = new Date(nowMs + waitMs).toISOString();
  const when = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
  return {
    detail: `${said(count, shown)} in the last ${periodMs / HOUR_MS}h0m0s, retry after ${when}: see https://letsencrypt.org/docs/rate-limits/#${anchor}`,
    retryAfterMs: waitMs,
  };
}

/** Takes one. Beyond what there is, the bucket stays empty. */
export function spend(
  { name, key }: Spending,
  buckets: Buckets,
  limits: Readonly<Record<LimitName, Limit>>,
  nowMs: number,
): void {
  const { count, periodMs } = limits[name];
  const full = Math.max(buckets[`${name}:${key}`] ?? nowMs, nowMs) + periodMs / count;
  if (full - nowMs <= periodMs) buckets[`${name}:${key}`] = full;
}
