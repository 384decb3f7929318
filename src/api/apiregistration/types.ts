// Models k8s.io/kube-aggregator/pkg/apis/apiregistration/v1.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Condition } from '../core/types.ts';

export interface APIService extends ApiObject {
  spec: {
    /** Absent: this API server itself serves the group version. */
    service?: { namespace?: string; name?: string; port?: number };
    group?: string;
    version?: string;
    insecureSkipTLSVerify?: boolean;
    caBundle?: string;
    groupPriorityMinimum: number;
    versionPriority: number;
  };
  status?: { conditions?: Condition[] };
}
