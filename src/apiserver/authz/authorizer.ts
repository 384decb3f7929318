// Models kube-apiserver --authorization-mode=Node,RBAC: one after the other, and whoever is in system:masters before them.

import type { PolicyRule } from '#api/rbac/types.ts';
import { MASTERS, type User } from '../authn/user.ts';
import type { Storage } from '../storage.ts';
import type { Attributes } from './attributes.ts';
import { nodeAuthorizer, nodeNameOf } from './node.ts';
import { aggregate, rbac } from './rbac.ts';
import { rulesFor } from './rules.ts';

export interface Decision {
  /** False: no opinion. Nobody here denies outright. */
  readonly allowed: boolean;
  /** Empty where there is none. */
  readonly reason: string;
}

/** As `--authorization-mode` names it; AlwaysAllow is its default. */
export type AuthorizationMode = 'AlwaysAllow' | 'Node,RBAC';

export interface Authorizer {
  authorize(attributes: Attributes): Decision;
  /** What somebody may do in a namespace, as far as it can be listed. */
  rules(
    user: User,
    namespace: string,
  ): { readonly rules: readonly PolicyRule[]; readonly incomplete: boolean; readonly error?: string };
}

const ALWAYS_ALLOW: Authorizer = {
  authorize: () => ({ allowed: true, reason: '' }),
  rules: () => ({
    rules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ],
    incomplete: false,
  }),
};

export function authorizerFor(mode: AuthorizationMode, storage: Storage): Authorizer {
  if (mode === 'AlwaysAllow') return ALWAYS_ALLOW;
  return {
    authorize(attributes) {
      if (attributes.user.groups.includes(MASTERS)) return { allowed: true, reason: '' };
      const node = nodeAuthorizer(attributes, storage);
      if (node.allowed) return node;
      const decision = rbac(attributes, storage);
      if (decision.allowed) return decision;
      return { allowed: false, reason: [node.reason, decision.reason].filter(Boolean).join('\n') };
    },

    rules(user, namespace) {
      const found = [...rulesFor(user, namespace, storage)];
      const isNode = nodeNameOf(user) !== undefined;
      const errors = [
        ...(isNode ? ['node authorizer does not support user rule resolution'] : []),
        ...found.flatMap((f) => ('error' in f ? [f.error] : [])),
      ];
      return {
        rules: found.flatMap((f) => ('rule' in f ? [f.rule] : [])),
        incomplete: isNode,
        ...(errors.length > 0 && { error: aggregate(errors) }),
      };
    },
  };
}
