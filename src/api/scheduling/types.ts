// Models k8s.io/api/scheduling/v1.

import type { ApiObject } from '#apimachinery/meta.ts';

export interface PriorityClass extends ApiObject {
  value: number;
  globalDefault?: boolean;
  description?: string;
  preemptionPolicy?: 'PreemptLowerPriority' | 'Never';
}
