// Endpoints and slices that somebody wrote, in the shapes that leave something out.

import { expect, test } from 'vitest';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';

await preload();

const METADATA = { name: 'db', namespace: 'default' };

test.each([
  ['without ports', [{ addresses: [{ ip: '192.0.2.5' }] }], null],
  ['with a port', [{ addresses: [{ ip: '192.0.2.5' }], ports: [{ port: 5432 }] }], [5432]],
])('Endpoints %s are mirrored once, and then at rest', (_what, subsets, ports) => {
  const lab = new Lab({ nodes: 1 });
  const refused = lab.apply([
    { apiVersion: 'v1', kind: 'Service', metadata: METADATA, spec: { clusterIP: 'None', ports: [{ port: 5432 }] } },
    { apiVersion: 'v1', kind: 'Endpoints', metadata: METADATA, subsets },
  ]);
  expect(refused).toBeUndefined();
  lab.advance(60_000);
  const slices = lab.cluster.storage
    .list<EndpointSlice>('endpointslices.discovery.k8s.io', 'default')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'db');
  const said = slices.map((slice) => slice.ports?.map(({ port }) => port) ?? null);
  expect(said.length).toBeLessThanOrEqual(1);
  for (const found of said) expect(found).toEqual(ports);
});

test('a slice for Pods without the port that is named is written once', () => {
  const lab = new Lab({ nodes: 1 });
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } };
  lab.apply([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: METADATA,
      spec: { selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: METADATA,
      spec: { selector: labels, ports: [{ port: 80, targetPort: 'nope' }] },
    },
  ]);
  const revision = (): string | undefined =>
    lab.cluster.storage
      .list<EndpointSlice>('endpointslices.discovery.k8s.io', 'default')
      .find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'db')?.metadata.resourceVersion;
  const before = revision();
  expect(before).toBeDefined();
  lab.advance(60_000);
  expect(revision()).toBe(before);
});
