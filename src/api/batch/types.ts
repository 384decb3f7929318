// Models k8s.io/api/batch/v1.

import type { Condition, PodTemplateSpec } from '#api/core/types.ts';
import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';

export interface JobSpec {
  parallelism?: number;
  completions?: number;
  backoffLimit?: number;
  selector?: LabelSelector;
  template: PodTemplateSpec;
  suspend?: boolean;
  [more: string]: unknown;
}

export interface Job extends ApiObject {
  spec: JobSpec;
  status?: {
    active?: number;
    succeeded?: number;
    failed?: number;
    startTime?: string;
    completionTime?: string;
    conditions?: Condition[];
  };
}
