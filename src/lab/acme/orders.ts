// Orders of an ACME authority: what is asked for, what has to be shown for it, and the certificate in the end.
// Models ra/ra.go of Boulder: NewOrder, FinalizeOrder; its certificates are those of the profile "classic".
// Differs: one intermediate signs, whatever kind of key is certified; nothing goes to a log of Certificate Transparency.

import { pki } from '#pki/loader.ts';
import type { PublicAuthority } from '#pki/public-authorities.ts';
import { nameFault, registeredDomain } from './identifiers.ts';
import { LIMITS, refusalOf, type Spending, spend } from './rate-limits.ts';
import type { Account, AcmeState, Authorization, Challenge, Order, Problem } from './state.ts';
import { problem } from './state.ts';

const DAY_MS = 86_400_000;
/** Source: Boulder's pendingAuthorizationLifetimeDays and orderLifetime: a week; authorizationLifetimeDays: thirty. */
const PENDING_MS = 7 * DAY_MS;
export const AUTHORIZED_MS = 30 * DAY_MS;

export interface OrderBook {
  readonly state: AcmeState;
  readonly environment: 'production' | 'staging';
  now(): number;
  /** Chance. A Challenge is called after what is drawn here. */
  names(): number;
}

export const isRefusal = (value: Order | Problem | string): value is Problem =>
  typeof value !== 'string' && 'detail' in value;

export function placeOrder(book: OrderBook, account: Account, given: readonly string[]): Order | Problem {
  const { state } = book;
  const names = [...new Set(given.map((name) => name.toLowerCase()))].sort();
  if (names.length === 0) return problem('malformed', 'NewOrder request did not specify any identifiers');
  if (names.length > 100) return problem('malformed', 'Order cannot contain more than 100 identifiers');
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined)
      return problem(
        'rejectedIdentifier',
        `Invalid identifiers requested :: Cannot issue for ${JSON.stringify(name)}: ${fault}`,
      );
  }
  const refused = limited(book, account, names);
  if (refused) return refused;
  if (!state.issued.includes(names.join(',')))
    spend({ name: 'orders', key: String(account.id) }, state.buckets, LIMITS[book.environment], book.now());
  const authorizations = names.map((name) => authorizationFor(book, account, name));
  const order: Order = {
    id: state.nextId++,
    account: account.id,
    names,
    authorizations: authorizations.map(({ id }) => id),
    expiresMs: book.now() + PENDING_MS,
    status: authorizations.every(({ status }) => status === 'valid') ? 'ready' : 'pending',
  };
  state.orders.push(order);
  return order;
}

/** In the order in which Boulder checks them. A renewal, the same names again, counts against its own set only. */
function limited(
  { state, environment, now }: OrderBook,
  { id }: Account,
  names: readonly string[],
): Problem | undefined {
  const set = names.join(',');
  const isRenewal = state.issued.includes(set);
  const spendings: Spending[] = [
    ...(isRenewal ? [] : [{ name: 'orders', key: String(id) } as const]),
    ...names.map((name): Spending => ({ name: 'failures', key: `${id}/${bare(name)}`, shown: bare(name) })),
    ...(isRenewal
      ? []
      : [...new Set(names.map(registeredDomain))].map((domain): Spending => ({ name: 'domain', key: domain }))),
    { name: 'set', key: set },
  ];
  for (const spending of spendings) {
    const refusal = refusalOf(spending, state.buckets, LIMITS[environment], now());
    if (refusal) return problem('rateLimited', refusal.detail, 429);
  }
  return undefined;
}

const bare = (name: string): string => name.replace(/^\*\./, '');

/** A name that this account has shown to be its own lately need not be shown again. */
function authorizationFor(book: OrderBook, account: Account, name: string): Authorization {
  const { state, names } = book;
  const wildcard = name.startsWith('*.');
  const known = state.authorizations.find(
    (a) =>
      a.account === account.id &&
      a.name === bare(name) &&
      a.wildcard === wildcard &&
      (a.status === 'valid' || a.status === 'pending') &&
      a.expiresMs > book.now() + DAY_MS,
  );
  if (known) return known;
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(names() * 256));
  const { base64url } = pki();
  const token = base64url(bytes(32));
  const types: readonly Challenge['type'][] = wildcard ? ['dns-01'] : ['tls-alpn-01', 'dns-01', 'http-01'];
  const made: Authorization = {
    id: state.nextId++,
    account: account.id,
    name: bare(name),
    wildcard,
    challenges: types.map((type) => ({ type, id: base64url(bytes(4)), token, status: 'pending' })),
    status: 'pending',
    expiresMs: book.now() + PENDING_MS,
  };
  state.authorizations.push(made);
  return made;
}

/** The order follows its authorizations. */
export function updateOrders(state: AcmeState): void {
  for (const order of state.orders) {
    if (order.status !== 'pending') continue;
    const all = order.authorizations.map((id) => state.authorizations.find((a) => a.id === id)!);
    if (all.some(({ status }) => status === 'invalid' || status === 'deactivated')) order.status = 'invalid';
    else if (all.every(({ status }) => status === 'valid')) order.status = 'ready';
  }
}

/** @param der The request, as DER. */
export function finalize(book: OrderBook, order: Order, der: Uint8Array): Problem | undefined {
  const { state, environment } = book;
  if (order.status !== 'ready')
    return problem(
      'orderNotReady',
      `Order's status (${JSON.stringify(order.status)}) is not acceptable for finalization`,
      403,
    );
  const request = pki().parseRequest(pki().encodePem('CERTIFICATE REQUEST', der));
  if (!request)
    return problem(
      'badCSR',
      'Error parsing certificate request. Extensions in the CSR marked critical can cause this error: asn1: structure error',
    );
  if (!request.isGenuine) return problem('badCSR', 'Error finalizing order :: invalid signature on CSR');
  const common = pki().commonName(request.subject);
  const asked = [
    ...(request.alternativeNames ?? []).filter(({ type }) => type === 'dns').map(({ value }) => value.toLowerCase()),
    ...(common ? [common.toLowerCase()] : []),
  ];
  const names = [...new Set(asked)].sort();
  if (names.join(',') !== order.names.join(','))
    return problem('badCSR', `Error finalizing order :: CSR does not specify same identifiers as Order`);
  const limits = LIMITS[environment];
  const set = order.names.join(',');
  if (!state.issued.includes(set)) {
    for (const domain of new Set(order.names.map(registeredDomain)))
      spend({ name: 'domain', key: domain }, state.buckets, limits, book.now());
    state.issued.push(set);
  }
  spend({ name: 'set', key: set }, state.buckets, limits, book.now());
  const serial = serialOf(book);
  const by: PublicAuthority = environment === 'staging' ? 'staging' : 'letsencrypt';
  state.certificates[serial] = pki().leafBy(by, {
    serial,
    names: order.names,
    publicKey: request.publicKey,
    // Source: Boulder's backdate of an hour, and a validity of 7,776,000 s with both ends.
    notBeforeMs: book.now() - 3_600_000,
    notAfterMs: book.now() - 3_600_000 + 90 * DAY_MS - 1000,
  });
  order.certificate = serial;
  order.status = 'valid';
  return undefined;
}

function serialOf({ names }: OrderBook): string {
  const bytes = Array.from({ length: 17 }, () => Math.floor(names() * 256));
  return [0x04, ...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}
