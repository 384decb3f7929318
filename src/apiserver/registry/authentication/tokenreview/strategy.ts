// Models pkg/registry/authentication/tokenreview: whose token is this?

import type { ApiObject } from '#apimachinery/meta.ts';
import { status } from '#apimachinery/status.ts';
import { API_AUDIENCES } from '../../../authn/authenticator.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { type UserInfo, userInfo } from '../user-info.ts';

interface TokenReview extends ApiObject {
  spec?: { token?: string; audiences?: string[] };
  status?: { authenticated?: boolean; user: UserInfo; audiences?: readonly string[]; error?: string };
}

export const tokenReviewStrategy: Strategy<TokenReview> = {
  resource: 'tokenreviews',
  singular: 'tokenreview',
  kind: 'TokenReview',
  group: 'authentication.k8s.io',
  version: 'v1',
  namespaced: false,
  verbs: ['create'],

  answer(review, { authenticator }) {
    const { token = '', audiences = [] } = review.spec ?? {};
    if (token === '') return status.badRequest('token is required for TokenReview in authentication');
    const verified = authenticator.verify(token, audiences.length > 0 ? audiences : API_AUDIENCES);
    review.status =
      'user' in verified
        ? { authenticated: true, user: userInfo(verified.user), audiences: verified.audiences }
        : { user: {}, error: verified.error };
    return review;
  },
};
