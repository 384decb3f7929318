// What is said of a reason that breaks a request's way. `{name}` stands for a parameter of the reason.

import type { HopCode } from '#machine/hop.ts';
import type { Words } from '../language.ts';

/** Reasons of steps that went well, or that another step goes on from. */
type Passing =
  | 'opens-connection'
  | 'keeps-connection'
  | 'nginx-passed'
  | 'sends-datagram'
  | 'sends-ping'
  | 'found-in-hosts-file'
  | 'resolved'
  | 'node-port'
  | 'host-port'
  | 'proxy-health-port'
  | 'service-health-port'
  | 'picked-endpoint'
  | 'accepted'
  | 'answered-ping'
  | 'balancer-sent'
  | 'balancer-sent-unwell'
  | 'balancer-connected'
  | 'balancer-connected-unwell'
  | 'answered'
  | 'service-asked'
  | 'answer-names-pod'
  | 'kubectl-proxied'
  | 'port-forwarded'
  | 'api-passed-on'
  | 'ingress-matched'
  | 'ingress-no-host'
  | 'ingress-slash'
  | 'ingress-www'
  | 'ingress-no-path'
  | 'ingress-picked'
  | 'gce-mapped'
  | 'gce-picked'
  | 'gateway-matched'
  | 'gateway-sent'
  | 'sni-route-matched'
  | 'sni-ingress-matched'
  | 'sni-sent';

export type BreakingCode = Exclude<HopCode, Passing>;

export interface Saying {
  /** What is wrong, and what the client sees of it. */
  readonly what: Words;
  /** What would mend it: where to look, not a whole solution. */
  readonly mend: Words;
}

/** Those of one noun. */
export type Sayings = Partial<Readonly<Record<BreakingCode, Saying>>>;
