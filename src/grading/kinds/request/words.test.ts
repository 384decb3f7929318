import { expect, test } from 'vitest';
import { askedOf } from './words.ts';

test.each([
  ['http://shop.default.svc.cluster.local:8088/hostname', 'http://shop.default.svc.cluster.local:8088/hostname'],
  [
    'http://localhost:8081/api/v1/namespaces/default/services/my-internal-service:http/proxy/',
    'http://localhost:8081/…/proxy/',
  ],
  [
    'https://a-host-with-a-name.of-many-labels.default.svc.cluster.local/x',
    'https://a-host-with-a-name.of-many-labels.default.svc.cluster.local/x',
  ],
])('%s is told as %s', (url, told) => {
  expect(askedOf({ url })).toBe(told);
  expect(askedOf({ url, host: 'shop.example' })).toBe(`${told} (shop.example)`);
});
