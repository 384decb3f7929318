// The kinds that the controller watches, and their collections.

import type { Reflected } from '#client/reflector.ts';
import { ACME_API_VERSION, ACME_GROUP, API_VERSION, GROUP } from './types.ts';

export const RESOURCES = {
  issuers: `issuers.${GROUP}`,
  clusterIssuers: `clusterissuers.${GROUP}`,
  certificates: `certificates.${GROUP}`,
  requests: `certificaterequests.${GROUP}`,
  orders: `orders.${ACME_GROUP}`,
  challenges: `challenges.${ACME_GROUP}`,
  ingresses: 'ingresses.networking.k8s.io',
  secrets: 'secrets',
  pods: 'pods',
  services: 'services',
  gateways: 'gateways.gateway.networking.k8s.io',
  routes: 'httproutes.gateway.networking.k8s.io',
} as const;

const own = (plural: string, goType: string): Reflected => ({
  resource: `${plural}.${GROUP}`,
  path: `/apis/${API_VERSION}/${plural}`,
  goType,
});
const acme = (plural: string, goType: string): Reflected => ({
  resource: `${plural}.${ACME_GROUP}`,
  path: `/apis/${ACME_API_VERSION}/${plural}`,
  goType,
});

/** What belongs to the solving of challenges bears this label; of other Pods and Services nothing is looked at. */
const SOLVERS = 'labelSelector=acme.cert-manager.io%2Fhttp01-solver%3Dtrue';

export const WATCHED: readonly Reflected[] = [
  own('issuers', '*v1.Issuer'),
  own('clusterissuers', '*v1.ClusterIssuer'),
  own('certificates', '*v1.Certificate'),
  own('certificaterequests', '*v1.CertificateRequest'),
  acme('orders', '*v1.Order'),
  acme('challenges', '*v1.Challenge'),
  { resource: RESOURCES.ingresses, path: '/apis/networking.k8s.io/v1/ingresses', goType: '*v1.Ingress' },
  { resource: RESOURCES.secrets, path: '/api/v1/secrets', goType: '*v1.Secret' },
  { resource: RESOURCES.pods, path: '/api/v1/pods', query: SOLVERS, goType: '*v1.PartialObjectMetadata' },
  { resource: RESOURCES.services, path: '/api/v1/services', query: SOLVERS, goType: '*v1.PartialObjectMetadata' },
];

/** Watched with `--enable-gateway-api` only: without its CRDs the lists fail, and nothing would begin. */
export const GATEWAY_WATCHED: readonly Reflected[] = [
  { resource: RESOURCES.gateways, path: '/apis/gateway.networking.k8s.io/v1/gateways', goType: '*v1.Gateway' },
  { resource: RESOURCES.routes, path: '/apis/gateway.networking.k8s.io/v1/httproutes', goType: '*v1.HTTPRoute' },
];
