// The cluster's objects as an explanation looks at them: those of the kinds that steps name, or that decide.

import type { Pod } from '#api/core/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { ManifestFile } from './manifest.ts';

/** Kinds, and where they are stored. */
export const RESOURCES = {
  Certificate: 'certificates.cert-manager.io',
  CertificateRequest: 'certificaterequests.cert-manager.io',
  Challenge: 'challenges.acme.cert-manager.io',
  ClusterIssuer: 'clusterissuers.cert-manager.io',
  ConfigMap: 'configmaps',
  DaemonSet: 'daemonsets.apps',
  Deployment: 'deployments.apps',
  Endpoints: 'endpoints',
  EndpointSlice: 'endpointslices.discovery.k8s.io',
  Event: 'events',
  Gateway: 'gateways.gateway.networking.k8s.io',
  GatewayClass: 'gatewayclasses.gateway.networking.k8s.io',
  GRPCRoute: 'grpcroutes.gateway.networking.k8s.io',
  HTTPRoute: 'httproutes.gateway.networking.k8s.io',
  Ingress: 'ingresses.networking.k8s.io',
  IngressClass: 'ingressclasses.networking.k8s.io',
  Issuer: 'issuers.cert-manager.io',
  Namespace: 'namespaces',
  NetworkPolicy: 'networkpolicies.networking.k8s.io',
  Node: 'nodes',
  Order: 'orders.acme.cert-manager.io',
  PersistentVolume: 'persistentvolumes',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Pod: 'pods',
  ReferenceGrant: 'referencegrants.gateway.networking.k8s.io',
  ReplicaSet: 'replicasets.apps',
  ResourceQuota: 'resourcequotas',
  Secret: 'secrets',
  Service: 'services',
  StatefulSet: 'statefulsets.apps',
  StorageClass: 'storageclasses.storage.k8s.io',
  TLSRoute: 'tlsroutes.gateway.networking.k8s.io',
} as const;

export type Kind = keyof typeof RESOURCES;

export const isKind = (kind: string): kind is Kind => Object.hasOwn(RESOURCES, kind);

export interface Facts {
  /** All of a kind, as they are now. */
  list<T extends ApiObject>(kind: Kind): readonly T[];
  /** Manifests among the reader's own files. Default: none. */
  files?(): readonly ManifestFile[];
  /** What a container said last: the one that runs, or the one that ran before. Undefined: nothing, or nobody knows. */
  lastLine?(pod: Pod, container: string): string | undefined;
}

/** `object`: `Kind/namespace/name`, or `Kind/name`. */
export function find<T extends ApiObject>(facts: Facts, object: string): T | undefined {
  const [kind = '', ...key] = object.split('/');
  return isKind(kind) ? facts.list<T>(kind).find((o) => keyOf(o) === key.join('/')) : undefined;
}

/** Of what lists a stored type by name. */
export const factsOf = (list: (resource: string) => readonly ApiObject[]): Facts => ({
  list: <T extends ApiObject>(kind: Kind) => list(RESOURCES[kind]) as readonly T[],
});
