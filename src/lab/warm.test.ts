// A lab of a page: made before all code is there. Nothing here may `preload`, and what others have preloaded does not count.

import { expect, test, vi } from 'vitest';
import type { Service } from '#api/core/types.ts';

vi.resetModules();
const { Lab } = await import('./lab.ts');

test('controllers that come after the first prompt join, and care for what was there before', async () => {
  const lab = new Lab({ time: 'live' });
  const metadata = { name: 'web', namespace: 'default' };
  const spec = { type: 'LoadBalancer', ports: [{ port: 80 }] };
  expect(lab.apply([{ apiVersion: 'v1', kind: 'Service', metadata, spec }])).toBeUndefined();
  const address = (): unknown =>
    lab.cluster.storage.get<Service>('services', 'default/web')?.status?.loadBalancer?.ingress?.[0]?.ip;
  lab.advance(120_000);
  expect(address()).toBeUndefined();
  await lab.machines.warm();
  lab.advance(120_000);
  expect(address()).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
}, 30_000);
