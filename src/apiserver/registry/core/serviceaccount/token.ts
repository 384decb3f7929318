// Models pkg/registry/core/serviceaccount/storage/token.go: a token for an account, bound to what it is for.

import type { Pod, ServiceAccount } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { API_AUDIENCES } from '../../../authn/authenticator.ts';
import { type Bound, boundToken } from '../../../authn/service-account.ts';
import { trackFields } from '../../rest/managed-fields.ts';
import type { ServerContext, Strategy, SubresourceHandler } from '../../rest/strategy.ts';

interface TokenRequest extends ApiObject {
  spec?: {
    audiences?: readonly string[];
    expirationSeconds?: number;
    boundObjectRef?: { kind?: string; apiVersion?: string; name?: string; uid?: string } | null;
  };
  status?: { token: string; expirationTimestamp: string };
}

const KIND = { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1' } as const;
const strategy: Strategy<TokenRequest> = {
  ...KIND,
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  namespaced: true,
};

/** Source: SetDefaults_TokenRequestSpec. */
const DEFAULT_SECONDS = 3600;
/** What the ServiceAccount admission plugin projects into every Pod: such a token lives longer than was asked. */
const WARN_ONLY_SECONDS = 3607;
/** How long it lives then: a year. Source: pkg/serviceaccount ExpirationExtensionSeconds. */
const EXTENDED_SECONDS = 24 * 365 * 3600;

export const tokenSubresource: SubresourceHandler = {
  ...KIND,
  verbs: ['create'],
  takesObject: true,

  handle(request, { namespace, name, query }, context, given) {
    const asked = given as TokenRequest;
    const warn = (): void => undefined;
    const where = { namespace, name, subresource: 'token', query, request, user: context.user, warn };
    const scope = { ...where, strategy, context, resource: 'serviceaccounts', apiVersion: 'authentication.k8s.io/v1' };
    const misnamed = validateNames(asked, namespace, name);
    if (misnamed.length > 0) return reply(status.invalid(KIND.kind, KIND.group, name, misnamed));
    const account = context.storage.get<ServiceAccount>('serviceaccounts', `${namespace}/${name}`);
    if (!account) return reply(status.notFound('serviceaccounts', '', name));
    const managedFields = trackFields(scope, asked, undefined);
    return issue(asked, account, managedFields, context);
  },
};

function validateNames({ metadata }: TokenRequest, namespace: string, name: string): FieldError[] {
  const errors: FieldError[] = [];
  const given = metadata as Partial<ApiObject['metadata']>;
  if (given.name && given.name !== name)
    errors.push(field.invalid('metadata.name', given.name, 'must match the service account name if specified'));
  if (given.namespace && given.namespace !== namespace) {
    const why = 'must match the service account namespace if specified';
    errors.push(field.invalid('metadata.namespace', given.namespace, why));
  }
  return errors;
}

function issue(
  asked: TokenRequest,
  account: ServiceAccount,
  managedFields: NonNullable<ApiObject['metadata']['managedFields']>,
  context: ServerContext,
): ApiResponse {
  const { name, namespace = '' } = account.metadata;
  const spec = { ...asked.spec };
  const audiences = spec.audiences?.length ? spec.audiences : API_AUDIENCES;
  const expirationSeconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
  const at = 'spec.expirationSeconds';
  if (expirationSeconds < 600 || expirationSeconds > 2 ** 32) {
    const why = expirationSeconds < 600 ? 'less than 10 minutes' : 'larger than 2^32 seconds';
    const error = field.invalid(at, expirationSeconds, `may not specify a duration ${why}`);
    return reply(status.invalid(KIND.kind, KIND.group, '', [error]));
  }
  const bound = boundObject(spec.boundObjectRef, account, context);
  if (isStatus(bound)) return reply(bound);
  const ours = audiences.every((a) => API_AUDIENCES.includes(a));
  const extended = bound.pod !== undefined && ours && expirationSeconds === WARN_ONLY_SECONDS;
  const nowMs = context.now();
  const token = boundToken(context.authenticator.key, account, bound, {
    nowMs,
    audiences,
    seconds: extended ? EXTENDED_SECONDS : expirationSeconds,
    ...(extended && { warnAfter: expirationSeconds }),
  });
  const body = {
    kind: KIND.kind,
    apiVersion: asked.apiVersion,
    metadata: {
      name,
      namespace,
      creationTimestamp: timestamp(nowMs),
      ...(managedFields.length > 0 && { managedFields }),
    },
    spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token, expirationTimestamp: timestamp(nowMs + expirationSeconds * 1000) },
  };
  return { code: 201, body };
}

/** What the token ends with. */
function boundObject(
  ref: NonNullable<TokenRequest['spec']>['boundObjectRef'],
  account: ServiceAccount,
  { storage }: ServerContext,
): Bound | Status {
  if (!ref) return {};
  const { kind = '', apiVersion = '', name = '', uid = '' } = ref;
  const { namespace } = account.metadata;
  const changed = (object: ApiObject): Status | undefined =>
    uid === '' || uid === object.metadata.uid
      ? undefined
      : status.conflict(
          kind,
          '',
          name,
          `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
        );
  const core = apiVersion === 'v1';
  if (core && kind === 'Pod') {
    const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
    if (!pod) return status.notFound('pods', '', name);
    const { serviceAccountName, nodeName } = pod.spec;
    if (serviceAccountName !== account.metadata.name) {
      return status.badRequest(
        `cannot bind token for serviceaccount ${JSON.stringify(account.metadata.name)} to pod running with different serviceaccount name.`,
      );
    }
    const node = nodeName === undefined ? undefined : storage.get('nodes', nodeName);
    return changed(pod) ?? { pod, ...(node && { node }) };
  }
  if (core && (kind === 'Secret' || kind === 'Node')) {
    const object = kind === 'Node' ? storage.get('nodes', name) : storage.get('secrets', `${namespace}/${name}`);
    if (!object) return status.notFound(kind === 'Node' ? 'nodes' : 'secrets', '', name);
    return changed(object) ?? (kind === 'Node' ? { node: object } : { secret: object });
  }
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return status.badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
}
