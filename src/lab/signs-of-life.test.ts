import { expect, test } from 'vitest';
import type { Lease } from '#api/coordination/types.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

await preload();

const pod = (name: string, image: string, nodeName = 'node-1') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { nodeName, containers: [{ name: 'main', image, imagePullPolicy: 'IfNotPresent' }] },
});
const imagesOf = (lab: Lab): readonly string[] =>
  lab.cluster.storage.get<Node>('nodes', 'node-1')!.status.images?.map(({ names }) => names.at(-1)!) ?? [];

test('the control plane’s leases stand beside the nodes’, and are renewed', () => {
  const lab = new Lab({ nodes: 1, provider: 'bare-metal' });
  const leases = (): readonly Lease[] => lab.cluster.storage.list<Lease>('leases.coordination.k8s.io');
  expect(leases().map(({ metadata, spec }) => [metadata.name, spec!.holderIdentity!.split('_')[0]])).toEqual([
    ['node-1', 'node-1'],
    ['apiserver-s2bgmziuyb2qrwpoihfaumwpf4', 'apiserver-s2bgmziuyb2qrwpoihfaumwpf4'],
    ['kube-controller-manager', 'control-plane'],
    ['kube-scheduler', 'control-plane'],
  ]);
  const before = leases().map(({ spec }) => spec!.renewTime);
  lab.advance(60_000);
  leases().forEach(({ spec }, i) => void expect(spec!.renewTime! > before[i]!).toBe(true));
});

test('a node tells of its images, the largest first, and has them after a restore', () => {
  const lab = new Lab({ nodes: 1 });
  lab.apply([pod('a', 'busybox:1.36'), pod('b', 'nginx:1.27'), pod('c', 'busybox:1.36')]);
  lab.advance(15_000);
  const images = imagesOf(lab);
  expect(images.indexOf('docker.io/library/nginx:1.27')).toBeLessThan(images.indexOf('docker.io/library/busybox:1.36'));
  const { revision } = lab.cluster.storage;
  lab.advance(30_000);
  // Only leases since: nothing new is on the node.
  expect(lab.cluster.storage.since(revision)!.map(({ resource }) => resource)).not.toContain('nodes');
  const again = new Lab({ nodes: 1, snapshot: lab.snapshot() });
  again.apply([pod('d', 'nginx:1.27')]);
  const d = again.cluster.storage.get<Pod>('pods', 'default/d')!;
  expect(d.status.phase).toBe('Running');
  const events = again.cluster.storage.list('events') as unknown as {
    message: string;
    involvedObject: { name: string };
  }[];
  expect(events.filter((e) => e.involvedObject.name === 'd').map((e) => e.message)).toContain(
    'Container image "nginx:1.27" already present on machine',
  );
});
