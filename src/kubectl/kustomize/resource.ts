// An object on its way through a build, with the names that it had. Models kustomize/api/resource and resid.

import type { Fields } from './kustomization.ts';

export interface Meta {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [rest: string]: unknown;
}
export type KustomizeObject = Fields & { apiVersion: string; kind: string; metadata: Meta };

export interface Resource {
  object: KustomizeObject;
  /** Names and namespaces of before, oldest first. Patches and references name it by any of them. */
  readonly before: { readonly name: string; readonly namespace: string }[];
  /** Gets a hash of its content behind its name. */
  hashed: boolean;
}

export const resourceOf = (object: KustomizeObject, hashed = false): Resource => ({ object, before: [], hashed });

export function groupVersion(apiVersion = ''): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export const namesOf = ({ object, before }: Resource): readonly { name: string; namespace: string }[] => [
  ...before,
  { name: object.metadata.name, namespace: object.metadata.namespace ?? '' },
];

/** Remembers what it is called before it is called otherwise. */
export function rename(resource: Resource, to: { name?: string; namespace?: string }): void {
  const { metadata } = resource.object;
  resource.before.push({ name: metadata.name, namespace: metadata.namespace ?? '' });
  if (to.name !== undefined) metadata.name = to.name;
  if (to.namespace !== undefined) metadata.namespace = to.namespace;
}

/** `Deployment.v1.apps/web.[noNs]` */
export function idOf({ apiVersion, kind, metadata }: KustomizeObject): string {
  const { group, version } = groupVersion(apiVersion);
  return `${kind}.${version}.${group || '[noGrp]'}/${metadata.name}.${metadata.namespace || '[noNs]'}`;
}

/** Kinds that have no namespace. Source: kyaml/openapi's precomputed scopes. */
const CLUSTER_KINDS = new Set(
  'APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ComponentStatus CustomResourceDefinition FlowSchema GatewayClass ClusterIssuer IngressClass IPAddress MutatingWebhookConfiguration Namespace Node PersistentVolume PriorityClass PriorityLevelConfiguration RuntimeClass SelfSubjectAccessReview SelfSubjectRulesReview ServiceCIDR StorageClass SubjectAccessReview TokenReview ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment'.split(
    ' ',
  ),
);
export const isNamespaced = ({ kind }: KustomizeObject): boolean => !CLUSTER_KINDS.has(kind);
