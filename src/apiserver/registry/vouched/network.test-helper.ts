// Services, Ingresses and their classes.

import { core, type Default, type Refusal, remembered, type Warned } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [Body, string, string];

const networking = (name: string): string => `pkg/apis/networking/validation ${name}, read after v1.34`;
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const PORT = { port: 80 };

const service = (spec: object, metadata?: object): Body => ({
  ...(metadata && { metadata }),
  spec: { ports: [PORT], ...spec },
});
const port = (more: object): Body => service({ ports: [{ ...PORT, ...more }] });

const SERVICES: readonly Row[] = [
  [{ spec: {} }, 'spec.ports: Required value', 'ValidateService'],
  [
    service({ type: 'Foo' }),
    'spec.type: Unsupported value: "Foo": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    'ValidateService',
  ],
  [service({ type: 'ExternalName' }), 'spec.externalName: Required value', 'ValidateService'],
  [
    service({ type: 'ExternalName', externalName: 'a_b.' }),
    `spec.externalName: Invalid value: "a_b": ${SUBDOMAIN}`,
    'ValidateService',
  ],
  [
    service({ type: 'ExternalName', externalName: 'a.b', ipFamilyPolicy: 'SingleStack' }),
    'spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services',
    'ValidateService',
  ],
  [
    service({ type: 'NodePort', clusterIP: 'None' }),
    'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    'ValidateService',
  ],
  [
    service({ ports: [PORT, { port: 81 }] }),
    '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
    'validateServicePort',
  ],
  [
    service({
      ports: [
        { ...PORT, name: 'a' },
        { port: 81, name: 'a' },
      ],
    }),
    'spec.ports[1].name: Duplicate value: "a"',
    'validateServicePort',
  ],
  [
    service({
      ports: [
        { ...PORT, name: 'a' },
        { ...PORT, name: 'b' },
      ],
    }),
    'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
    'ValidateService',
  ],
  [
    port({ port: 70000 }),
    '[spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive]',
    'validateServicePort',
  ],
  [
    port({ protocol: 'http' }),
    'spec.ports[0].protocol: Unsupported value: "http": supported values: "SCTP", "TCP", "UDP"',
    'validateServicePort',
  ],
  [
    port({ targetPort: 'a_b' }),
    'spec.ports[0].targetPort: Invalid value: "a_b": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    'ValidatePortNumOrName',
  ],
  [
    port({ nodePort: 30080 }),
    "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    'ValidateService',
  ],
  [
    service({ type: 'NodePort', ports: [{ ...PORT, nodePort: 80 }] }),
    'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    'PortAllocationOperation',
  ],
  [
    service({ sessionAffinity: 'Cookie' }),
    'spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"',
    'ValidateService',
  ],
  [
    service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 90000 } } }),
    'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 90000: must be greater than 0 and less than 86400',
    'validateClientIPAffinityConfig',
  ],
  [
    service({ externalIPs: ['127.0.0.1'] }),
    'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    'ValidateNonSpecialIP',
  ],
  [
    service({ externalIPs: ['a'] }),
    'spec.externalIPs[0]: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'IsValidIP',
  ],
  [
    service({ selector: { 'a b': 'c' } }),
    "spec.selector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    'ValidateLabels',
  ],
  [
    service({ loadBalancerSourceRanges: [' 10.0.0.0/8'] }),
    "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
    'ValidateService',
  ],
  [
    service({ type: 'LoadBalancer', loadBalancerSourceRanges: [' 10.0.0.0'] }),
    'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    'IsValidCIDR',
  ],
  [
    service(
      { type: 'LoadBalancer' },
      { annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8,x' } },
    ),
    'metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    'ValidateService',
  ],
  [
    service({ loadBalancerClass: 'a' }),
    "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
    'validateLoadBalancerClassField',
  ],
  [
    service({ externalTrafficPolicy: 'Local' }),
    'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    'validateServiceExternalTrafficPolicy',
  ],
  [
    service({ type: 'NodePort', externalTrafficPolicy: 'Foo' }),
    'spec.externalTrafficPolicy: Unsupported value: "Foo": supported values: "Cluster", "Local"',
    'validateServiceExternalTrafficPolicy',
  ],
  [
    service({ healthCheckNodePort: 30000 }),
    "spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    'validateServiceExternalTrafficPolicy',
  ],
  [
    service({ internalTrafficPolicy: 'Foo' }),
    'spec.internalTrafficPolicy: Unsupported value: "Foo": supported values: "Cluster", "Local"',
    'validateServiceInternalTrafficFieldsValue',
  ],
  [
    service(
      {},
      {
        annotations: {
          'service.kubernetes.io/topology-mode': 'Auto',
          'service.kubernetes.io/topology-aware-hints': 'auto',
        },
      },
    ),
    'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
    'ValidateService',
  ],
];

const SERVICE_UPDATES: readonly (readonly [Body, Body, string, string, string?])[] = [
  [
    service({ clusterIP: '10.96.0.50' }),
    { spec: { clusterIP: '10.96.0.51' } },
    'spec.clusterIPs[0]: Invalid value: ["10.96.0.51"]: may not change once set',
    'validateUpgradeDowngradeClusterIPs',
  ],
  [
    service({ clusterIP: '10.96.0.50' }),
    { spec: { clusterIP: 'None' } },
    'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set',
    'validateUpgradeDowngradeClusterIPs',
  ],
  [
    service({ type: 'LoadBalancer' }),
    { spec: { loadBalancerClass: 'a' } },
    'spec.loadBalancerClass: Invalid value: "a": may not change once set',
    'validateLoadBalancerClassField',
  ],
  [
    service({ type: 'LoadBalancer', loadBalancerClass: 'a' }),
    { spec: { loadBalancerClass: null } },
    'spec.loadBalancerClass: Invalid value: null: may not change once set',
    'validateLoadBalancerClassField',
  ],
  [
    service({}),
    { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } },
    "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
    'ValidateLoadBalancerStatus',
    'status',
  ],
  [
    service({ type: 'LoadBalancer' }),
    { status: { loadBalancer: { ingress: [{ ip: 'a', hostname: '1.2.3.4' }] } } },
    '[status.loadBalancer.ingress[0].ip: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), status.loadBalancer.ingress[0].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address]',
    'ValidateLoadBalancerStatus',
    'status',
  ],
];

const BACKEND = { service: { name: 's', port: { number: 80 } } };
const ingress = (path: object, rule: object = {}): Body => ({
  spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: BACKEND, ...path }] }, ...rule }] },
});
const P = 'spec.rules[0].http.paths[0]';

const INGRESSES: readonly Row[] = [
  [
    { spec: {} },
    'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
    'ValidateIngressSpec',
  ],
  [ingress({}, { http: { paths: [] } }), 'spec.rules[0].http.paths: Required value', 'validateHTTPIngressRuleValue'],
  [ingress({ pathType: null }), `${P}.pathType: Required value: pathType must be specified`, 'validateHTTPIngressPath'],
  [
    ingress({ pathType: 'prefix' }),
    `${P}.pathType: Unsupported value: "prefix": supported values: "Exact", "ImplementationSpecific", "Prefix"`,
    'validateHTTPIngressPath',
  ],
  [ingress({ path: 'a' }), `${P}.path: Invalid value: "a": must be an absolute path`, 'validateHTTPIngressPath'],
  [
    ingress({ path: '/a//b/..' }),
    `[${P}.path: Invalid value: "/a//b/..": must not contain '//', ${P}.path: Invalid value: "/a//b/..": cannot end with '/..']`,
    'validateHTTPIngressPath',
  ],
  [ingress({ path: '/%2f' }), `${P}.path: Invalid value: "/%2f": must not contain '%2f'`, 'validateHTTPIngressPath'],
  [
    ingress({ backend: {} }),
    `${P}.backend: Invalid value: "": resource or service backend is required`,
    'validateIngressBackend',
  ],
  [
    ingress({ backend: { service: { name: 's' } } }),
    `${P}.backend: Required value: port name or number is required`,
    'validateIngressBackend',
  ],
  [
    ingress({ backend: { service: { name: 's', port: { name: 'a', number: 1 } } } }),
    `${P}.backend: Invalid value: "": cannot set both port name & port number`,
    'validateIngressBackend',
  ],
  [
    ingress({ backend: { ...BACKEND, resource: { kind: 'K', name: 'n' } } }),
    `${P}.backend: Invalid value: "": cannot set both resource and service backends`,
    'validateIngressBackend',
  ],
  [
    ingress({ backend: { resource: { apiGroup: 'A', kind: 'a/b' } } }),
    `[${P}.backend.resource.apiGroup: Invalid value: "A": ${SUBDOMAIN}, ${P}.backend.resource.kind: Invalid value: "a/b": may not contain '/', ${P}.backend.resource.name: Required value]`,
    'validateIngressTypedLocalObjectReference',
  ],
  [
    ingress({}, { host: '1.2.3.4' }),
    'spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address',
    'validateIngressRules',
  ],
  [
    ingress({}, { host: 'a.*.com' }),
    "spec.rules[0].host: Invalid value: \"a.*.com\": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    'validateIngressRules',
  ],
  [
    { spec: { defaultBackend: BACKEND, tls: [{ hosts: ['A'], secretName: 'B' }] } },
    `[spec.tls[0].hosts[0]: Invalid value: "A": ${SUBDOMAIN}, spec.tls[0].secretName: Invalid value: "B": ${SUBDOMAIN}]`,
    'validateIngressTLS',
  ],
  [
    {
      metadata: { annotations: { 'kubernetes.io/ingress.class': 'a' } },
      spec: { defaultBackend: { service: { port: { number: 1 } } }, ingressClassName: 'b' },
    },
    '[spec.defaultBackend.service.name: Required value, annotations.kubernetes.io/ingress.class: Invalid value: "a": must match `ingressClassName` when both are specified]',
    'ValidateIngressCreate',
  ],
];

const parameters = (more: object): Body => ({
  spec: { controller: 'a.io/b', parameters: { kind: 'K', name: 'n', ...more } },
});
const CLASSES: readonly Row[] = [
  [{ spec: {} }, 'spec.controller: Required value', 'validateIngressClassSpec'],
  [
    { spec: { controller: 'a' } },
    'spec.controller: Invalid value: "a": must be a domain-prefixed path (such as "acme.io/foo")',
    'IsDomainPrefixedPath',
  ],
  [
    { spec: { controller: 'A/b c' } },
    `[spec.controller: Invalid value: "A": ${SUBDOMAIN}, spec.controller: Invalid value: "b c": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')]`,
    'IsDomainPrefixedPath',
  ],
  [
    parameters({ scope: 'Foo' }),
    'spec.parameters.scope: Unsupported value: "Foo": supported values: "Cluster", "Namespace"',
    'validateIngressClassParametersReference',
  ],
  [
    parameters({ scope: 'Namespace' }),
    "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
    'validateIngressClassParametersReference',
  ],
  [
    parameters({ namespace: 'n' }),
    "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'",
    'validateIngressClassParametersReference',
  ],
];

export const NETWORK_REFUSALS: readonly Refusal[] = [
  ...SERVICES.map(([object, says, by]) => ({ resource: 'services', object, says, vouches: core(by) })),
  ...SERVICE_UPDATES.map(([object, patch, says, by, subresource]) => ({
    resource: 'services',
    object,
    patch,
    says,
    vouches: core(by),
    ...(subresource && { subresource }),
  })),
  {
    resource: 'services',
    object: service({ trafficDistribution: 'Foo' }),
    says: 'spec.trafficDistribution: Unsupported value: "Foo": supported values: "PreferClose", "PreferSameNode", "PreferSameZone"',
    vouches: remembered('validateServiceTrafficDistribution'),
  },
  ...INGRESSES.map(([object, says, by]) => ({
    resource: 'ingresses.networking.k8s.io',
    object,
    says,
    vouches: networking(by),
  })),
  {
    resource: 'ingresses.networking.k8s.io',
    object: ingress({}),
    patch: { status: { loadBalancer: { ingress: [{ ip: 'a' }, { hostname: '1.2.3.4' }] } } },
    subresource: 'status',
    says: '[status.loadBalancer.ingress[0].ip: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), status.loadBalancer.ingress[1].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address]',
    vouches: networking('ValidateIngressLoadBalancerStatus'),
  },
  ...CLASSES.map(([object, says, by]) => ({
    resource: 'ingressclasses.networking.k8s.io',
    object,
    says,
    vouches: networking(by),
  })),
  {
    resource: 'ingressclasses.networking.k8s.io',
    object: { spec: { controller: 'a.io/b' } },
    patch: { spec: { controller: 'c' } },
    says: '[spec.controller: Invalid value: "c": field is immutable, spec.controller: Invalid value: "c": must be a domain-prefixed path (such as "acme.io/foo")]',
    vouches: networking('ValidateIngressClassUpdate'),
  },
];

export const NETWORK_DEFAULTS: readonly Default[] = [
  {
    resource: 'services',
    object: service({ ports: [{ port: 80 }] }),
    becomes: {
      spec: {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
      },
      status: { loadBalancer: {} },
    },
    vouches: 'pkg/apis/core/v1 SetDefaults_Service',
  },
  {
    resource: 'services',
    object: service({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' }),
    becomes: {
      spec: {
        allocateLoadBalancerNodePorts: true,
        externalTrafficPolicy: 'Cluster',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } },
      },
    },
    vouches: 'pkg/apis/core/v1 SetDefaults_Service',
  },
  {
    resource: 'ingressclasses.networking.k8s.io',
    object: parameters({}),
    becomes: { spec: { parameters: { scope: 'Cluster' } } },
    vouches: 'pkg/apis/networking/v1 SetDefaults_IngressClass',
  },
];

const WARNINGS = 'pkg/api/service GetWarningsForService, read after v1.34';
export const NETWORK_WARNED: readonly Warned[] = [
  {
    resource: 'services',
    object: service({ clusterIP: 'None', externalIPs: ['1.2.3.4'], sessionAffinity: 'ClientIP' }),
    warns: [
      'spec.externalIPs is ignored for headless services',
      'spec.SessionAffinity is ignored for headless services',
    ],
    vouches: WARNINGS,
  },
  {
    resource: 'services',
    object: service({ type: 'ExternalName', externalName: 'a.b', externalIPs: ['1.2.3.4'] }),
    warns: ['spec.externalIPs is ignored when spec.type is "ExternalName"'],
    vouches: WARNINGS,
  },
  {
    resource: 'services',
    object: service({ externalName: 'a.b' }),
    warns: ['spec.externalName is ignored when spec.type is not "ExternalName"'],
    vouches: WARNINGS,
  },
  {
    resource: 'services',
    object: service({}, { annotations: { 'service.kubernetes.io/topology-aware-hints': 'Auto' } }),
    warns: [
      'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead',
    ],
    vouches: WARNINGS,
  },
  {
    resource: 'ingresses.networking.k8s.io',
    object: { ...ingress({}), metadata: { annotations: { 'kubernetes.io/ingress.class': 'a' } } },
    warns: [`annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`],
    vouches: 'pkg/registry/networking/ingress WarningsOnCreate',
  },
];
