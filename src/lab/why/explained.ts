// The kinds that `why` explains, and how a command names them. Small: the page has it too, for its buttons.

/** `names`: each as it is typed; of more than one, the first is shown. */
const KINDS = {
  Service: ['service', 'services', 'svc'],
  Ingress: ['ingress', 'ingresses', 'ing'],
  Pod: ['pod', 'pods', 'po'],
  Deployment: ['deployment', 'deployments', 'deploy', 'deployment.apps', 'deployments.apps'],
  ReplicaSet: ['replicaset', 'replicasets', 'rs', 'replicaset.apps', 'replicasets.apps'],
  StatefulSet: ['statefulset', 'statefulsets', 'sts', 'statefulset.apps', 'statefulsets.apps'],
  DaemonSet: ['daemonset', 'daemonsets', 'ds', 'daemonset.apps', 'daemonsets.apps'],
  Gateway: ['gateway', 'gateways', 'gtw'],
  HTTPRoute: ['httproute', 'httproutes'],
  GRPCRoute: ['grpcroute', 'grpcroutes'],
  TLSRoute: ['tlsroute', 'tlsroutes'],
  EndpointSlice: ['endpointslice', 'endpointslices'],
  Endpoints: ['endpoints', 'ep'],
  Node: ['node', 'nodes', 'no'],
  Certificate: ['certificate', 'certificates', 'cert', 'certs'],
  CertificateRequest: ['certificaterequest', 'certificaterequests', 'cr', 'crs'],
  Order: ['order', 'orders'],
  Challenge: ['challenge', 'challenges'],
  Issuer: ['issuer', 'issuers'],
  ClusterIssuer: ['clusterissuer', 'clusterissuers'],
} as const;

export type ExplainedKind = keyof typeof KINDS;

export const EXPLAINED = Object.keys(KINDS) as readonly ExplainedKind[];

const BY_NAME: ReadonlyMap<string, ExplainedKind> = new Map(
  EXPLAINED.flatMap((kind) => KINDS[kind].map((name) => [name, kind])),
);

/** Undefined: `why` does not explain it. */
export const explainedKind = (name: string): ExplainedKind | undefined => BY_NAME.get(name.toLowerCase());

/** They have no namespace. */
export const isOfCluster = (kind: ExplainedKind): boolean => OF_CLUSTER.includes(kind);
const OF_CLUSTER: readonly ExplainedKind[] = ['Node', 'ClusterIssuer'];
