// Models pkg/serviceaccount claims.go and legacy.go: what a service account's token says, and whether it still holds.

import type { ServiceAccount } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { uidFrom } from '#apimachinery/names.ts';
import type { Storage } from '../storage.ts';
import type { SigningKey } from './jwt.ts';
import { serviceAccountGroups, serviceAccountUsername, type User } from './user.ts';

/** Source: kubeadm's `--service-account-issuer`. */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local';
/** Who issued the tokens that stand in Secrets. Source: serviceaccount.LegacyIssuer. */
const LEGACY_ISSUER = 'kubernetes/serviceaccount';

interface Reference {
  readonly name: string;
  readonly uid: string;
}

/** The claim `kubernetes.io`. */
interface PrivateClaims {
  readonly namespace: string;
  readonly node?: Reference;
  readonly pod?: Reference;
  readonly secret?: Reference;
  readonly serviceaccount: Reference;
  /** Seconds since the epoch. */
  readonly warnafter?: number;
}

interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': PrivateClaims;
  readonly nbf: number;
  readonly sub: string;
}

export interface Bound {
  readonly pod?: ApiObject;
  readonly node?: ApiObject;
  readonly secret?: ApiObject;
}

const referenceTo = ({ metadata }: ApiObject): Reference => ({ name: metadata.name, uid: metadata.uid ?? '' });

/** A token for `account`. Two tokens of one second for the same use are one. */
export function boundToken(
  key: SigningKey,
  account: ServiceAccount,
  bound: Bound,
  {
    nowMs,
    seconds,
    audiences,
    warnAfter,
  }: { nowMs: number; seconds: number; audiences: readonly string[]; warnAfter?: number },
): string {
  const { name, namespace = '' } = account.metadata;
  const now = Math.floor(nowMs / 1000);
  const own: PrivateClaims = {
    namespace,
    ...(bound.node && { node: referenceTo(bound.node) }),
    ...(bound.pod && { pod: referenceTo(bound.pod) }),
    ...(bound.secret && { secret: referenceTo(bound.secret) }),
    serviceaccount: referenceTo(account),
    ...(warnAfter && { warnafter: now + warnAfter }),
  };
  const times = { aud: audiences, exp: now + seconds, iat: now };
  const claims: Claims = {
    ...times,
    iss: ISSUER,
    jti: uidFrom(JSON.stringify([times, own])),
    'kubernetes.io': own,
    nbf: now,
    sub: serviceAccountUsername(namespace, name),
  };
  return key.sign(claims);
}

/** The claims of a token that stands in a Secret: it has no end. */
export function legacyClaims(account: ServiceAccount, secret: ApiObject): Readonly<Record<string, string>> {
  const { name, namespace = '', uid = '' } = account.metadata;
  const claim = 'kubernetes.io/serviceaccount';
  return {
    iss: LEGACY_ISSUER,
    [`${claim}/namespace`]: namespace,
    [`${claim}/secret.name`]: secret.metadata.name,
    [`${claim}/service-account.name`]: name,
    [`${claim}/service-account.uid`]: uid,
    sub: serviceAccountUsername(namespace, name),
  };
}

export interface Verified {
  readonly user: User;
  readonly audiences: readonly string[];
}

/** How long a deleted account's or Pod's token is still honoured. Source: jwt.DefaultLeeway. */
const LEEWAY_SECONDS = 60;
const INVALIDATED = { error: 'service account token has been invalidated' };

/** Whose token it is, or why it is nobody's. `error` is empty where the real one has no words either. */
export function verifyToken(
  key: SigningKey,
  token: string,
  audiences: readonly string[],
  nowMs: number,
  storage: Storage,
): Verified | { readonly error: string } {
  const claims = key.verify(token);
  if (claims === 'malformed') return { error: '' };
  if (claims === 'unsigned') return { error: 'go-jose/go-jose: error in cryptographic primitive' };
  if (claims.iss === LEGACY_ISSUER) return verifyLegacy(claims as Record<string, string>, storage);
  if (claims.iss !== ISSUER) return { error: '' };
  const { exp, nbf, jti, aud, 'kubernetes.io': own } = claims as unknown as Claims;
  const now = nowMs / 1000;
  if (now > exp + LEEWAY_SECONDS) return { error: 'service account token has expired' };
  if (now < nbf - LEEWAY_SECONDS) return { error: 'service account token is not valid yet' };
  const shared = aud.filter((a) => audiences.includes(a));
  if (shared.length === 0) {
    const list = (all: readonly string[]): string => `[${all.map((a) => JSON.stringify(a)).join(' ')}]`;
    return { error: `token audiences ${list(aud)} is invalid for the target audiences ${list(audiences)}` };
  }
  const { namespace, serviceaccount, pod, node, secret } = own;
  const account = storage.get<ServiceAccount>('serviceaccounts', `${namespace}/${serviceaccount.name}`);
  if (!account || isOver(account, now)) return INVALIDATED;
  if (account.metadata.uid !== serviceaccount.uid) {
    return { error: `service account UID (${account.metadata.uid}) does not match claim (${serviceaccount.uid})` };
  }
  for (const [resource, reference] of [
    ['pods', pod],
    ['secrets', secret],
  ] as const) {
    if (!reference) continue;
    const object = storage.get(resource, `${namespace}/${reference.name}`);
    if (!object || isOver(object, now)) return INVALIDATED;
    if (object.metadata.uid !== reference.uid) {
      const kind = resource.slice(0, -1);
      return {
        error: `${kind} UID (${object.metadata.uid}) does not match service account ${kind} ref claim (${reference.uid})`,
      };
    }
  }
  const extra = {
    'authentication.kubernetes.io/credential-id': [`JTI=${jti}`],
    ...(node && {
      'authentication.kubernetes.io/node-name': [node.name],
      'authentication.kubernetes.io/node-uid': [node.uid],
    }),
    ...(pod && {
      'authentication.kubernetes.io/pod-name': [pod.name],
      'authentication.kubernetes.io/pod-uid': [pod.uid],
    }),
  };
  return { user: userOf(account, extra), audiences: shared };
}

function verifyLegacy(claims: Record<string, string>, storage: Storage): Verified | { readonly error: string } {
  const claim = (name: string): string => claims[`kubernetes.io/serviceaccount/${name}`] ?? '';
  const namespace = claim('namespace');
  const secret = storage.get(`secrets`, `${namespace}/${claim('secret.name')}`);
  const account = storage.get<ServiceAccount>('serviceaccounts', `${namespace}/${claim('service-account.name')}`);
  if (!secret || secret.metadata.deletionTimestamp || !account || account.metadata.deletionTimestamp)
    return INVALIDATED;
  const uid = claim('service-account.uid');
  if (account.metadata.uid !== uid)
    return { error: `service account UID (${account.metadata.uid}) does not match claim (${uid})` };
  return { user: userOf(account), audiences: [ISSUER] };
}

const isOver = ({ metadata }: ApiObject, now: number): boolean =>
  metadata.deletionTimestamp !== undefined && now > Date.parse(metadata.deletionTimestamp) / 1000 + LEEWAY_SECONDS;

function userOf({ metadata: { name, namespace = '', uid } }: ServiceAccount, extra?: User['extra']): User {
  return {
    name: serviceAccountUsername(namespace, name),
    ...(uid && { uid }),
    groups: serviceAccountGroups(namespace),
    ...(extra && { extra }),
  };
}
