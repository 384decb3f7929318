// The buckets of Let's Encrypt, with the numbers of its page and the words of Boulder.

import { expect, test } from 'vitest';
import { type Buckets, LIMITS, refusalOf, type Spending, spend } from './rate-limits.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;

test.each<[Spending, number, string]>([
  [
    { name: 'set', key: 'a.example.com' },
    5,
    'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2026-01-06 18:36:00 UTC: see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers',
  ],
  [
    { name: 'domain', key: 'example.com' },
    50,
    'too many certificates (50) already issued for "example.com" in the last 168h0m0s, retry after 2026-01-05 12:21:36 UTC: see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-registered-domain',
  ],
  [
    { name: 'failures', key: '1/a.example.com', shown: 'a.example.com' },
    5,
    'too many failed authorizations (5) for "a.example.com" in the last 1h0m0s, retry after 2026-01-05 09:12:00 UTC: see https://letsencrypt.org/docs/rate-limits/#authorization-failures-per-hostname-per-account',
  ],
  [
    { name: 'orders', key: '1' },
    300,
    'too many new orders (300) from this account in the last 3h0m0s, retry after 2026-01-05 09:00:36 UTC: see https://letsencrypt.org/docs/rate-limits/#new-orders-per-account',
  ],
])('%o: so many at once, and one more after a share of the time', (spending, count, detail) => {
  const buckets: Buckets = {};
  const limits = LIMITS.production;
  for (let i = 0; i < count; i++) {
    expect(refusalOf(spending, buckets, limits, NOW)).toBeUndefined();
    spend(spending, buckets, limits, NOW);
  }
  const refused = refusalOf(spending, buckets, limits, NOW);
  expect(refused?.detail).toBe(detail);
  expect(refusalOf(spending, buckets, limits, NOW + refused!.retryAfterMs)).toBeUndefined();
  expect(refusalOf({ ...spending, key: 'another' }, buckets, limits, NOW)).toBeUndefined();
});

test('staging allows far more', () => {
  const buckets: Buckets = {};
  for (let i = 0; i < 100; i++) spend({ name: 'failures', key: 'x' }, buckets, LIMITS.staging, NOW);
  expect(refusalOf({ name: 'failures', key: 'x' }, buckets, LIMITS.staging, NOW)).toBeUndefined();
});

test('a bucket that is empty stays no emptier than that', () => {
  const buckets: Buckets = {};
  for (let i = 0; i < 40; i++) spend({ name: 'set', key: 'x' }, buckets, LIMITS.production, NOW);
  expect(refusalOf({ name: 'set', key: 'x' }, buckets, LIMITS.production, NOW + 34 * HOUR)).toBeUndefined();
});
