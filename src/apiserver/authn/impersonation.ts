// Models apiserver/pkg/endpoints/filters/impersonation.go: acting as somebody else, where that is allowed.

import type { Action } from '../authz/attributes.ts';
import { onResource } from '../authz/attributes.ts';
import {
  ALL_AUTHENTICATED,
  ALL_UNAUTHENTICATED,
  ANONYMOUS,
  serviceAccountGroups,
  splitServiceAccount,
  type User,
} from './user.ts';

export interface Impersonation {
  /** What the requester must be allowed to do, each by itself. */
  readonly actions: readonly Action[];
  readonly user: User;
}

const EXTRA = 'impersonate-extra-';
const AUTHENTICATION = { group: 'authentication.k8s.io', version: 'v1' };

/** Several headers of one name are one, a line each. */
const lines = (value: string | undefined): string[] => (value ? value.split('\n') : []);

/** Undefined when nobody is impersonated. Values of one header are joined by newlines. */
export function impersonationOf(
  headers: Readonly<Record<string, string>>,
): Impersonation | { readonly error: string } | undefined {
  const name = headers['impersonate-user'] ?? '';
  const uid = headers['impersonate-uid'] ?? '';
  const given = lines(headers['impersonate-group']);
  const extra: Record<string, string[]> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (header.startsWith(EXTRA)) extra[unescapeKey(header.slice(EXTRA.length))] = lines(value);
  }
  const extras = Object.entries(extra).flatMap(([key, values]) => values.map((value) => [key, value] as const));
  if (!name) {
    const asked = [
      ...given.map((group) => `{Group  ${group}    }`),
      ...extras.map(([key, value]) => `{UserExtra  ${value}  authentication.k8s.io/v1  ${key}}`),
      ...(uid ? [`{UID  ${uid}  authentication.k8s.io/v1  }`] : []),
    ];
    return asked.length === 0 ? undefined : { error: `requested [${asked.join(' ')}] without impersonating a user` };
  }
  const account = splitServiceAccount(name);
  const impersonate = (resource: string, more: Partial<Action>): Action =>
    onResource({ verb: 'impersonate', version: 'v1', resource, ...more });
  const actions = [
    account ? impersonate('serviceaccounts', account) : impersonate('users', { name }),
    ...given.map((group) => impersonate('groups', { name: group })),
    ...extras.map(([key, value]) => impersonate('userextras', { ...AUTHENTICATION, subresource: key, name: value })),
    ...(uid ? [impersonate('uids', { ...AUTHENTICATION, name: uid })] : []),
  ];
  const groups = given.length === 0 && account ? serviceAccountGroups(account.namespace) : given;
  if (!groups.includes(ALL_AUTHENTICATED) && !groups.includes(ALL_UNAUTHENTICATED))
    groups.push(name === ANONYMOUS.name ? ALL_UNAUTHENTICATED : ALL_AUTHENTICATED);
  return { actions, user: { name, ...(uid && { uid }), groups, ...(extras.length > 0 && { extra }) } };
}

/** Source: unescapeExtraKey. */
function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
