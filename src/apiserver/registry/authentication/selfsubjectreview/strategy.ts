// Models pkg/registry/authentication/selfsubjectreview: who am I?

import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { userInfo } from '../user-info.ts';

export const selfSubjectReviewStrategy: Strategy = {
  resource: 'selfsubjectreviews',
  singular: 'selfsubjectreview',
  kind: 'SelfSubjectReview',
  group: 'authentication.k8s.io',
  version: 'v1',
  namespaced: false,
  verbs: ['create'],

  answer({ apiVersion, kind }, { user, now }) {
    const metadata = { creationTimestamp: timestamp(now()) } as ApiObject['metadata'];
    const review = { kind, apiVersion, metadata, status: { userInfo: userInfo(user) } };
    return review;
  },
};
