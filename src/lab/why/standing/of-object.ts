// How the object that a command names stands: each kind has its own way to look at it.

import type { ApiObject } from '#apimachinery/meta.ts';
import { EXPLAINED, type ExplainedKind } from '../explained.ts';
import { find } from '../facts.ts';
import { LABELS } from '../words/labels.ts';
import { filled, type Language } from '../words/language.ts';
import {
  certificateStanding,
  challengeStanding,
  issuerStanding,
  orderStanding,
  requestStanding,
} from './certificates.ts';
import { gatewayStanding, routeStanding } from './gateways.ts';
import { ingressStanding } from './ingresses.ts';
import { nodeStanding } from './nodes.ts';
import { podStanding } from './pods.ts';
import { serviceStanding } from './services.ts';
import { endpointsStanding, sliceStanding } from './slices.ts';
import type { Around, Standing } from './standing.ts';
import { workloadStanding } from './workloads.ts';

/** `name`: `Kind/namespace/name`. */
type Look<T extends ApiObject> = (object: T, name: string, around: Around) => Standing;

const LOOKS: Readonly<Record<ExplainedKind, Look<never>>> = {
  Service: (service: Parameters<typeof serviceStanding>[0], _name, around) => serviceStanding(service, around),
  Ingress: (ingress: Parameters<typeof ingressStanding>[0], _name, around) => ingressStanding(ingress, around),
  Pod: podStanding,
  Deployment: workloadStanding,
  ReplicaSet: workloadStanding,
  StatefulSet: workloadStanding,
  DaemonSet: workloadStanding,
  Gateway: gatewayStanding,
  HTTPRoute: routeStanding,
  GRPCRoute: routeStanding,
  TLSRoute: routeStanding,
  EndpointSlice: sliceStanding,
  Endpoints: endpointsStanding,
  Node: nodeStanding,
  Certificate: certificateStanding,
  CertificateRequest: requestStanding,
  Order: orderStanding,
  Challenge: challengeStanding,
  Issuer: issuerStanding,
  ClusterIssuer: issuerStanding,
};

/** `key`: `namespace/name`, or the name alone where there is no namespace. Undefined: there is no such object. */
export function standingOf(kind: ExplainedKind, key: string, around: Around): Standing | undefined {
  const name = `${kind}/${key}`;
  const object = find(around.facts, name);
  const look: Look<ApiObject> = LOOKS[kind] as Look<never> as Look<ApiObject>;
  return object && look(object, name, around);
}

export const noObject = (kind: ExplainedKind, name: string, language: Language): string =>
  filled(LABELS.noObject[language], { kind, name });

/** Of a type that is not explained. `asked`: as it was typed, with its name. */
export const unexplained = (type: string, asked: string, language: Language): string =>
  filled(LABELS.unexplained[language], { type, asked, kinds: EXPLAINED.join(language === 'en' ? ', ' : '、') });
