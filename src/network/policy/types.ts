// Models k8s.io/api/networking/v1 NetworkPolicy, as far as the dataplane reads it.

import type { IntOrString, Protocol } from '#api/core/types.ts';
import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';

export interface NetworkPolicyPort {
  protocol?: Protocol;
  /** A number, or the name of a container's port; absent: all. */
  port?: IntOrString;
  endPort?: number;
}

export interface NetworkPolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface NetworkPolicy extends ApiObject {
  spec: {
    podSelector?: LabelSelector;
    policyTypes?: ('Ingress' | 'Egress')[];
    ingress?: { from?: NetworkPolicyPeer[]; ports?: NetworkPolicyPort[] }[];
    egress?: { to?: NetworkPolicyPeer[]; ports?: NetworkPolicyPort[] }[];
  };
}
