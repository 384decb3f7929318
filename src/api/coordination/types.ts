// Models k8s.io/api/coordination/v1.

import type { ApiObject } from '#apimachinery/meta.ts';

export interface Lease extends ApiObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    leaseTransitions?: number;
    /** RFC 3339 with microseconds. */
    acquireTime?: string;
    renewTime?: string;
    strategy?: string;
    preferredHolder?: string;
  };
}
