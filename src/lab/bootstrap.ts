// What a cluster has before anybody does anything to it: namespaces, nodes, the API server's own Service, cluster DNS.

import type { Namespace, Node } from '#api/core/types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import { KUBERNETES_VERSION } from '#api/version.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { uidFrom } from '#apimachinery/names.ts';
import { COREFILE } from '#kubelet/images/coredns/coredns.ts';

/** Where the API server listens, as nodes and the laptop see it. */
export const API_SERVER = { ip: '192.168.49.2', port: 6443 } as const;

/** All Pods of the cluster: kubeadm's --pod-network-cidr. */
export const POD_CIDR = '10.244.0.0/16';

/** So many nodes have their addresses in the ranges that people know; larger clusters go on in others. */
const FIRST_NODES = 240;
/** Differs: in a cluster of more nodes than `FIRST_NODES`, `iptables-save` still shows `POD_CIDR` alone. */
export const POD_CIDR_OF_NODE = (index: number): string =>
  index <= FIRST_NODES ? `10.244.${index}.0/24` : `10.${128 + (index >> 8)}.${index & 255}.0/24`;

export type Provider = 'cloud' | 'bare-metal';

/** The objects in the order in which they are made. `index` of a node starts at 1. */
export function bootstrapObjects(nodes: number, provider: Provider, timestamp: string): readonly ApiObject[] {
  return [
    ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(namespace),
    ...Array.from({ length: nodes }, (_, i) => node(i + 1, provider, timestamp, ttlOf(nodes))),
    ...apiServerService(),
    ...clusterDns(),
  ];
}

/** What a claim gets that asks for no class: kind's. Its UID does not come by chance, as those of what the API server makes itself. */
export function defaultStorageClass(timestamp: string): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'standard',
      uid: uidFrom('storageclasses standard'),
      creationTimestamp: timestamp,
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'rancher.io/local-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}

function namespace(name: string): Namespace {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** Internal addresses are reachable inside the cluster's network, external ones from anywhere; bare metal has no external ones. */
export function nodeAddresses(index: number, provider: Provider): { internal: string; external: string | undefined } {
  const isFirst = index <= FIRST_NODES;
  const rest = `${index >> 8}.${index & 255}`;
  const external = isFirst ? `203.0.113.${10 + index}` : `198.18.${rest}`;
  return {
    internal: isFirst ? `192.168.49.${10 + index}` : `172.20.${rest}`,
    external: provider === 'cloud' ? external : undefined,
  };
}

/** Two zones, so that of three nodes two share one. */
const REGION = 'region-1';
const ZONES = ['region-1a', 'region-1b'] as const;

/** What a cloud says of its machines. Models k8s.io/cloud-provider/controllers/node, as far as zones go. */
function cloudLabels(index: number): Record<string, string> {
  const zone = ZONES[(index - 1) % ZONES.length]!;
  return {
    'failure-domain.beta.kubernetes.io/region': REGION,
    'failure-domain.beta.kubernetes.io/zone': zone,
    'topology.kubernetes.io/region': REGION,
    'topology.kubernetes.io/zone': zone,
  };
}

/** How long Secrets may be cached, by the number of nodes: it is written once here. Models pkg/controller/ttl ttlBoundaries. */
const ttlOf = (nodes: number): string =>
  (
    [
      [100, 0],
      [500, 15],
      [1000, 30],
      [2000, 60],
      [10_000, 300],
    ].find(([most]) => nodes <= most!)?.[1] ?? 600
  ).toString();

function node(index: number, provider: Provider, timestamp: string, ttl: string): Node {
  const name = `node-${index}`;
  const { internal, external } = nodeAddresses(index, provider);
  const resources = {
    cpu: '4',
    'ephemeral-storage': '98831908Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: '16393244Ki',
    pods: '110',
  };
  const healthy = [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ] as const;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(provider === 'cloud' && cloudLabels(index)),
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': ttl,
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { podCIDR: POD_CIDR_OF_NODE(index), podCIDRs: [POD_CIDR_OF_NODE(index)] },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: healthy.map(([type, status, reason, message]) => ({
        type,
        status,
        reason,
        message,
        lastHeartbeatTime: timestamp,
        lastTransitionTime: timestamp,
      })),
      addresses: [
        { type: 'InternalIP', address: internal },
        ...(external ? [{ type: 'ExternalIP' as const, address: external }] : []),
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: '5d3f2a60-6f2e-4a57-9a0c-2f6c1f1b7e01',
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.12.48',
        kubeProxyVersion: '',
        kubeletVersion: KUBERNETES_VERSION.gitVersion,
        machineID: `portolan${String(index).padStart(24, '0')}`,
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: `portolan-0000-0000-0000-${String(index).padStart(12, '0')}`,
      },
    },
  };
}

/** Service `kubernetes` and its endpoints, which the API server itself keeps. Source: pkg/controlplane/controller/kubernetesservice. */
function apiServerService(): readonly ApiObject[] {
  const port = { name: 'https', port: API_SERVER.port, protocol: 'TCP' as const };
  const objects: readonly (ApiObject & Record<string, unknown>)[] = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        clusterIP: '10.96.0.1',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: API_SERVER.port }],
        sessionAffinity: 'None',
        type: 'ClusterIP',
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
      },
      subsets: [{ addresses: [{ ip: API_SERVER.ip }], ports: [port] }],
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [API_SERVER.ip], conditions: { ready: true } }],
      ports: [port],
    },
  ];
  return objects;
}

/** CoreDNS as kubeadm deploys it, less its RBAC and probes. */
function clusterDns(): readonly ApiObject[] {
  const labels = { 'k8s-app': 'kube-dns' };
  const objects: readonly (ApiObject & Record<string, unknown>)[] = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace: 'kube-system' },
      data: { Corefile: COREFILE },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'coredns', namespace: 'kube-system', labels },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        template: {
          metadata: { labels },
          spec: {
            dnsPolicy: 'Default',
            priorityClassName: 'system-cluster-critical',
            volumes: [
              { name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
            ],
            containers: [
              {
                name: 'coredns',
                volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
                image: 'registry.k8s.io/coredns/coredns:v1.12.1',
                args: ['-conf', '/etc/coredns/Corefile'],
                ports: [
                  { name: 'dns', containerPort: 53, protocol: 'UDP' },
                  { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                  { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
                ],
                resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kube-dns',
        namespace: 'kube-system',
        labels: { ...labels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      },
      spec: {
        clusterIP: '10.96.0.10',
        selector: labels,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
          { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
        ],
      },
    },
  ];
  return objects;
}
