// Models authentication.k8s.io and authorization.k8s.io: questions that are answered at once and never stored.
// Portolan does not simulate authorization: whoever is let in may do everything.

import type { User } from './registry/rest/scope.ts';

export interface Review {
  readonly group: string;
  readonly version: 'v1';
  readonly resource: string;
  readonly kind: string;
  answer(spec: unknown, user: User): unknown;
}

const EVERYTHING = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

const authorization = (resource: string, kind: string, answer: unknown): Review => ({
  group: 'authorization.k8s.io',
  version: 'v1',
  resource,
  kind,
  answer: () => answer,
});

export const REVIEWS: readonly Review[] = [
  authorization('selfsubjectaccessreviews', 'SelfSubjectAccessReview', { allowed: true }),
  authorization('selfsubjectrulesreviews', 'SelfSubjectRulesReview', EVERYTHING),
  authorization('subjectaccessreviews', 'SubjectAccessReview', { allowed: true }),
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    resource: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    answer: (_spec, { name, groups }) => ({
      userInfo: { username: name, groups: [...groups, 'system:authenticated'] },
    }),
  },
];
