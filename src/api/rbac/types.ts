// The types of rbac.authorization.k8s.io/v1.

import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

export interface PolicyRule {
  verbs?: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

export interface RoleRef {
  apiGroup: string;
  kind: string;
  name: string;
}

export interface Role extends ApiObject {
  rules?: PolicyRule[] | null;
}

export interface ClusterRole extends Role {
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

export interface RoleBinding extends ApiObject {
  subjects?: Subject[];
  roleRef: RoleRef;
}

/** The same shape; its subjects have what it gives in every namespace. */
export type ClusterRoleBinding = RoleBinding;
