import { expect, test } from 'vitest';
import type { Secret, ServiceAccount } from '#api/core/types.ts';
import { Informer } from '#client/informer.ts';
import { serviceaccounttoken } from './serviceaccounttoken.ts';

const controller = serviceaccounttoken({ issue: ({ metadata }) => `token of ${metadata.name}`, rootCa: 'CA' });
const now = { nowMs: 0, random: () => 0 };
const account = (uid: string) =>
  ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'a', uid } }) as ServiceAccount;
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/service-account-token',
  metadata: { name: 's', namespace: 'a', annotations: { 'kubernetes.io/service-account.name': 'robot' } },
} as Secret;

test('a Secret for an account is filled once, follows the account, and goes with it', () => {
  const cache = new Informer();
  cache.receive({ type: 'ADDED', resource: 'serviceaccounts', object: account('1') });
  const added = { type: 'ADDED', resource: 'secrets', object: secret } as const;
  cache.receive(added);
  expect(controller.keysFor(added, cache)).toEqual(['a/s']);
  const filled = controller.sync('a/s', cache, now).requests[0]!.body as Secret;
  expect(filled.metadata.annotations).toMatchObject({ 'kubernetes.io/service-account.uid': '1' });
  const texts = Object.entries(filled.data!).map(([key, value]) => [key, atob(value)]);
  expect(texts).toEqual([
    ['ca.crt', 'CA'],
    ['namespace', 'a'],
    ['token', 'token of robot'],
  ]);
  cache.receive({ type: 'MODIFIED', resource: 'secrets', object: filled });
  expect(controller.sync('a/s', cache, now).requests).toEqual([]);
  const another = { type: 'MODIFIED', resource: 'serviceaccounts', object: account('2') } as const;
  cache.receive(another);
  expect(controller.keysFor(another, cache)).toEqual(['a/s']);
  expect(controller.sync('a/s', cache, now).requests.map(({ method }) => method)).toEqual(['DELETE']);
});
