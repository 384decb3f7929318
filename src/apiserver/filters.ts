// Models DefaultBuildHandlerChain of apiserver/pkg/server/config.go: authentication, impersonation, authorization, in this order.

import { reply, status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { Authenticator } from './authn/authenticator.ts';
import { impersonationOf } from './authn/impersonation.ts';
import { authenticated, type User } from './authn/user.ts';
import { actionOf } from './authz/attributes.ts';
import type { Authorizer } from './authz/authorizer.ts';
import { forbidden } from './authz/forbidden.ts';
import { connects, notAllowed } from './registry/core/proxy/way.ts';

export interface Admitted {
  readonly user: User;
  /** Without credentials: nobody behind the API server is to see them. */
  readonly request: ApiRequest;
}

/**
 * As whom the request goes on, or the refusal.
 *
 * @param known Who is at the other end of the connection, when that has been proved already; else the request's own credentials count.
 */
export function admitted(
  request: ApiRequest,
  known: User | undefined,
  authenticator: Authenticator,
  authorizer: Authorizer,
): Admitted | { readonly refused: ApiResponse } {
  const requester = known ? authenticated(known) : authenticator.authenticate(request);
  if (!requester) return { refused: reply(status.unauthorized()) };
  const impersonation = impersonationOf(request.headers ?? {});
  if (impersonation && 'error' in impersonation) return { refused: internalError(request.path, impersonation.error) };
  for (const action of impersonation?.actions ?? []) {
    const attributes = { ...action, user: requester };
    const { allowed, reason } = authorizer.authorize(attributes);
    if (!allowed) return { refused: reply(forbidden(attributes, reason)) };
  }
  const user = impersonation?.user ?? requester;
  const attributes = { ...actionOf(request), user };
  const { allowed, reason } = authorizer.authorize(attributes);
  if (allowed) return { user, request: withoutCredentials(request) };
  const refusal = forbidden(attributes, reason);
  return { refused: connects(attributes) ? notAllowed(refusal, attributes) : reply(refusal) };
}

function withoutCredentials(request: ApiRequest): ApiRequest {
  const names = Object.keys(request.headers ?? {});
  const secret = (name: string): boolean => name === 'authorization' || name.startsWith('impersonate-');
  if (!names.some(secret)) return request;
  const kept = names.filter((name) => !secret(name)).map((name) => [name, request.headers![name]!]);
  return { ...request, headers: Object.fromEntries(kept) };
}

/** Plain text: this early no Status is written. Source: responsewriters.InternalError. */
const internalError = (path: string, error: string): ApiResponse => ({
  code: 500,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: `Internal Server Error: ${JSON.stringify(path)}: ${error}\n`,
});
