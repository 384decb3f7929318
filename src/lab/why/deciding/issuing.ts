// Where the issuing of a certificate stands: Certificate, CertificateRequest, Order, Challenge, each made by the one before.

import { type ApiObject, controllerOf, keyOf } from '#apimachinery/meta.ts';
import type { Order } from '#kubelet/images/cert-manager/acme/types.ts';
import {
  ANNOTATION,
  type Certificate,
  type CertificateRequest,
  conditionOf,
  isTrue,
} from '#kubelet/images/cert-manager/types.ts';
import type { Facts, Kind } from '../facts.ts';
import { challengeFault, challengesOf } from './challenges.ts';
import { type Finding, type Note, note } from './finding.ts';
import { issuerFault, issuerMissing, issuerOf } from './issuers.ts';
import { inOf, placeOf } from './place.ts';

const led = (first: Note, fault: Finding): Finding => ({ ...fault, notes: [first, ...(fault.notes ?? [])] });

/** Those that an object made. */
export const madeBy = <T extends ApiObject>(kind: Kind, { metadata }: ApiObject, facts: Facts): readonly T[] =>
  facts.list<T>(kind).filter((object) => controllerOf(object)?.uid === metadata.uid);

/** Undefined: it is issued, and good. */
export function certificateFault(certificate: Certificate, facts: Facts): Finding | undefined {
  const ready = conditionOf(certificate, 'Ready');
  if (isTrue(ready)) return undefined;
  const { key, ...place } = placeOf(certificate);
  const object = `Certificate/${key}`;
  const { issuerRef, secretName } = certificate.spec;
  if (!ready) return { object, notes: [note('certificate-untouched', { certificate: key })] };
  const secret = `${certificate.metadata.namespace}/${secretName}`;
  const first = note('certificate-unready', { certificate: key, secret, message: ready.message ?? '' });
  const issuer = issuerOf(issuerRef, certificate.metadata.namespace, facts);
  if (!issuer) return led(first, issuerMissing(object, issuerRef, inOf(certificate.metadata.namespace), facts));
  const ill = issuerFault(issuer);
  if (ill) return led(first, ill);
  const revision = ({ metadata }: CertificateRequest): number =>
    Number(metadata.annotations?.[ANNOTATION.revision] ?? 0);
  const request = madeBy<CertificateRequest>('CertificateRequest', certificate, facts)
    .toSorted((a, b) => revision(a) - revision(b))
    .at(-1);
  const stands = request && requestFault(request, facts);
  if (!stands) return { object, path: 'spec', notes: [first, note('certificate-begins', place)] };
  const { lastFailureTime, failedIssuanceAttempts = 1 } = certificate.status ?? {};
  if (lastFailureTime === undefined || isTrue(conditionOf(certificate, 'Issuing'))) return led(first, stands);
  const later = note('certificate-backs-off', { times: String(failedIssuanceAttempts), last: lastFailureTime });
  return { ...stands, notes: [first, later, ...(stands.notes ?? [])] };
}

/** Undefined: it has its certificate. */
export function requestFault(request: CertificateRequest, facts: Facts): Finding | undefined {
  const key = keyOf(request);
  const object = `CertificateRequest/${key}`;
  const ready = conditionOf(request, 'Ready');
  if (isTrue(ready)) return undefined;
  const step = note('at-request', { request: key });
  if (isTrue(conditionOf(request, 'Denied'))) return { object, notes: [step, note('request-denied', {})] };
  const [order] = madeBy<Order>('Order', request, facts);
  const below = order && orderFault(order, facts);
  if (below) return led(step, below);
  const message = (ready?.message ?? '-').replace(/\.$/, '');
  return { object, path: 'status.conditions', notes: [step, note('cert-manager-says', { message })] };
}

/** Undefined: it is fulfilled. */
export function orderFault(order: Order, facts: Facts): Finding | undefined {
  const key = keyOf(order);
  const object = `Order/${key}`;
  const { state = '', reason, url, authorizations = [] } = order.status ?? {};
  if (state === 'valid') return undefined;
  const step = note('at-order', { order: key, state: state || '-' });
  const challenges = challengesOf(order, facts);
  const stands = challenges.map((challenge) => challengeFault(challenge, facts)).find((fault) => fault);
  if (stands) return led(step, stands);
  if (reason)
    return {
      object,
      path: 'status.reason',
      notes: [step, note('cert-manager-says', { message: reason.replace(/\.$/, '') })],
    };
  const { issuerRef, dnsNames = [] } = order.spec;
  if (
    url !== undefined &&
    challenges.length === 0 &&
    authorizations.some(({ initialState }) => initialState !== 'valid')
  ) {
    const issuer = issuerOf(issuerRef, order.metadata.namespace, facts);
    const said = note('no-solver', { names: dnsNames.join(', ') });
    return {
      ...(issuer && { object: `${issuer.kind}/${keyOf(issuer)}`, path: 'spec.acme.solvers' }),
      notes: [step, said],
    };
  }
  return { object, path: 'status', notes: [step, note('authority-decides', {})] };
}
