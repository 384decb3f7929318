// Models apiserver/pkg/authentication/user: who asks.

export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const ALL_AUTHENTICATED = 'system:authenticated';
export const ALL_UNAUTHENTICATED = 'system:unauthenticated';
/** May do everything, whatever the roles say. */
export const MASTERS = 'system:masters';

export const ANONYMOUS: User = { name: 'system:anonymous', groups: [ALL_UNAUTHENTICATED] };

/** Who has proved a name is in `system:authenticated` too. Source: authentication/group AuthenticatedGroupAdder. */
export function authenticated(user: User): User {
  const { groups } = user;
  if (groups.includes(ALL_AUTHENTICATED) || groups.includes(ALL_UNAUTHENTICATED)) return user;
  return { ...user, groups: [...groups, ALL_AUTHENTICATED] };
}

const SERVICE_ACCOUNT = 'system:serviceaccount:';

export const serviceAccountUsername = (namespace: string, name: string): string =>
  `${SERVICE_ACCOUNT}${namespace}:${name}`;

/** Source: serviceaccount.MakeGroupNames. */
export const serviceAccountGroups = (namespace: string): string[] => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespace}`,
];

/** Undefined for a username that is no service account's. Source: serviceaccount.SplitUsername. */
export function splitServiceAccount(username: string): { namespace: string; name: string } | undefined {
  if (!username.startsWith(SERVICE_ACCOUNT)) return undefined;
  const [namespace = '', name = '', ...rest] = username.slice(SERVICE_ACCOUNT.length).split(':');
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}
