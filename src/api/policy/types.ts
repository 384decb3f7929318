// Models k8s.io/api/policy/v1: the fields that Portolan's rooms read or write.

import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';
import type { Condition, IntOrString } from '../core/types.ts';

export interface PodDisruptionBudget extends ApiObject {
  spec: {
    minAvailable?: IntOrString;
    maxUnavailable?: IntOrString;
    selector?: LabelSelector;
    unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
  };
  status: {
    observedGeneration?: number;
    /** By Pod name, when each was evicted: counted until it is seen to be gone. */
    disruptedPods?: Record<string, string>;
    disruptionsAllowed: number;
    currentHealthy: number;
    desiredHealthy: number;
    expectedPods: number;
    conditions?: Condition[];
  };
}
