// Models pkg/controller/serviceaccount/tokens_controller.go: fills Secrets of type kubernetes.io/service-account-token.

import type { Secret, ServiceAccount } from '#api/core/types.ts';
import type { Controller } from '../controller.ts';
import { put, remove } from '../requests.ts';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

export interface TokensControllerOptions {
  /** A token that holds as long as the Secret does. */
  issue(account: ServiceAccount, secret: Secret): string;
  /** PEM. Models `--root-ca-file`. */
  readonly rootCa: string;
}

const accountOf = ({ metadata }: Secret): string => `${metadata.namespace}/${metadata.annotations?.[NAME] ?? ''}`;

export function serviceaccounttoken({ issue, rootCa }: TokensControllerOptions): Controller {
  return {
    name: 'serviceaccount-token-controller',
    resources: ['secrets', 'serviceaccounts'],

    keysFor({ resource, object }, cache) {
      const { namespace = '', name } = object.metadata;
      if (resource === 'secrets') return (object as Secret).type === TYPE ? [`${namespace}/${name}`] : [];
      return cache
        .list<Secret>('secrets', namespace)
        .filter((secret) => secret.type === TYPE && accountOf(secret) === `${namespace}/${name}`)
        .map(({ metadata }) => `${namespace}/${metadata.name}`);
    },

    sync(key, cache) {
      const secret = cache.get<Secret>('secrets', key);
      if (secret?.type !== TYPE || secret.metadata.deletionTimestamp) return { requests: [] };
      const account = cache.get<ServiceAccount>('serviceaccounts', accountOf(secret));
      const { annotations = {}, namespace = '' } = secret.metadata;
      const uid = account?.metadata.uid ?? '';
      // A Secret of an account that is gone, or of one of the same name that was there before, opens nothing any more.
      if (!account || (annotations[UID] && annotations[UID] !== uid)) return { requests: [remove('secrets', secret)] };
      const { data = {} } = secret;
      const ca = btoa(rootCa);
      if (annotations[UID] && data['ca.crt'] === ca && data.namespace && data.token) return { requests: [] };
      const filled: Secret = {
        ...secret,
        metadata: { ...secret.metadata, annotations: { ...annotations, [UID]: uid } },
        data: {
          ...data,
          'ca.crt': ca,
          namespace: data.namespace ?? btoa(namespace),
          token: data.token ?? btoa(issue(account, secret)),
        },
      };
      return { requests: [put('secrets', filled)] };
    },
  };
}
