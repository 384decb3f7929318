// Models k8s.io/api/networking/v1.

import type { Condition, IntOrString, LoadBalancerStatus, Protocol } from '#api/core/types.ts';
import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';

export interface IngressBackend {
  service?: { name: string; port?: { name?: string; number?: number } };
  resource?: { apiGroup?: string; kind: string; name: string };
}

export interface Ingress extends ApiObject {
  spec: {
    ingressClassName?: string;
    defaultBackend?: IngressBackend;
    tls?: { hosts?: string[]; secretName?: string }[];
    rules?: { host?: string; http?: { paths: { path?: string; pathType?: string; backend: IngressBackend }[] } }[];
  };
  status?: { loadBalancer?: LoadBalancerStatus };
}

export interface IngressClass extends ApiObject {
  spec?: {
    controller?: string;
    parameters?: { apiGroup?: string; kind: string; name: string; namespace?: string; scope?: string };
  };
}

export interface NetworkPolicyPort {
  protocol?: Protocol;
  /** A number, or the name of a container's port; absent: all. */
  port?: IntOrString;
  endPort?: number;
}

/** Who is meant: Pods by label, of namespaces by label, or addresses. */
export interface NetworkPolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface NetworkPolicy extends ApiObject {
  spec: {
    podSelector: LabelSelector;
    ingress?: { ports?: NetworkPolicyPort[]; from?: NetworkPolicyPeer[] }[];
    egress?: { ports?: NetworkPolicyPort[]; to?: NetworkPolicyPeer[] }[];
    policyTypes?: ('Ingress' | 'Egress')[];
  };
}

export interface ServiceCIDR extends ApiObject {
  spec: { cidrs?: string[] };
  status?: { conditions?: Condition[] };
}

/** One address of a Service range that is taken. Its name is the address. */
export interface IPAddress extends ApiObject {
  spec: { parentRef?: { group?: string; resource?: string; namespace?: string; name?: string } };
}
