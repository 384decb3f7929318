// Models pkg/registry/authorization/selfsubjectrulesreview: what may I do here?

import type { PolicyRule } from '#api/rbac/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { status } from '#apimachinery/status.ts';
import type { Strategy } from '../../rest/strategy.ts';

interface SelfSubjectRulesReview extends ApiObject {
  spec?: { namespace?: string };
  status?: {
    resourceRules: Omit<PolicyRule, 'nonResourceURLs'>[];
    nonResourceRules: Pick<PolicyRule, 'verbs' | 'nonResourceURLs'>[];
    incomplete: boolean;
    evaluationError?: string;
  };
}

export const selfSubjectRulesReviewStrategy: Strategy<SelfSubjectRulesReview> = {
  resource: 'selfsubjectrulesreviews',
  singular: 'selfsubjectrulesreview',
  kind: 'SelfSubjectRulesReview',
  group: 'authorization.k8s.io',
  version: 'v1',
  namespaced: false,
  verbs: ['create'],

  answer({ apiVersion, kind, spec }, { user, authorizer }) {
    if (!spec?.namespace) return status.badRequest('no namespace on request');
    const { rules, incomplete, error } = authorizer.rules(user, spec.namespace);
    const review: SelfSubjectRulesReview = {
      kind,
      apiVersion,
      metadata: {} as ApiObject['metadata'],
      spec: {},
      status: {
        resourceRules: rules
          .filter(({ resources }) => resources?.length)
          .map(({ verbs, apiGroups, resources, resourceNames }) => ({
            verbs: verbs ?? [],
            ...(apiGroups && { apiGroups }),
            ...(resources && { resources }),
            ...(resourceNames && { resourceNames }),
          })),
        nonResourceRules: rules
          .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
          .map(({ verbs, nonResourceURLs }) => ({ verbs: verbs ?? [], nonResourceURLs: nonResourceURLs! })),
        incomplete,
        ...(error && { evaluationError: error }),
      },
    };
    return review;
  },
};
