// Models pkg/registry/core/serviceaccount/strategy.go.

import type { ServiceAccount } from '#api/core/types.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { tokenSubresource } from './token.ts';

const MOUNTABLE = 'kubernetes.io/enforce-mountable-secrets';

export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  kind: 'ServiceAccount',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['sa'],
  returnDeletedObject: true,
  warnings({ metadata }, old) {
    const isNew =
      metadata.annotations?.[MOUNTABLE] !== undefined && old?.metadata.annotations?.[MOUNTABLE] === undefined;
    const why = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
    return isNew ? [`metadata.annotations[${MOUNTABLE}]: ${why}`] : [];
  },
  subresources: { token: tokenSubresource },
  columns: [
    nameColumn,
    text(
      'Secrets',
      'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use. Pods are only limited to this list if this service account has a "kubernetes.io/enforce-mountable-secrets" annotation set to "true". The "kubernetes.io/enforce-mountable-secrets" annotation is deprecated since v1.32. Prefer separate namespaces to isolate access to mounted secrets. This field should not be used to find auto-generated service account token secrets for use outside of pods. Instead, tokens can be requested directly using the TokenRequest API, or service account token secrets can be manually created. More info: https://kubernetes.io/docs/concepts/configuration/secret',
      ({ secrets = [] }) => secrets.length,
    ),
    ageColumn,
  ],
};
