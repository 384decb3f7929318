// Models the kinds of k8s.io/api/core/v1 that limit what a namespace may use.

import type { ApiObject } from '#apimachinery/meta.ts';

/** Resource name → quantity, in canonical form. */
export type ResourceList = Record<string, string>;

export interface LimitRangeItem {
  type: string;
  max?: ResourceList;
  min?: ResourceList;
  default?: ResourceList;
  defaultRequest?: ResourceList;
  maxLimitRequestRatio?: ResourceList;
}

export interface LimitRange extends ApiObject {
  spec: { limits: LimitRangeItem[] | null };
}

export interface ScopeRequirement {
  scopeName: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
}

export interface ResourceQuota extends ApiObject {
  spec: { hard?: ResourceList; scopes?: string[]; scopeSelector?: { matchExpressions?: ScopeRequirement[] } };
  status: { hard?: ResourceList; used?: ResourceList };
}
