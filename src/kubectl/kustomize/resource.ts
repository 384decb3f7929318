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

export function groupVersion(apiVersion: string): { group: string; version: string } {
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

/** What is to be there before others. Source: kustomize's legacy order. */
const FIRST =
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget'.split(
    ' ',
  );
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function rank(kind: string): number {
  if (FIRST.includes(kind)) return FIRST.indexOf(kind) - FIRST.length;
  return LAST.includes(kind) ? LAST.indexOf(kind) + 1 : 0;
}

export function inOrder(resources: readonly Resource[]): Resource[] {
  const key = ({ object }: Resource): string => {
    const { group, version } = groupVersion(object.apiVersion);
    const { namespace = '', name } = object.metadata;
    return [group, version, object.kind, namespace, name].map((part) => part || ' ').join('\u0000');
  };
  return [...resources].sort((a, b) => {
    const order = rank(a.object.kind) - rank(b.object.kind);
    if (order !== 0) return order;
    const [one, other] = [key(a), key(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}
