// What decided: for each reason, where to look for the field.

import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { HopCode } from '#machine/hop.ts';
import { find } from '../facts.ts';
import { certificateOf } from './certificates.ts';
import { withoutEndpoint } from './endpoints.ts';
import { type Case, type Finding, note } from './finding.ts';
import { noListener, noRouteRule, noTlsRoute, noValidBackend } from './gateways.ts';
import { classFault, noBackend, noneHealthy, noRule } from './ingresses.ts';
import { nameWithoutAddress, noSuchName } from './names.ts';
import { policyDenied } from './policies.ts';
import { boundElsewhere, noSuchPort, notListening } from './ports.ts';

type Decide = (asked: Case) => Finding;

/** A field of the Service that the reason names. */
const ofService =
  (path: string): Decide =>
  ({ reason }) => ({ object: `Service/${reason.parameters.service}`, path });

const endpointsOf: Decide = ({ reason, facts }) => {
  const service = reason.parameters.service ?? '';
  return withoutEndpoint(service, facts) ?? { object: `Service/${service}`, path: 'spec.selector' };
};

/** No more is known than that it fails: where it has endpoints, its ports are the next to look at. */
const failing: Decide = ({ reason, facts }) => {
  const service = reason.parameters.service ?? '';
  return withoutEndpoint(service, facts) ?? { object: `Service/${service}`, path: 'spec.ports' };
};

const localWithoutEndpoint: Decide = ({ reason, facts }) => {
  const { service = '', field } = reason.parameters;
  const nodes = facts
    .list<EndpointSlice>('EndpointSlice')
    .filter(({ metadata }) => `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}` === service)
    .flatMap(({ endpoints }) =>
      (endpoints ?? []).flatMap(({ nodeName, conditions }) => (conditions?.ready === false ? [] : (nodeName ?? []))),
    );
  const on = [...new Set(nodes)].sort().join(', ') || '-';
  return { object: `Service/${service}`, path: `spec.${field}`, notes: [note('endpoints-on', { nodes: on })] };
};

const endpointGone: Decide = ({ reason, facts }) => {
  const { ip = '' } = reason.parameters;
  for (const slice of facts.list<EndpointSlice>('EndpointSlice')) {
    const index = (slice.endpoints ?? []).findIndex(({ addresses }) => addresses.includes(ip));
    if (index >= 0) return { object: `EndpointSlice/${keyOf(slice)}`, path: `endpoints[${index}].addresses` };
  }
  return {};
};

const insideOnly: Decide = ({ reason }) => {
  const [, service] = /^Service (.+)$/.exec(reason.parameters.whose ?? '') ?? [];
  return service ? { object: `Service/${service}`, path: 'spec.type' } : {};
};

const DECIDE: Partial<Record<HopCode, Decide>> = {
  'selector-matches-none': endpointsOf,
  'none-running': endpointsOf,
  'none-ready': endpointsOf,
  'no-such-port-name': endpointsOf,
  'not-in-slices': endpointsOf,
  'no-slices': endpointsOf,
  'slices-without-address': endpointsOf,
  'endpoints-unready': endpointsOf,
  'service-failed': failing,
  'api-no-endpoint': endpointsOf,
  'api-no-service-port': noSuchPort,
  'gateway-no-endpoint': endpointsOf,
  'not-listening': notListening,
  'bound-elsewhere': boundElsewhere,
  'no-such-port': noSuchPort,
  'balancer-no-port': noSuchPort,
  'balancer-no-node-port': ofService('spec.allocateLoadBalancerNodePorts'),
  'source-not-in-ranges': ofService('spec.loadBalancerSourceRanges'),
  'external-ip-unrouted': ofService('spec.externalIPs'),
  'no-balancer-there': ofService('status.loadBalancer'),
  'no-cloud': ofService('spec.type'),
  'foreign-class': ofService('spec.loadBalancerClass'),
  'cloud-refused': ofService('spec.type'),
  'service-without-endpoint': endpointsOf,
  'ingress-unserved': ({ reason, facts }) => {
    const object = `Ingress/${reason.parameters.ingress}`;
    const ingress = find<Ingress>(facts, object);
    return (ingress && classFault(ingress, facts)) ?? { object, path: 'spec.ingressClassName' };
  },
  'ingress-no-controller': ({ reason }) => ({
    object: `Ingress/${reason.parameters.ingress}`,
    path: 'spec.ingressClassName',
  }),
  'service-takes-no-ping': ofService('spec.clusterIP'),
  'local-without-endpoint': localWithoutEndpoint,
  'endpoint-gone': endpointGone,
  'no-route-from-outside': insideOnly,
  'node-down': ({ reason }) => ({ object: `Node/${reason.parameters.node}` }),
  'cloud-firewall': () => ({ notes: [note('open-it', {})] }),
  'policy-denied': policyDenied,
  'no-such-name': noSuchName,
  'name-without-address': nameWithoutAddress,
  'name-server-failed': () => ({ object: 'ConfigMap/kube-system/coredns', path: 'data.Corefile' }),
  'tls-untrusted': certificateOf,
  'tls-expired': certificateOf,
  'tls-not-yet-valid': certificateOf,
  'tls-wrong-host': certificateOf,
  'tls-invalid': certificateOf,
  'ingress-no-rule': (asked) => noRule('nginx', asked),
  'gce-no-rule': (asked) => noRule('gce', asked),
  'ingress-no-endpoint': noBackend,
  'gce-none-healthy': noneHealthy,
  'gateway-no-listener': noListener,
  'gateway-no-rule': noRouteRule,
  'gateway-no-backend': noValidBackend,
  'sni-no-route': noTlsRoute,
  'sni-no-backend': noValidBackend,
  'sni-no-endpoint': endpointsOf,
};

const ANNOTATION: Partial<Record<HopCode, string>> = {
  'ingress-body-too-large': 'proxy-body-size',
  'ingress-rate-limited': 'limit-rps',
  'ingress-wants-password': 'auth-secret',
  'ingress-denylisted': 'denylist-source-range',
  'ingress-not-allowlisted': 'whitelist-source-range',
  'ingress-password-not-simulated': 'auth-secret',
  'ingress-auth-unreachable': 'auth-url',
  'ingress-auth-signs-in': 'auth-url',
  'ingress-auth-answered': 'auth-url',
};

export function findingOf(asked: Case): Finding {
  const { hop, reason } = asked;
  const annotation = ANNOTATION[reason.code];
  if (annotation && hop.object)
    return { object: hop.object, path: `metadata.annotations["nginx.ingress.kubernetes.io/${annotation}"]` };
  return DECIDE[reason.code]?.(asked) ?? {};
}
