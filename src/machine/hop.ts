// The steps of a request's way, as values: where, what happened, and why, by a code that programs and translations go by.

/** One step of a request's way. The list of them is what a check judges and what the learner is shown. */
export interface Hop {
  /** `client`, `dns`, `node/NAME`, `service/NS/NAME`, `pod/NS/NAME`, `apiserver`, `laptop`, `internet`, … */
  readonly at: string;
  /** What happened there, one English sentence without a full stop: `picked endpoint 10.244.1.5:8080`. */
  readonly did: string;
  /** `Kind/namespace/name` of the API object that decided it, where one did. */
  readonly object?: string;
  readonly ok: boolean;
  /** The same as `did`, as a value: for programs, and for readers of other languages. */
  readonly reason: HopReason;
}

export interface HopReason {
  readonly code: HopCode;
  /** What is particular to this one; the names that `HopParameters` gives. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where this only passes on that something else failed: what that was. */
  readonly cause?: HopReason;
}

export type HopCode = keyof HopParameters;

/** What a hop says, and the same as a value. */
export interface Told {
  readonly did: string;
  readonly reason: HopReason;
}

export const told = <C extends HopCode>(
  did: string,
  code: C,
  parameters: Readonly<Record<HopParameters[C], string>>,
): Told => ({ did, reason: { code, parameters } });

/** Every code, and the names of its parameters. Each has its words in `lab/why/words`. */
export interface HopParameters {
  // The client.
  'opens-connection': 'protocol' | 'to';
  'keeps-connection': 'to';
  'sends-datagram': 'to';
  'sends-ping': 'ip';
  'not-running': 'who';
  'bad-url': 'url';
  'bad-request': 'message';
  'no-ipv6': 'who';
  'found-in-hosts-file': 'name' | 'ip';
  interrupted: never;

  // DNS.
  resolved: 'server' | 'name' | 'found' | 'ips';
  'no-name-server': 'who';
  'name-server-silent': 'server';
  'no-such-name': 'server' | 'name' | 'tried';
  'name-without-address': 'server' | 'name' | 'tried';
  'name-server-failed': 'server' | 'name' | 'answer';
  'resolving-too-slow': 'name';

  // The way of packets.
  'node-port': 'port' | 'service';
  'host-port': 'port' | 'pod';
  'proxy-health-port': 'port';
  'service-health-port': 'port' | 'service';
  'picked-endpoint': 'endpoint' | 'ready';
  accepted: 'port';
  'balancer-sent': 'at' | 'node';
  'balancer-sent-unwell': 'at' | 'node';
  'balancer-connected': 'at' | 'node' | 'port';
  'balancer-connected-unwell': 'at' | 'node' | 'port';
  'balancer-no-port': 'ip' | 'service' | 'port';
  'balancer-no-node': 'ip';
  'balancer-no-node-port': 'ip' | 'service';
  'source-not-in-ranges': 'ip' | 'ranges' | 'service';
  'no-route-from-outside': 'ip' | 'whose';
  'no-balancer-there': 'ip' | 'service';
  'external-ip-unrouted': 'ip' | 'service';
  'nobody-there': 'ip';
  'no-service-there': 'ip';
  'no-pod-there': 'ip';
  'endpoint-gone': 'endpoint' | 'ip';
  'host-unreachable': 'who';
  'node-down': 'node';
  'network-cut': 'a' | 'b';
  'link-slow': 'a' | 'b' | 'ms';
  'link-lossy': 'a' | 'b' | 'percent';
  'cloud-firewall': 'port';
  'policy-denied': 'policies' | 'pod' | 'direction' | 'field';
  'local-without-endpoint': 'field' | 'node' | 'service';
  'no-such-port': 'service' | 'port' | 'ports';
  'not-listening': 'who' | 'port' | 'listens';
  'bound-elsewhere': 'who' | 'port' | 'listens';
  'port-closed': 'port';
  'answered-ping': never;
  'service-takes-no-ping': 'ip' | 'service';

  // A Service without a ready endpoint.
  'selector-matches-none': 'service' | 'selector';
  'none-running': 'service' | 'selector' | 'count';
  'none-ready': 'service' | 'selector' | 'count';
  'no-such-port-name': 'service' | 'port';
  'not-in-slices': 'service';
  'no-slices': 'service';
  'slices-without-address': 'service';
  'endpoints-unready': 'service';

  // TLS.
  'tls-plain': never;
  'tls-alert': 'alert';
  /** `certificate`: whom it is for, by its own words. */
  'tls-untrusted': 'certificate' | 'host' | 'message';
  'tls-expired': 'certificate' | 'until' | 'host' | 'message';
  'tls-not-yet-valid': 'certificate' | 'from' | 'host' | 'message';
  'tls-wrong-host': 'certificate' | 'host' | 'message';
  'tls-invalid': 'certificate' | 'host' | 'message';
  'tls-too-slow': never;

  // Of an object without a request: `why service/NAME`, `why ingress/NAME`.
  'no-cloud': 'service' | 'port';
  'foreign-class': 'service' | 'class';
  'cloud-refused': 'service' | 'message';
  'service-without-endpoint': 'service';
  'ingress-unserved': 'ingress';
  'ingress-no-controller': 'ingress' | 'controller';

  // Request and answer.
  answered: 'status';
  'connecting-too-slow': never;
  'no-http2': never;
  'only-http2': never;
  'no-answer-in-time': never;
  'closed-without-answer': never;
  reset: never;
  'not-http': never;

  // On a cluster that keeps no trace: what the exchange itself tells.
  'service-asked': 'service';
  'service-failed': 'service';
  'answer-names-pod': 'pod';

  // The API server as a proxy, and port-forward.
  'kubectl-proxied': 'path';
  'kubectl-proxy-filtered': 'path';
  'port-forwarded': 'pod' | 'port';
  'forwarded-pod-gone': 'pod';
  'api-passed-on': 'target' | 'endpoint';
  'api-no-service-port': 'service' | 'port';
  'api-no-endpoint': 'service' | 'message';
  'api-forbidden': 'user' | 'verb' | 'resource' | 'where';
  'api-refused': 'message';

  // Controllers of Ingresses: ingress-nginx, the cloud's.
  'ingress-matched': 'host' | 'path' | 'pathType' | 'ingress';
  'ingress-no-host': 'host' | 'path';
  'ingress-slash': 'path' | 'to';
  'ingress-www': 'host' | 'to';
  'ingress-no-path': 'host' | 'path';
  'ingress-no-rule': 'host' | 'path';
  'ingress-picked': 'endpoint' | 'service';
  'ingress-no-endpoint': 'service';
  'ingress-body-too-large': 'bytes' | 'limit';
  'ingress-denies-all': 'why';
  'ingress-rate-limited': 'ip';
  'ingress-wants-password': never;
  'ingress-denylisted': 'ip';
  'ingress-not-allowlisted': 'ip';
  'ingress-password-not-simulated': never;
  'ingress-auth-unreachable': 'url' | 'message';
  'ingress-auth-signs-in': never;
  'ingress-auth-answered': 'status';
  'gce-spreading': never;
  'gce-mapped': 'host' | 'path' | 'service' | 'port';
  'gce-no-rule': 'host' | 'path';
  'gce-none-healthy': 'service';
  'gce-picked': 'endpoint';

  // nginx, whoever configured it.
  'nginx-bad-request': 'why';
  'nginx-passed': 'to' | 'pass';

  // Gateways.
  'gateway-matched': 'rule' | 'route' | 'path';
  'gateway-sent': 'endpoint' | 'service';
  'gateway-no-listener': 'port' | 'host';
  'gateway-misdirected': 'name' | 'host';
  'gateway-no-rule': 'listener' | 'method' | 'path' | 'host';
  'gateway-no-backend': 'rule' | 'route' | 'why';
  'gateway-no-endpoint': 'service';

  // Proxies that read the name in the TLS handshake, and pass the connection on unopened.
  'sni-route-matched': 'name' | 'listener' | 'route';
  'sni-ingress-matched': 'name' | 'ingress';
  'sni-sent': 'endpoint' | 'service';
  'sni-missing': 'port';
  'sni-no-route': 'name' | 'port';
  'sni-no-backend': 'name' | 'route' | 'why';
  'sni-no-endpoint': 'name' | 'service';
  'sni-unreachable': never;
  'sni-loop': never;
}
