// What an Issuer or ClusterIssuer may say. Models internal/apis/certmanager/validation/issuer.go of cert-manager 1.18.
// Differs: what DNS-01 providers, Vault and Venafi need is not looked at.

import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import type { Solver } from '../acme/types.ts';
import type { AcmeIssuerSpec, Issuer } from '../types.ts';

const KINDS = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'] as const;

export function issuerErrors({ spec }: Pick<Issuer, 'spec'>): readonly FieldError[] {
  const [first, ...others] = KINDS.filter((kind) => spec[kind] !== undefined && spec[kind] !== null);
  if (first === undefined) return [field.required('spec', 'at least one issuer must be configured')];
  return [
    ...(first === 'acme' && spec.acme ? acmeErrors(spec.acme) : []),
    ...(first === 'ca' && !spec.ca?.secretName ? [field.required('spec.ca.secretName')] : []),
    ...others.map((kind) => field.forbidden(`spec.${kind}`, 'may not specify more than one issuer type')),
  ];
}

function acmeErrors({ server, privateKeySecretRef, solvers = [], caBundle, skipTLSVerify = false }: AcmeIssuerSpec) {
  const exclusive = 'caBundle and skipTLSVerify are mutually exclusive and cannot both be set';
  return [
    ...(caBundle !== undefined && skipTLSVerify
      ? [
          field.invalid('spec.acme.caBundle', '', exclusive),
          field.invalid('spec.acme.skipTLSVerify', skipTLSVerify, exclusive),
        ]
      : []),
    ...(privateKeySecretRef?.name
      ? []
      : [field.required('spec.acme.privateKeySecretRef.name', 'private key secret name is a required field')]),
    ...(server ? [] : [field.required('spec.acme.server', 'acme server URL is a required field')]),
    ...solvers.flatMap((solver, i) => solverErrors(solver, `spec.acme.solvers[${i}]`)),
  ];
}

function solverErrors({ http01, dns01 }: Solver, path: string): readonly FieldError[] {
  if (!http01 && !dns01) return [field.required(path, 'no solver type configured')];
  return [
    ...(http01 ? http01Errors(http01, `${path}.http01`) : []),
    ...(http01 && dns01 ? [field.forbidden(path, 'may not specify more than one solver type in a single solver')] : []),
  ];
}

function http01Errors(
  { ingress, gatewayHTTPRoute }: NonNullable<Solver['http01']>,
  path: string,
): readonly FieldError[] {
  if (!ingress && !gatewayHTTPRoute) return [field.required(path, 'no HTTP01 solver type configured')];
  const named = [ingress?.class, ingress?.ingressClassName, ingress?.name].filter((name) => name !== undefined);
  const { ingressClassName, serviceType = '' } = ingress ?? {};
  return [
    ...(named.length > 1
      ? [field.forbidden(`${path}.ingress`, "only one of 'ingressClassName', 'name' or 'class' should be specified")]
      : []),
    ...(ingressClassName === undefined || isDns1123Subdomain(ingressClassName)
      ? []
      : [
          field.invalid(
            `${path}.ingress.ingressClassName`,
            ingressClassName,
            "must be a valid IngressClass name: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
          ),
        ]),
    ...(['', 'ClusterIP', 'NodePort'].includes(serviceType)
      ? []
      : [field.invalid(`${path}.ingress.serviceType`, serviceType, 'must be empty, "ClusterIP" or "NodePort"')]),
    ...(ingress && gatewayHTTPRoute ? [field.required(path, 'only 1 HTTP01 solver type may be configured')] : []),
  ];
}
