// Requests of ACME issuers: each has an Order, and waits for it. Models pkg/controller/certificaterequests/acme of cert-manager 1.18.

import { pki } from '#pki/loader.ts';
import { hashOf } from '../acme/solver-picker.ts';
import { isFailed, type Order } from '../acme/types.ts';
import { type ControllerContext, ownerOf } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { ACME_API_VERSION, type CertificateRequest, type Issuer } from '../types.ts';
import type { Outcome } from './requests.ts';

export function askAcme(request: CertificateRequest, issuer: Issuer, context: ControllerContext): Outcome {
  const wanted = orderFor(request, issuer);
  if ('failed' in wanted) return wanted;
  const { namespace = 'default', name } = wanted.metadata;
  const order = context.get<Order>(RESOURCES.orders, namespace, name);
  if (!order) {
    const collection = `/apis/${ACME_API_VERSION}/namespaces/${namespace}/orders`;
    const shown = `${namespace}/${name}`;
    return context.ask('POST', collection, wanted as never)
      ? { reason: 'OrderCreated', pending: `Created Order resource ${shown}` }
      : { reason: 'OrderCreatingError', pending: `Failed create new order resource ${shown}` };
  }
  const { state = '', reason = '', certificate } = order.status ?? {};
  if (isFailed(state)) {
    const why = `order is in ${JSON.stringify(state)} state: ${reason}`;
    return {
      reason: 'OrderFailed',
      failed: `Failed to wait for order resource ${JSON.stringify(name)} to become ready: ${why}`,
    };
  }
  if (state !== 'valid' || certificate === undefined)
    return {
      reason: 'OrderPending',
      pending: `Waiting on certificate issuance from order ${namespace}/${name}: ${JSON.stringify(state)}`,
    };
  return { certificate };
}

function orderFor(request: CertificateRequest, issuer: Issuer): Order | Extract<Outcome, { failed: string }> {
  const { metadata, spec } = request;
  const csr = pki().parseRequest(atob(spec.request));
  if (!csr)
    return {
      reason: 'RequestParsingError',
      failed: 'Failed to decode CSR in spec.request: error decoding certificate request PEM block',
    };
  const names = (type: string): string[] =>
    (csr.alternativeNames ?? []).filter((n) => n.type === type).map(({ value }) => value);
  const [dnsNames, ipAddresses] = [names('dns'), names('ip')];
  const commonName = pki().commonName(csr.subject) ?? '';
  if (commonName !== '' && ![...dnsNames, ...ipAddresses].includes(commonName))
    return {
      reason: 'InvalidOrder',
      failed: `The CSR PEM requests a commonName that is not present in the list of dnsNames or ipAddresses. If a commonName is set, ACME requires that the value is also present in the list of dnsNames or ipAddresses: ${JSON.stringify(commonName)} does not exist in [${dnsNames.join(' ')}] or [${ipAddresses.join(' ')}]`,
    };
  const named = {
    issuerRef: spec.issuerRef,
    ...(commonName !== '' && { commonName }),
    ...(dnsNames.length > 0 && { dnsNames }),
    ...(ipAddresses.length > 0 && { ipAddresses }),
    ...(issuer.spec.acme?.enableDurationFeature && spec.duration !== undefined && { duration: spec.duration }),
  };
  return {
    apiVersion: ACME_API_VERSION,
    kind: 'Order',
    metadata: {
      name: `${metadata.name}-${hashOf(named)}`,
      namespace: metadata.namespace ?? 'default',
      ...(metadata.labels && { labels: metadata.labels }),
      ...(metadata.annotations && { annotations: metadata.annotations }),
      ownerReferences: [ownerOf(request)],
    },
    spec: { request: spec.request, ...named },
  };
}
