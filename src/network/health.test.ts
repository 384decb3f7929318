import { expect, test } from 'vitest';
import { proxyHealthAnswer } from './health.ts';

const NOW = Date.parse('2026-01-05T09:00:47.120Z');

test.each([
  [
    '/healthz',
    false,
    200,
    '{"lastUpdated": "2026-01-05 09:00:47.12 +0000 UTC","currentTime": "2026-01-05 09:00:47.12 +0000 UTC", "nodeEligible": true}',
  ],
  [
    '/healthz',
    true,
    503,
    '{"lastUpdated": "2026-01-05 09:00:47.12 +0000 UTC","currentTime": "2026-01-05 09:00:47.12 +0000 UTC", "nodeEligible": false}',
  ],
  [
    '/livez',
    true,
    200,
    '{"lastUpdated": "2026-01-05 09:00:47.12 +0000 UTC","currentTime": "2026-01-05 09:00:47.12 +0000 UTC"}',
  ],
] as const)('%s of a node that leaves: %s', (path, isLeaving, status, body) => {
  expect(proxyHealthAnswer(`http://node-1:10256${path}`, isLeaving, NOW)).toMatchObject({ status, body });
});
