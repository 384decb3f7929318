// Models pkg/registry/networking/networkpolicy/strategy.go, with its defaults and printer.

import type { NetworkPolicy } from '#api/networking/types.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateNetworkPolicy } from './validation.ts';

export const networkPolicyStrategy: Strategy<NetworkPolicy> = {
  resource: 'networkpolicies',
  singular: 'networkpolicy',
  kind: 'NetworkPolicy',
  group: 'networking.k8s.io',
  version: 'v1',
  namespaced: true,
  shortNames: ['netpol'],
  generation: true,

  setDefaults(policy) {
    policy.spec ??= { podSelector: {} };
    const { spec } = policy;
    spec.podSelector ??= {};
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
    }
    if ((spec.policyTypes ?? []).length === 0) {
      spec.policyTypes = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    }
  },
  validate: validateNetworkPolicy,
  validateUpdate: validateNetworkPolicy,
  columns: [
    nameColumn,
    text(
      'Pod-Selector',
      "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is applied to any pods selected by this field. An empty selector matches all pods in the policy's namespace. Multiple network policies can select the same set of pods. In this case, the ingress rules for each are combined additively. This field is optional. If it is not specified, it defaults to an empty selector.",
      ({ spec }) => selectorText(spec.podSelector) || '<none>',
    ),
    ageColumn,
  ],
};
