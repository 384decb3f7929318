// How accounts, orders, authorizations and challenges look to a client, and where they are. Source: RFC 8555, 7.1.

import type { HttpHeaders } from '#machine/http.ts';
import type { Account, Authorization, Challenge, Order, Problem } from './state.ts';

export interface Answer {
  /** Default 200. */
  readonly status?: number;
  readonly body: object | string;
  readonly headers?: HttpHeaders;
}

export const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const urlAt = (host: string, path: string): string => `https://${host}${path}`;
export const accountUrl = (host: string, { id }: Account): string => urlAt(host, `/acme/acct/${id}`);
export const orderUrl = (host: string, { account, id }: Order): string => urlAt(host, `/acme/order/${account}/${id}`);
export const authorizationUrl = (
  host: string,
  { account, id }: { readonly account: number; readonly id: number },
): string => urlAt(host, `/acme/authz/${account}/${id}`);

export const shownAccount = ({ contact, createdMs, status }: Account): object => ({
  ...(contact.length > 0 && { contact }),
  createdAt: rfc3339(createdMs),
  status,
});

export const shownOrder = (host: string, order: Order): object => ({
  status: order.status,
  expires: rfc3339(order.expiresMs),
  identifiers: order.names.map((value) => ({ type: 'dns', value })),
  authorizations: order.authorizations.map((id) => authorizationUrl(host, { id, account: order.account })),
  finalize: urlAt(host, `/acme/finalize/${order.account}/${order.id}`),
  ...(order.certificate !== undefined && { certificate: urlAt(host, `/acme/cert/${order.certificate}`) }),
});

export const shownAuthorization = (host: string, authorization: Authorization): object => ({
  identifier: { type: 'dns', value: authorization.name },
  status: authorization.status,
  expires: rfc3339(authorization.expiresMs),
  // What was not tried is of no use once the rest is decided.
  challenges: authorization.challenges
    .filter(({ status }) => authorization.status === 'pending' || status !== 'pending')
    .map((challenge) => shownChallenge(host, authorization, challenge)),
  ...(authorization.wildcard && { wildcard: true }),
});

export const shownChallenge = (
  host: string,
  { account, id }: Authorization,
  { type, token, status, id: name, validatedMs, error }: Challenge,
): object => ({
  type,
  url: urlAt(host, `/acme/chall/${account}/${id}/${name}`),
  status,
  ...(validatedMs !== undefined && { validated: rfc3339(validatedMs) }),
  ...(error && { error: shownProblem(error) }),
  token,
});

export const shownProblem = ({ type, detail, status }: Problem): object => ({
  type: `urn:ietf:params:acme:error:${type}`,
  detail,
  status,
});

export const failure = (fault: Problem): Answer => ({
  status: fault.status,
  body: shownProblem(fault),
  headers: [['Content-Type', 'application/problem+json']],
});
