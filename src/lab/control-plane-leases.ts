// The leases of the control plane: who leads, and which API server is there. Models client-go tools/leaderelection and
// pkg/controlplane/controller/apiserverleasegc with its lease controller.
// Differs: they are renewed with the nodes' leases, every ten seconds instead of two.

import type { Lease } from '#api/coordination/types.ts';
import { timestamp, uidFrom } from '#apimachinery/names.ts';

const NAMESPACE = 'kube-system';
/** `apiserver-` and 16 bytes of the SHA-256 of `control-plane` in base 32. Source: apiserver options, APIServerID. */
const API_SERVER_ID = 'apiserver-s2bgmziuyb2qrwpoihfaumwpf4';
const HOST = 'control-plane';

const microTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
const holderOf = (name: string, host: string): string => `${host}_${uidFrom(`holder ${name}`)}`;

/** The component that keeps the lease, as `Cluster.request` calls it. */
export const keeperOf = (name: string): string => (name === API_SERVER_ID ? 'kube-apiserver' : name);

export const controlPlaneLeases = (hasCloud: boolean): readonly string[] => [
  API_SERVER_ID,
  'kube-controller-manager',
  'kube-scheduler',
  ...(hasCloud ? ['cloud-controller-manager'] : []),
];

/** Acquired now. */
export function acquired(name: string, nowMs: number): Lease {
  const isServer = name === API_SERVER_ID;
  const now = microTime(nowMs);
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: NAMESPACE,
      uid: uidFrom(`leases ${name}`),
      creationTimestamp: timestamp(nowMs),
      ...(isServer && {
        labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': HOST },
      }),
    },
    spec: isServer
      ? { holderIdentity: holderOf(name, name), leaseDurationSeconds: 3600, renewTime: now }
      : {
          holderIdentity: holderOf(name, HOST),
          leaseDurationSeconds: 15,
          leaseTransitions: 0,
          acquireTime: now,
          renewTime: now,
        },
  };
}

export const renewedLease = (lease: Lease, nowMs: number): Lease => ({
  ...lease,
  spec: { ...lease.spec, renewTime: microTime(nowMs) },
});

export const keyOfLease = (name: string): string => `${NAMESPACE}/${name}`;
