import { expect, test } from 'vitest';
import type { Service } from '#api/core/types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const balanced = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});
const PATH = '/api/v1/namespaces/default/services';
const CLEANUP = 'service.kubernetes.io/load-balancer-cleanup';
const addressOf = (s: Story, name = 'web'): string | undefined =>
  s.get<Service>('services', name)?.status?.loadBalancer?.ingress?.[0]?.ip;

test('the cloud gives an address, and the Service says so', () => {
  const s = story([balanced('web')]);
  const { metadata, status } = s.get<Service>('services', 'web');
  expect(status).toEqual({
    loadBalancer: { ingress: [{ ip: expect.stringMatching(/^198\.18\.0\.\d+$/), ipMode: 'VIP' }] },
  });
  expect(metadata.finalizers).toEqual([CLEANUP]);
  expect(s.events('Service')).toEqual([
    'Normal EnsuringLoadBalancer Ensuring load balancer',
    'Normal EnsuredLoadBalancer Ensured load balancer',
  ]);
  expectRest(s);
});

test('it takes tens of seconds', () => {
  const s = story([], { time: 'live' });
  expect(s.lab.apply([balanced('web')])).toBeUndefined();
  s.lab.advance(25_000);
  expect([addressOf(s), s.get<Service>('services', 'web').metadata.finalizers]).toEqual([undefined, [CLEANUP]]);
  s.lab.advance(30_000);
  expect(addressOf(s)).toBeDefined();
});

test('bare metal gives nothing, and tells nothing', () => {
  const s = story([balanced('web')], { provider: 'bare-metal' });
  s.lab.advance(3_600_000);
  const { metadata, status } = s.get<Service>('services', 'web');
  expect([metadata.finalizers, status, s.events('Service')]).toEqual([undefined, { loadBalancer: {} }, []]);
});

test('each has an address of its own; one can be asked for', () => {
  const s = story([balanced('a'), balanced('b'), balanced('c', { loadBalancerIP: '198.18.0.77' })]);
  expect(new Set(['a', 'b', 'c'].map((name) => addressOf(s, name))).size).toBe(3);
  expect(addressOf(s, 'c')).toBe('198.18.0.77');
});

test('another class is not the cloud’s to care for', () => {
  const s = story([balanced('web', { loadBalancerClass: 'example.com/own' })]);
  expect([addressOf(s), s.events('Service')]).toEqual([undefined, []]);
});

test('deleting waits until the address is given back', () => {
  const s = story([balanced('web')]);
  const ip = addressOf(s);
  s.ask('DELETE', `${PATH}/web`);
  expect(s.get('services', 'web')).toBeUndefined();
  expect(s.events('Service').slice(2)).toEqual([
    'Normal DeletingLoadBalancer Deleting load balancer',
    'Normal DeletedLoadBalancer Deleted load balancer',
  ]);
  expect(s.lab.apply([balanced('other', { loadBalancerIP: ip })])).toBeUndefined();
  expect(addressOf(s, 'other')).toBe(ip);
});

test('another type gives it back too, and the Service stays', () => {
  const s = story([balanced('web')]);
  s.merge(`${PATH}/web`, { spec: { type: 'ClusterIP' } });
  const { metadata, status } = s.get<Service>('services', 'web');
  expect([metadata.finalizers, status]).toEqual([undefined, { loadBalancer: {} }]);
  expect(s.events('Service').at(-1)).toBe('Normal DeletedLoadBalancer Deleted load balancer');
  expectRest(s);
});

test('a change of what the cloud has to know is brought to it; the address stays', () => {
  const s = story([balanced('web')]);
  const ip = addressOf(s);
  s.merge(`${PATH}/web`, { spec: { loadBalancerSourceRanges: ['203.0.113.0/24'] } });
  expect(addressOf(s)).toBe(ip);
  const events = s.list<{ reason: string; count: number } & Service>('events');
  expect(events.filter(({ reason }) => reason === 'EnsuredLoadBalancer').map(({ count }) => count)).toEqual([2]);
});

test('an exhausted quota is told in the cloud’s words, and asked for again when there is one', () => {
  const s = story([]);
  s.lab.faults = { loadBalancerQuota: 1 };
  for (const name of ['a', 'b']) expect(s.lab.apply([balanced(name)])).toBeUndefined();
  expect([addressOf(s, 'a') !== undefined, addressOf(s, 'b')]).toEqual([true, undefined]);
  expect(s.events('Service').filter((e) => e.startsWith('Warning'))).toEqual([
    expect.stringMatching(
      /^Warning SyncLoadBalancerFailed Error syncing load balancer: failed to ensure load balancer: failed to create forwarding rule for load balancer \(a[0-9a-f]{31}\(default\/b\)\): googleapi: Error 403: QUOTA_EXCEEDED - Quota 'FORWARDING_RULES' exceeded\. {2}Limit: 1\.0 in region portolan-west1\., quotaExceeded$/,
    ),
  ]);
  s.ask('DELETE', `${PATH}/a`);
  s.lab.advance(400_000);
  expect(addressOf(s, 'b')).toBeDefined();
});

test('an exhausted range and an address that is not the cloud’s', () => {
  const s = story([]);
  s.lab.faults = { loadBalancerAddresses: 1 };
  for (const b of [balanced('a'), balanced('b'), balanced('c', { loadBalancerIP: '8.8.8.8' })])
    expect(s.lab.apply([b])).toBeUndefined();
  const warnings = s.events('Service').filter((e) => e.startsWith('Warning'));
  expect(warnings.join('\n')).toMatch(/IP_SPACE_EXHAUSTED/);
  expect(warnings.join('\n')).toMatch(/requested ip "8\.8\.8\.8" is neither static nor assigned to the LB/);
  expect(addressOf(s, 'a')).toBe('198.18.0.1');
});

test('load balancers are told of nodes that come and go', () => {
  const s = story([balanced('web')]);
  const label = { 'node.kubernetes.io/exclude-from-external-load-balancers': '' };
  s.merge('/api/v1/nodes/node-1', { metadata: { labels: label } });
  expect(s.events('Service').at(-1)).toBe('Normal UpdatedLoadBalancer Updated load balancer with new hosts');
  for (const name of ['node-2', 'node-3']) s.merge(`/api/v1/nodes/${name}`, { metadata: { labels: label } });
  expect(s.events('Service').at(-1)).toBe(
    'Warning UnAvailableLoadBalancer There are no available nodes for LoadBalancer',
  );
});
