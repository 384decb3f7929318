// Orders: what the ACME server is asked for, and the challenges that it sets for it. Models pkg/controller/acmeorders/sync.go of cert-manager 1.18.

import { pki } from '#pki/loader.ts';
import { type ControllerContext, ownerOf, rfc3339 } from '../context.ts';
import { issuerOf } from '../issuer-of.ts';
import { RESOURCES } from '../resources.ts';
import { ACME_API_VERSION, type Issuer } from '../types.ts';
import type { Accounts } from './accounts.ts';
import { type AcmeAnswer, type AcmeClient, type AcmeError, isAcmeError, isRefusal } from './client.ts';
import { hashOf, pickSolver } from './solver-picker.ts';
import { type Challenge, isFailed, isFinal, type Order, type OrderAuthorization, type State } from './types.ts';

const COMPONENT = 'orders';

export function syncOrder(order: Order, context: ControllerContext, accounts: Accounts): void {
  const { status = {}, metadata } = order;
  if (isFailed(status.state) || metadata.deletionTimestamp !== undefined || context.isBusy(order)) return;
  const issuer = issuerOf(order.spec.issuerRef, metadata.namespace ?? 'default', context);
  const client = issuer && accounts.clientOf(issuer);
  if (!client) return;
  const { authorizations = [] } = status;
  if (status.url === undefined) {
    context.work(order, () => place(order, context, client));
  } else if (authorizations.some(({ identifier }) => identifier === undefined)) {
    context.work(order, () => readAuthorizations(order, authorizations, context, client));
  } else if (status.state === 'valid' && status.certificate !== undefined) {
    for (const challenge of challengesOf(order, context)) remove(challenge, context);
  } else proceed(order, issuer, context, client);
}

/** Everything is known of the order: are its challenges there, and how do they stand? */
function proceed(order: Order, issuer: Issuer, context: ControllerContext, client: AcmeClient): void {
  const wanted = wantedChallenges(order, issuer, client);
  if (!wanted) {
    const why = 'no configured challenge solvers can be used for this challenge';
    const text = `Failed to determine a valid solver configuration for the set of domains on the Order: ${why}`;
    context.tellOnce(COMPONENT, order, 'Warning', 'Solver', text);
    return;
  }
  const own = challengesOf(order, context);
  const missing = wanted.filter(({ metadata }) => !own.some((c) => c.metadata.name === metadata.name));
  for (const challenge of missing) create(challenge, order, context);
  if (missing.length > 0) return;
  const state = order.status?.state;
  if (state === 'ready') {
    context.work(order, () => finalize(order, context, client));
    return;
  }
  if (state === 'valid') {
    context.work(order, async () => fetchCertificate(order, await client.read(order.status!.url!), context, client));
    return;
  }
  const anyFailed = own.some((c) => isFailed(c.status?.state));
  if (!anyFailed && !own.every((c) => isFinal(c.status?.state))) return;
  context.work(order, async () => {
    const answer = await client.read(order.status!.url!);
    if (isAcmeError(answer)) return fault(order, 'retrieve Order resource', answer, context);
    const said = String(answer.body.status) as State;
    if (said === 'pending')
      return 'All challenges in a final state, waiting for ACME server to update the status of the order...';
    setState(order, said, context);
    return undefined;
  });
}

async function place(order: Order, context: ControllerContext, client: AcmeClient): Promise<string | undefined> {
  const { commonName, dnsNames = [], ipAddresses = [], duration } = order.spec;
  const names = [...new Set([...dnsNames, ...(commonName ? [commonName] : [])])].sort();
  const answer = await client.post('newOrder', {
    identifiers: [
      ...names.map((value) => ({ type: 'dns', value })),
      ...ipAddresses.map((value) => ({ type: 'ip', value })),
    ],
    ...(duration !== undefined && { notAfter: duration }),
  });
  if (isAcmeError(answer)) return fault(order, 'create Order', answer, context);
  const { authorizations, finalize: finalizeURL, status } = answer.body as Record<string, unknown>;
  setState(order, status as State, context, {
    url: answer.url,
    finalizeURL,
    authorizations: (authorizations as string[]).map((url) => ({ url })),
  });
  return undefined;
}

async function readAuthorizations(
  order: Order,
  authorizations: readonly OrderAuthorization[],
  context: ControllerContext,
  client: AcmeClient,
): Promise<string | undefined> {
  const read: OrderAuthorization[] = [];
  for (const authorization of authorizations) {
    const answer = await client.read(authorization.url);
    if (isAcmeError(answer)) return fault(order, 'fetch authorization', answer, context);
    const {
      identifier,
      status,
      wildcard = false,
      challenges,
    } = answer.body as unknown as {
      readonly identifier: { readonly value: string };
      readonly status: State;
      readonly wildcard?: boolean;
      readonly challenges: NonNullable<OrderAuthorization['challenges']>;
    };
    read.push({
      url: authorization.url,
      identifier: identifier.value,
      wildcard,
      initialState: status,
      challenges: challenges.map(({ type, token, url }) => ({ type, token, url })),
    });
  }
  context.setStatus(order, { authorizations: read });
  return undefined;
}

async function finalize(order: Order, context: ControllerContext, client: AcmeClient): Promise<string | undefined> {
  const der = pki().decodePem(atob(order.spec.request))[0]?.bytes ?? new Uint8Array();
  const answer = await client.postTo(order.status!.finalizeURL!, { csr: pki().base64url(der) });
  if (isAcmeError(answer)) return fault(order, 'finalize Order', answer, context);
  return fetchCertificate(order, answer, context, client);
}

async function fetchCertificate(
  order: Order,
  answer: AcmeAnswer | AcmeError,
  context: ControllerContext,
  client: AcmeClient,
): Promise<string | undefined> {
  if (isAcmeError(answer)) return fault(order, 'retrieve Order resource', answer, context);
  const chain = await client.read(String(answer.body.certificate));
  if (isAcmeError(chain)) return fault(order, 'retrieve signed certificate', chain, context);
  setState(order, 'valid', context, { certificate: btoa(chain.response.body) });
  context.tell(COMPONENT, order, 'Normal', 'Complete', 'Order completed successfully');
  return undefined;
}

/** What the server refuses for good ends the order; else it is tried again. */
function fault(order: Order, what: string, error: AcmeError, context: ControllerContext): string | undefined {
  if (!isRefusal(error)) return error.text;
  setState(order, 'errored', context, { reason: `Failed to ${what}: ${error.text}` });
  return undefined;
}

function setState(order: Order, state: State, context: ControllerContext, more: object = {}): void {
  context.setStatus(order, { ...more, state, ...(isFailed(state) && { failureTime: rfc3339(context.now()) }) });
}

const challengesOf = ({ metadata }: Order, { cache }: ControllerContext): readonly Challenge[] =>
  cache.controlled<Challenge>(RESOURCES.challenges, metadata.uid ?? '');

/** Undefined: no solver can be used for one of them. What was valid from the beginning needs none. */
function wantedChallenges(order: Order, issuer: Issuer, client: AcmeClient): readonly Challenge[] | undefined {
  const { spec, metadata } = order;
  const challenges: Challenge[] = [];
  for (const authorization of order.status?.authorizations ?? []) {
    if (authorization.initialState === 'valid') continue;
    const picked = pickSolver(authorization, issuer.spec.acme?.solvers ?? [], order);
    if (!picked) return undefined;
    const own = {
      authorizationURL: authorization.url,
      dnsName: authorization.identifier ?? '',
      issuerRef: spec.issuerRef,
      key: client.keyAuthorization(picked.challenge.token),
      solver: overridden(picked.solver, metadata.annotations),
      token: picked.challenge.token,
      type: picked.challenge.type === 'http-01' ? ('HTTP-01' as const) : ('DNS-01' as const),
      url: picked.challenge.url,
      wildcard: authorization.wildcard ?? false,
    };
    challenges.push({
      apiVersion: ACME_API_VERSION,
      kind: 'Challenge',
      metadata: {
        name: `${metadata.name}-${hashOf([own.url, own.dnsName, own.type])}`,
        namespace: metadata.namespace ?? 'default',
        finalizers: ['acme.cert-manager.io/finalizer'],
        ownerReferences: [ownerOf(order)],
      },
      spec: own,
    });
  }
  return challenges;
}

/** Annotations of the Certificate take the place of what the solver says of its Ingress. */
function overridden(
  solver: Challenge['spec']['solver'],
  annotations: Readonly<Record<string, string>> = {},
): Challenge['spec']['solver'] {
  const ingress = solver.http01?.ingress;
  const name = annotations['acme.cert-manager.io/http01-override-ingress-name'];
  const kind = annotations['acme.cert-manager.io/http01-override-ingress-class'];
  if (!ingress || (name === undefined && kind === undefined)) return solver;
  const { class: _class, ingressClassName: _own, name: _name, ...rest } = ingress;
  return { ...solver, http01: { ingress: { ...rest, ...(name === undefined ? { class: kind! } : { name }) } } };
}

function create(challenge: Challenge, order: Order, context: ControllerContext): void {
  const { namespace, name } = challenge.metadata;
  const collection = `/apis/${ACME_API_VERSION}/namespaces/${namespace}/challenges`;
  if (!context.ask('POST', collection, challenge as never)) return;
  const domain = JSON.stringify(challenge.spec.dnsName);
  const text = `Created Challenge resource ${JSON.stringify(name)} for domain ${domain}`;
  context.tell(COMPONENT, order, 'Normal', 'Created', text);
}

function remove({ metadata: { namespace, name, deletionTimestamp } }: Challenge, context: ControllerContext): void {
  if (deletionTimestamp !== undefined) return;
  context.ask('DELETE', `/apis/${ACME_API_VERSION}/namespaces/${namespace}/challenges/${name}`);
}
