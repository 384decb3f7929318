// The worlds of traffic.ts in a simulated cluster with ingress-nginx, and what requests into them come to.

import type { Node, Pod, Service } from '#api/core/types.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { Lab, type Snapshot } from '#lab/lab.ts';
import type { Exchange } from '#machine/http.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { addressOf, type Book, NOBODY } from './reading.ts';
import {
  CLIENTS,
  type IngressPlan,
  NODES,
  nameOf,
  type PodPlan,
  type Request,
  type ServicePlan,
  type World,
} from './traffic.ts';

const INGRESS_NGINX = 'ingress-nginx/controller-v1.13.3-cloud.yaml';

export class TrafficCluster {
  readonly lab = new Lab({ provider: 'cloud', nodes: NODES.length });
  readonly stop: () => void;
  readonly #empty: Snapshot;

  constructor() {
    this.stop = this.lab.drive(realTime);
    const documents = parseYamlDocuments(documentOf(INGRESS_NGINX)!);
    if ('error' in documents) throw new Error(documents.error);
    this.#apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other', labels: { team: 'blue' } } },
      ...(documents.ok as object[]),
      ...CLIENTS.map(podOf),
    ]);
    this.lab.settle();
    this.#empty = this.lab.snapshot();
  }

  /** A fresh cluster with all that the world has. */
  make(world: World): Book {
    this.lab.restore(this.#empty);
    this.#apply(world.pods.map(podOf));
    const slices = world.services.flatMap((plan) => sliceOf(plan, world, this.#ips()));
    this.#apply([...world.services.map(serviceOf), ...slices, ...world.ingresses.map(ingressOf)]);
    this.#apply(
      world.policies.map(({ name, namespace, spec }) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace },
        spec,
      })),
    );
    this.lab.settle();
    return this.#book();
  }

  /** What the request comes to, in the words of a reading; undefined: there is no such address. */
  async ask(
    world: World,
    book: Book,
    { from, to }: Request,
  ): Promise<{ outcome: string; exchange: Exchange } | undefined> {
    const ip =
      to.by === 'ingress'
        ? book.balancers[book.front.name]
        : to.by === 'name'
          ? nameOf(to, world)
          : addressOf(to, world, book);
    if (ip === undefined) return undefined;
    const isIngress = to.by === 'ingress';
    const url = isIngress ? `http://${ip}${to.path}` : `http://${ip}:${to.port}/`;
    const headers = isIngress ? ([['Host', to.host]] as const) : [];
    // nginx tries three times, five seconds each.
    const timeoutMs = isIngress ? 60_000 : 5_000;
    const exchange = await this.lab.fetch(
      placeOf(from, world),
      { method: 'GET', url, headers, body: '' },
      { timeoutMs },
    );
    return { outcome: outcomeOf(exchange, isIngress, book), exchange };
  }

  #apply(objects: readonly object[]): void {
    const refused = this.lab.apply(objects);
    if (refused) throw new Error(refused);
  }

  #ips(): Record<string, string> {
    const { storage } = this.lab.cluster;
    const ips: Record<string, string> = { laptop: '198.51.100.7', internet: '198.51.100.80' };
    for (const { metadata, status } of storage.list<Pod>('pods')) ips[metadata.name] = status.podIP ?? '';
    for (const { metadata, status } of storage.list<Node>('nodes'))
      for (const { type, address } of status.addresses ?? [])
        if (type !== 'Hostname') ips[type === 'ExternalIP' ? `${metadata.name} ext` : metadata.name] = address;
    return ips;
  }

  #book(): Book {
    const { storage } = this.lab.cluster;
    const pods = storage.list<Pod>('pods');
    const planOf = (pod: Pod, name: string, port: number | undefined): PodPlan => ({
      name,
      namespace: pod.metadata.namespace ?? '',
      node: pod.spec.nodeName as PodPlan['node'],
      labels: pod.metadata.labels ?? {},
      port,
      ready: true,
    });
    const found = pods.find(({ metadata }) => metadata.name.startsWith('ingress-nginx-controller-'))!;
    const controller = planOf(found, 'controller', 80);
    const balancers: Record<string, string> = {};
    for (const { metadata, spec, status } of storage.list<Service>('services'))
      for (const { ip } of spec.type === 'LoadBalancer' ? (status?.loadBalancer?.ingress ?? []) : [])
        balancers[metadata.name] = ip!;
    const front: ServicePlan = {
      ...{ name: 'ingress-nginx-controller', namespace: 'ingress-nginx', type: 'LoadBalancer', clusterIP: '' },
      ...{ externalIP: undefined, externalName: '', selector: controller.labels, hand: [], nodePort: 0 },
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      ...{ internal: 'Cluster', external: 'Local', ranges: [], publishNotReady: false, sameNode: false },
    };
    const coredns = pods.filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-dns');
    return {
      ips: { ...this.#ips(), controller: found.status.podIP! },
      balancers,
      controller,
      front,
      coredns: coredns.map((pod) => planOf(pod, pod.metadata.name, undefined)),
    };
  }
}

function placeOf(from: string, { pods }: World): string {
  const pod = [...pods, ...CLIENTS].find(({ name }) => name === from);
  return pod ? `pod/${pod.namespace}/${pod.name}` : from;
}

function outcomeOf(exchange: Exchange, isIngress: boolean, { ips }: Book): string {
  if (!exchange.ok) return exchange.error.kind;
  const { status, body } = exchange.response;
  if (status !== 200) return String(status);
  if (body.includes('Example Domain')) return '200 example.com';
  const said = (line: string): string | undefined => new RegExp(`^${line}: (\\S+?)(:\\d+)?\\r?$`, 'm').exec(body)?.[1];
  const holder = (ip = ''): string => Object.entries(ips).find(([, own]) => own === ip)?.[0] ?? ip;
  return `200 ${said('Hostname')} ${isIngress ? `for ${holder(said('X-Real-Ip'))}` : `seeing ${holder(said('RemoteAddr'))}`}`;
}

function podOf({ name, namespace, node, labels, port, ready }: PodPlan): object {
  const server = {
    image: 'traefik/whoami:v1.11',
    env: [{ name: 'WHOAMI_PORT_NUMBER', value: String(port) }],
    ports: [{ name: 'http', containerPort: port }],
    ...(!ready && { readinessProbe: { tcpSocket: { port: 1 } } }),
  };
  const client = { image: 'curlimages/curl:8.11.1', command: ['sleep', 'infinity'] };
  const container = { name: 'main', ...(port === undefined ? client : server) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName: node, containers: [container] },
  };
}

function serviceOf(plan: ServicePlan): object {
  const { name, namespace, type, selector, ports, nodePort } = plan;
  const isOuter = type === 'NodePort' || type === 'LoadBalancer';
  const spec =
    type === 'ExternalName'
      ? { type, externalName: plan.externalName }
      : {
          type: type === 'Headless' ? 'ClusterIP' : type,
          clusterIP: type === 'Headless' ? 'None' : plan.clusterIP,
          ...(selector && { selector }),
          ...(type !== 'Headless' && plan.externalIP && { externalIPs: [plan.externalIP] }),
          ports: ports.map((port, i) => ({ ...port, ...(isOuter && { nodePort: nodePort + i }) })),
          ...(type !== 'Headless' && { internalTrafficPolicy: plan.internal }),
          ...((isOuter || (type !== 'Headless' && plan.externalIP)) && { externalTrafficPolicy: plan.external }),
          ...(type === 'LoadBalancer' && plan.external === 'Local' && { healthCheckNodePort: nodePort + 1000 }),
          ...(type === 'LoadBalancer' && plan.ranges.length > 0 && { loadBalancerSourceRanges: plan.ranges }),
          ...(plan.publishNotReady && { publishNotReadyAddresses: true }),
          ...(plan.sameNode && { trafficDistribution: 'PreferSameNode' }),
        };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec };
}

/** What a client makes for a Service without a selector. */
function sliceOf(plan: ServicePlan, { pods }: World, ips: Readonly<Record<string, string>>): readonly object[] {
  const { name, namespace, type, selector, hand, ports } = plan;
  if (selector || type === 'ExternalName' || hand.length === 0) return [];
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-by-hand`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: ports.map((port) => ({ name: port.name, port: hand[0]!.port, protocol: 'TCP' })),
    endpoints: hand.map(({ pod, node, conditions }) => ({
      addresses: [pod === undefined ? NOBODY : ips[pods[pod]!.name]],
      conditions,
      ...(node && { nodeName: node }),
    })),
  };
  return [slice];
}

function ingressOf({ name, namespace, ours, rules, defaultBackend }: IngressPlan): object {
  const backendOf = ({ service, port }: { readonly service: string; readonly port: number | string }) => ({
    service: { name: service, port: typeof port === 'number' ? { number: port } : { name: port } },
  });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace },
    spec: {
      ingressClassName: ours ? 'nginx' : 'another',
      ...(rules.length > 0 && {
        rules: rules.map(({ host, paths }) => ({
          ...(host && { host }),
          http: { paths: paths.map(({ backend, ...path }) => ({ ...path, backend: backendOf(backend) })) },
        })),
      }),
      ...(defaultBackend && { defaultBackend: backendOf(defaultBackend) }),
    },
  };
}
