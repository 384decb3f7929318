// Models k8s.io/api/discovery/v1.

import type { ObjectReference, Protocol } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';

export interface Endpoint {
  addresses: string[];
  conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean };
  hostname?: string;
  targetRef?: ObjectReference;
  nodeName?: string;
  zone?: string;
  /** Whom it is meant for. */
  hints?: { forZones?: { name: string }[]; forNodes?: { name: string }[] };
}

export interface EndpointSlice extends ApiObject {
  addressType: 'IPv4' | 'IPv6' | 'FQDN';
  endpoints: Endpoint[] | null;
  /** `name` is always there, possibly empty: kubectl 1.34 crashes without it. */
  ports: { name: string; protocol?: Protocol; port?: number; appProtocol?: string }[] | null;
}
