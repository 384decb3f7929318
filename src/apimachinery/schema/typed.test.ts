import { expect, test } from 'vitest';
import { structOfKind } from './schema.ts';
import { decodeTyped } from './typed.ts';

const decode = (apiVersion: string, kind: string, value: object) =>
  decodeTyped(value, structOfKind(apiVersion, kind)!).value;

test('what Go leaves out when it is empty is not kept', () => {
  const container = { name: 'c', args: [], env: [{ name: 'A', value: '' }], resources: {}, stdin: false, tty: true };
  const pod = decode('v1', 'Pod', {
    metadata: { name: 'p', labels: {}, annotations: {} },
    spec: { hostNetwork: false, nodeSelector: {}, containers: [container], volumes: [{ name: 'v', emptyDir: {} }] },
  });
  expect(pod).toEqual({
    metadata: { name: 'p' },
    spec: {
      containers: [{ name: 'c', env: [{ name: 'A' }], resources: {}, tty: true }],
      volumes: [{ name: 'v', emptyDir: {} }],
    },
  });
});

test('what is a pointer in Go, or has no omitempty, is kept', () => {
  const claim = { spec: { storageClassName: '', selector: {}, resources: {} } };
  expect(decode('v1', 'PersistentVolumeClaim', claim)).toEqual(claim);
  const account = { automountServiceAccountToken: false };
  expect(decode('v1', 'ServiceAccount', account)).toEqual(account);
  expect(decode('apps/v1', 'Deployment', { spec: { replicas: 0, paused: false } })).toEqual({ spec: { replicas: 0 } });
  const slice = { addressType: 'IPv4', endpoints: [], ports: [] };
  // What is empty comes back from etcd as nil.
  expect(decode('discovery.k8s.io/v1', 'EndpointSlice', slice)).toEqual({ ...slice, endpoints: null, ports: null });
  const policy = { spec: { podSelector: {}, ingress: [{}] } };
  expect(decode('networking.k8s.io/v1', 'NetworkPolicy', policy)).toEqual(policy);
});

test('a null in a list is what its type begins with', () => {
  const pod = structOfKind('v1', 'Pod')!;
  const given = { spec: { containers: [null], imagePullSecrets: [null] }, metadata: { finalizers: [null] } };
  expect(decodeTyped(given, pod)).toMatchObject({
    value: { spec: { containers: [{}], imagePullSecrets: [{}] }, metadata: { finalizers: [''] } },
  });
});
