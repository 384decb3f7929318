// What is made for a Gateway: the nginx Pods behind it, and the Service in front of them. Models internal/controller/provisioner.

import type { Gateway } from '#api/gateway/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Configuration } from './compile.ts';

/** Of the GatewayClass's NginxProxy. */
export interface ProxySettings {
  readonly image: string;
  readonly pullPolicy: string;
  readonly replicas: number;
  readonly service: {
    readonly type: string;
    readonly externalTrafficPolicy: string;
    readonly loadBalancerClass?: string;
  };
}

export interface Provisioned {
  readonly collection: string;
  readonly object: ApiObject;
}

/** The name of all that is made: `gateway-nginx` for Gateway `gateway` of class `nginx`. */
export const resourceName = ({ metadata, spec }: Gateway): string => `${metadata.name}-${spec.gatewayClassName}`;

/** The key of the Secret under which the configuration stands. */
export const CONFIGURATION_KEY = 'configuration.json';

/** In the order in which they are made. */
export function provisioned(
  gateway: Gateway,
  configuration: Configuration,
  ports: readonly number[],
  { image, pullPolicy, replicas, service }: ProxySettings,
): readonly Provisioned[] {
  const name = resourceName(gateway);
  const { namespace = '', uid = '' } = gateway.metadata;
  const selector = {
    'app.kubernetes.io/instance': 'nginx-gateway',
    'app.kubernetes.io/managed-by': 'nginx-gateway-nginx',
    'app.kubernetes.io/name': name,
    'gateway.networking.k8s.io/gateway-name': gateway.metadata.name,
  };
  const { labels = {}, annotations } = gateway.spec.infrastructure ?? {};
  const owner = {
    apiVersion: gateway.apiVersion,
    kind: 'Gateway',
    name: gateway.metadata.name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  const metadata = (own = name) => ({
    name: own,
    namespace,
    labels: { ...labels, ...selector },
    ...(annotations && { annotations }),
    ownerReferences: [owner],
  });
  const secret = `${name}-config`;
  const rbac = 'rbac.authorization.k8s.io';
  const passed = [...new Set(configuration.passages.map(({ port }) => port))];
  const isLoadBalancer = service.type === 'LoadBalancer';
  const core = `/api/v1/namespaces/${namespace}`;
  const made: readonly [string, ApiObject & Record<string, unknown>][] = [
    [`${core}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata() }],
    [
      `${core}/secrets`,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: metadata(secret),
        type: 'Opaque',
        data: { [CONFIGURATION_KEY]: base64(JSON.stringify(configuration)) },
      },
    ],
    [
      `/apis/${rbac}/v1/namespaces/${namespace}/roles`,
      {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata: metadata(),
        rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [secret], verbs: ['get'] }],
      },
    ],
    [
      `/apis/${rbac}/v1/namespaces/${namespace}/rolebindings`,
      {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: metadata(),
        roleRef: { apiGroup: rbac, kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      },
    ],
    [
      `/apis/apps/v1/namespaces/${namespace}/deployments`,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(),
        spec: {
          replicas,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels: { ...labels, ...selector }, ...(annotations && { annotations }) },
            spec: {
              serviceAccountName: name,
              containers: [
                {
                  name: 'nginx',
                  image,
                  imagePullPolicy: pullPolicy,
                  env: [
                    { name: 'CONFIGURATION_SECRET', value: secret },
                    { name: 'LISTENER_PORTS', value: ports.join(',') },
                    { name: 'TLS_PORTS', value: tlsPorts(configuration).join(',') },
                    ...(passed.length > 0 ? [{ name: 'PASSTHROUGH_PORTS', value: passed.join(',') }] : []),
                  ],
                  ports: ports.map((port) => ({ name: `port-${port}`, containerPort: port, protocol: 'TCP' })),
                  readinessProbe: {
                    httpGet: { path: '/readyz', port: 8081 },
                    initialDelaySeconds: 3,
                    periodSeconds: 1,
                  },
                },
              ],
            },
          },
        },
      },
    ],
    [
      `${core}/services`,
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(),
        spec: {
          type: service.type,
          ...(service.type !== 'ClusterIP' && { externalTrafficPolicy: service.externalTrafficPolicy }),
          ...(isLoadBalancer && service.loadBalancerClass && { loadBalancerClass: service.loadBalancerClass }),
          selector,
          ports: ports.map((port) => ({ name: `port-${port}`, port, protocol: 'TCP', targetPort: port })),
        },
      },
    ],
  ];
  return made.map(([collection, object]) => ({ collection, object }));
}

const tlsPorts = ({ servers }: Configuration): readonly number[] => [
  ...new Set(servers.filter(({ certificate }) => certificate).map(({ port }) => port)),
];

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
