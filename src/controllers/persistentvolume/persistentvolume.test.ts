import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const volume = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage: '10Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'manual',
    hostPath: { path: `/mnt/${name}` },
    ...spec,
  },
});
const claim = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '3Gi' } },
    storageClassName: 'manual',
    ...spec,
  },
});
const pod = (name: string, claimName: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx:1.27', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    ...spec,
  },
});
const dynamic = { storageClassName: undefined };
const pvc = (s: Story, name = 'c'): PersistentVolumeClaim =>
  s.get<PersistentVolumeClaim>('persistentvolumeclaims', name);
const pv = (s: Story, name: string): PersistentVolume => s.get<PersistentVolume>('persistentvolumes', name, '');
const told = (s: Story, kind = 'PersistentVolumeClaim'): readonly string[] => [...new Set(s.events(kind))];
const CLAIM = '/api/v1/namespaces/default/persistentvolumeclaims/c';

test('the smallest volume that is large enough is bound, and both say so', () => {
  const s = story([
    volume('large', { capacity: { storage: '20Gi' } }),
    volume('small', { capacity: { storage: '1Gi' } }),
    volume('fits'),
    claim('c'),
  ]);
  expect(pvc(s)).toMatchObject({
    metadata: {
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' },
      finalizers: ['kubernetes.io/pvc-protection'],
    },
    spec: { volumeName: 'fits' },
    status: { phase: 'Bound', capacity: { storage: '10Gi' }, accessModes: ['ReadWriteOnce'] },
  });
  expect(pv(s, 'fits')).toMatchObject({
    metadata: {
      annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' },
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: { claimRef: { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'c', uid: pvc(s).metadata.uid } },
    status: { phase: 'Bound' },
  });
  expect(pv(s, 'large').status.phase).toBe('Available');
  expectRest(s);
});

test.each([
  [
    'no class',
    { storageClassName: '' },
    'Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
  ],
  ['an unknown class', {}, 'Warning ProvisioningFailed storageclass.storage.k8s.io "manual" not found'],
  ['no consumer yet', dynamic, 'Normal WaitForFirstConsumer waiting for first consumer to be created before binding'],
  [
    'too small a volume, named',
    { volumeName: 'v', resources: { requests: { storage: '1Ti' } } },
    'Warning VolumeMismatch Cannot bind to requested volume "v": requested PV is too small',
  ],
] as const)('waits and says why: %s', (_title, spec, event) => {
  const s = story([...('volumeName' in spec ? [volume('v')] : []), claim('c', spec)]);
  expect(pvc(s).status).toEqual({ phase: 'Pending' });
  expect(told(s)).toEqual([event]);
});

test('a volume is made where the first Pod is placed, and goes with its claim', () => {
  const s = story([claim('c', dynamic), pod('p', 'c')]);
  expect(s.get<Pod>('pods', 'p').status.phase).toBe('Running');
  const { nodeName } = s.get<Pod>('pods', 'p').spec;
  const name = `pvc-${pvc(s).metadata.uid}`;
  expect(pvc(s)).toMatchObject({
    spec: { storageClassName: 'standard', volumeName: name },
    status: { phase: 'Bound' },
  });
  expect(pv(s, name)).toMatchObject({
    metadata: { annotations: { 'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path' } },
    spec: {
      persistentVolumeReclaimPolicy: 'Delete',
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [nodeName] }] },
          ],
        },
      },
    },
  });
  expect(told(s)).toEqual([
    'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
    "Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    'Normal Provisioning External provisioner is provisioning volume for claim "default/c"',
    `Normal ProvisioningSucceeded Successfully provisioned volume ${name}`,
  ]);
  expectRest(s);
  // In use: it stays until the Pod has gone.
  s.ask('DELETE', CLAIM);
  expect(pvc(s).metadata.deletionTimestamp).toBeDefined();
  s.ask('DELETE', '/api/v1/namespaces/default/pods/p');
  expect(pvc(s)).toBeUndefined();
  expect(pv(s, name)).toBeUndefined();
});

test('the next Pod of the claim runs where the volume is', () => {
  const s = story([claim('c', dynamic), pod('p', 'c')]);
  const { nodeName } = s.get<Pod>('pods', 'p').spec;
  s.merge(`/api/v1/nodes/${nodeName}`, { spec: { unschedulable: true } });
  s.ask('POST', '/api/v1/namespaces/default/pods', pod('q', 'c'));
  expect(s.events('Pod').at(-1)).toBe(
    "Warning FailedScheduling 0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  );
  s.merge(`/api/v1/nodes/${nodeName}`, { spec: { unschedulable: null } });
  expect(s.get<Pod>('pods', 'q').spec.nodeName).toBe(nodeName);
});

test.each([
  ['not there', [], 'persistentvolumeclaim "c" not found'],
  ['not bound', [claim('c')], 'pod has unbound immediate PersistentVolumeClaims'],
])('a Pod waits for a claim that is %s', (_title, objects, why) => {
  const s = story([...objects, pod('p', 'c')]);
  expect(s.events('Pod').at(-1)).toBe(
    `Warning FailedScheduling 0/3 nodes are available: ${why}. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
  );
  s.ask('POST', '/api/v1/persistentvolumes', volume('v'));
  if (objects.length === 0) s.ask('POST', '/api/v1/namespaces/default/persistentvolumeclaims', claim('c'));
  expect(s.get<Pod>('pods', 'p').status.phase).toBe('Running');
});

test('local volumes without a provisioner: one on a node that suits', () => {
  const local = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'local' },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
  const on = (node: string): object => ({
    storageClassName: 'local',
    hostPath: undefined,
    local: { path: '/mnt/disk' },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }],
      },
    },
  });
  const s = story([local, claim('c', { storageClassName: 'local' }), pod('p', 'c')]);
  expect(s.events('Pod').at(-1)).toContain("3 node(s) didn't find available persistent volumes to bind");
  s.ask('POST', '/api/v1/persistentvolumes', volume('v', on('node-2')));
  expect(s.get<Pod>('pods', 'p').spec.nodeName).toBe('node-2');
  expect(pvc(s).spec.volumeName).toBe('v');
});

test('after its claim a volume is released: kept, or failed where nobody can delete it', () => {
  const s = story([volume('v'), claim('c')]);
  s.ask('DELETE', CLAIM);
  expect(pv(s, 'v').status.phase).toBe('Released');
  const other = story([volume('v', { persistentVolumeReclaimPolicy: 'Delete' }), claim('c')]);
  other.ask('DELETE', CLAIM);
  const message = 'host_path deleter only supports /tmp/.+ but received provided /mnt/v';
  expect(pv(other, 'v').status).toMatchObject({ phase: 'Failed', message });
  expect(told(other, 'PersistentVolume')).toEqual([`Warning VolumeFailedDelete ${message}`]);
  // Bound volumes stay until their claim goes.
  const third = story([volume('v'), claim('c')]);
  third.ask('DELETE', '/api/v1/persistentvolumes/v');
  expect(pv(third, 'v').metadata.deletionTimestamp).toBeDefined();
  third.ask('DELETE', CLAIM);
  expect(pv(third, 'v')).toBeUndefined();
});

test('a claim whose volume is taken away is lost', () => {
  const s = story([volume('v'), claim('c')]);
  s.ask('DELETE', '/api/v1/persistentvolumes/v');
  s.merge('/api/v1/persistentvolumes/v', { metadata: { finalizers: null } });
  expect(pvc(s).status.phase).toBe('Lost');
  expect(told(s)).toEqual(['Warning ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!']);
});

test("a StatefulSet's claims are bound one after the other", () => {
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db' },
    spec: {
      serviceName: 'db',
      replicas: 2,
      selector: { matchLabels: { app: 'db' } },
      template: {
        metadata: { labels: { app: 'db' } },
        spec: {
          containers: [{ name: 'c', image: 'nginx:1.27', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  };
  const s = story([set]);
  expect(s.list<PersistentVolumeClaim>('persistentvolumeclaims').map((c) => [c.metadata.name, c.status.phase])).toEqual(
    [
      ['data-db-0', 'Bound'],
      ['data-db-1', 'Bound'],
    ],
  );
  expect(s.list<Pod>('pods').map((p) => p.status.phase)).toEqual(['Running', 'Running']);
  expectRest(s);
});
