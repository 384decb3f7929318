// What answers a challenge in the cluster: a Pod, a Service before it, and a way in. Models pkg/issuer/acme/http/{pod,service,ingress,httproute}.go.

import type { Ingress } from '#api/networking/types.ts';
import type { ObjectMeta } from '#apimachinery/meta.ts';
import { type ControllerContext, ownerOf } from '../context.ts';
import type { Challenge } from './types.ts';

/** Source: acmeSolverListenPort. */
export const SOLVER_PORT = 8089;
const PREFIX = 'cm-acme-http-solver-';

export const challengePath = (token: string): string => `/.well-known/acme-challenge/${token}`;

/** Source: hash/adler32. */
function adler32(text: string): number {
  let [a, b] = [1, 0];
  for (const byte of new TextEncoder().encode(text)) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

export const solverLabels = ({ spec: { dnsName, token } }: Challenge): Readonly<Record<string, string>> => ({
  'acme.cert-manager.io/http-domain': String(adler32(dnsName)),
  'acme.cert-manager.io/http-token': String(adler32(token)),
  'acme.cert-manager.io/http01-solver': 'true',
});

function metadataOf(challenge: Challenge, more: Pick<ObjectMeta, 'annotations' | 'labels'> = {}): object {
  return {
    generateName: PREFIX,
    namespace: challenge.metadata.namespace,
    labels: { ...more.labels, ...solverLabels(challenge) },
    ...(more.annotations && { annotations: more.annotations }),
    ownerReferences: [ownerOf(challenge)],
  };
}

/** Differs: of a podTemplate's spec, nodeSelector, tolerations, priorityClassName, serviceAccountName and imagePullSecrets are taken. */
export function solverPod(challenge: Challenge, { options }: ControllerContext): object {
  const { spec } = challenge;
  const template = spec.solver.http01?.ingress?.podTemplate;
  const annotations = { 'sidecar.istio.io/inject': 'false', ...template?.metadata?.annotations };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf(challenge, { ...template?.metadata, annotations }),
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      restartPolicy: 'OnFailure',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'acmesolver',
          image: options.solverImage,
          imagePullPolicy: 'IfNotPresent',
          args: [
            `--listen-port=${SOLVER_PORT}`,
            `--domain=${spec.dnsName}`,
            `--token=${spec.token}`,
            `--key=${spec.key}`,
          ],
          resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
          ports: [{ name: 'http', containerPort: SOLVER_PORT }],
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
        },
      ],
      ...template?.spec,
    },
  };
}

export function solverService(challenge: Challenge): object {
  const { ingress, gatewayHTTPRoute } = challenge.spec.solver.http01 ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(challenge, { annotations: { 'auth.istio.io/8089': 'NONE' } }),
    spec: {
      type: ingress?.serviceType ?? gatewayHTTPRoute?.serviceType ?? 'NodePort',
      ports: [{ name: 'http', port: SOLVER_PORT, targetPort: SOLVER_PORT }],
      selector: solverLabels(challenge),
    },
  };
}

type Path = NonNullable<NonNullable<Ingress['spec']['rules']>[number]['http']>['paths'][number];

export const solverPath = ({ spec }: Challenge, service: string): Path => ({
  path: challengePath(spec.token),
  pathType: 'ImplementationSpecific',
  backend: { service: { name: service, port: { number: SOLVER_PORT } } },
});

export function solverIngress(challenge: Challenge, service: string): object {
  const { class: annotated, ingressClassName, ingressTemplate } = challenge.spec.solver.http01?.ingress ?? {};
  const annotations = {
    'nginx.ingress.kubernetes.io/whitelist-source-range': '0.0.0.0/0,::/0',
    ...(annotated !== undefined && { 'kubernetes.io/ingress.class': annotated }),
    ...ingressTemplate?.metadata?.annotations,
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadataOf(challenge, { ...ingressTemplate?.metadata, annotations }),
    spec: {
      ...(ingressClassName !== undefined && { ingressClassName }),
      rules: [{ host: challenge.spec.dnsName, http: { paths: [solverPath(challenge, service)] } }],
    },
  };
}

export function solverRoute(challenge: Challenge, service: string): object {
  const { labels, parentRefs = [] } = challenge.spec.solver.http01?.gatewayHTTPRoute ?? {};
  const { namespace } = challenge.metadata;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: metadataOf(challenge, labels && { labels }),
    spec: {
      parentRefs,
      hostnames: [challenge.spec.dnsName],
      rules: [
        {
          matches: [{ path: { type: 'Exact', value: challengePath(challenge.spec.token) } }],
          backendRefs: [{ group: '', kind: 'Service', name: service, namespace, port: SOLVER_PORT, weight: 1 }],
        },
      ],
    },
  };
}
