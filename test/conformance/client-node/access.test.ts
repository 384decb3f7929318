// As whom a client speaks, and what it may do.

import {
  AuthenticationV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  KubeConfig,
  RbacAuthorizationV1Api,
  VersionApi,
} from '@kubernetes/client-node';
import { beforeAll, expect, test } from 'vitest';
import { ground, refusal } from './cluster.ts';

const at = ground();
const core = (kc = at.kc): CoreV1Api => kc.makeApiClient(CoreV1Api);

/** A kubeconfig for the same cluster with a bearer token, or with nothing. */
function as(token?: string): KubeConfig {
  const kc = new KubeConfig();
  kc.loadFromClusterAndUser(at.kc.getCurrentCluster()!, { name: 'other', ...(token && { token }) });
  return kc;
}

let token = '';
const account = (): string => `system:serviceaccount:${at.namespace}:reader`;

beforeAll(async () => {
  const rbac = at.kc.makeApiClient(RbacAuthorizationV1Api);
  await core().createNamespacedServiceAccount({ namespace: at.namespace, body: { metadata: { name: 'reader' } } });
  await rbac.createNamespacedRole({
    namespace: at.namespace,
    body: {
      metadata: { name: 'read-configmaps' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    },
  });
  await rbac.createNamespacedRoleBinding({
    namespace: at.namespace,
    body: {
      metadata: { name: 'reader' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'read-configmaps' },
      subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: at.namespace }],
    },
  });
  const answer = await core().createNamespacedServiceAccountToken({
    namespace: at.namespace,
    name: 'reader',
    body: { spec: { audiences: [], expirationSeconds: 3600 } },
  });
  expect(answer.kind).toBe('TokenRequest');
  expect(answer.status!.expirationTimestamp).toBeInstanceOf(Date);
  token = answer.status!.token;
});

test('a service account’s token says who it is', async () => {
  const { status } = await as(token).makeApiClient(AuthenticationV1Api).createSelfSubjectReview({ body: {} });
  expect(status!.userInfo).toMatchObject({
    username: account(),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${at.namespace}`, 'system:authenticated'],
  });
  const review = await at.kc.makeApiClient(AuthenticationV1Api).createTokenReview({ body: { spec: { token } } });
  expect(review.status).toMatchObject({ authenticated: true, user: { username: account() } });
  const bad = await at.kc
    .makeApiClient(AuthenticationV1Api)
    .createTokenReview({ body: { spec: { token: 'nonsense' } } });
  expect(bad.status!.authenticated).toBeFalsy();
});

test('it may what its role says, and no more', async () => {
  const { items } = await core(as(token)).listNamespacedConfigMap({ namespace: at.namespace });
  expect(items.map((i) => i.metadata!.name)).toEqual(['kube-root-ca.crt']);
  const { code, status } = await refusal(core(as(token)).listNamespacedSecret({ namespace: at.namespace }));
  expect(code).toBe(403);
  expect(status).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `secrets is forbidden: User "${account()}" cannot list resource "secrets" in API group "" in the namespace "${at.namespace}"`,
    reason: 'Forbidden',
    details: { kind: 'secrets' },
    code: 403,
  });
});

test('who is nobody, and who lies', async () => {
  const anonymous = await refusal(core(as()).listNode());
  expect(anonymous.status).toMatchObject({
    code: 403,
    message:
      'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
  });
  await expect(core(as(`${token.slice(0, -8)}AAAAAAAA`)).listNode()).rejects.toMatchObject({ code: 401 });
  // Anybody may read the version.
  expect((await as().makeApiClient(VersionApi).getCode()).gitVersion).toMatch(/^v1\.\d+\.\d+/);
});

test('access reviews', async () => {
  const may = async (kc: KubeConfig, verb: string, resource: string): Promise<boolean> => {
    const { status } = await kc.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes: { verb, resource, namespace: at.namespace } } },
    });
    return status!.allowed;
  };
  expect(await may(at.kc, 'delete', 'secrets')).toBe(true);
  expect(await may(as(token), 'get', 'configmaps')).toBe(true);
  expect(await may(as(token), 'delete', 'configmaps')).toBe(false);

  const authorization = at.kc.makeApiClient(AuthorizationV1Api);
  const about = await authorization.createSubjectAccessReview({
    body: {
      spec: { user: account(), resourceAttributes: { verb: 'list', resource: 'configmaps', namespace: at.namespace } },
    },
  });
  expect(about.status).toMatchObject({
    allowed: true,
    reason: `RBAC: allowed by RoleBinding "reader/${at.namespace}" of Role "read-configmaps" to ServiceAccount "reader/${at.namespace}"`,
  });
  const path = await authorization.createSubjectAccessReview({
    body: {
      spec: {
        user: 'somebody',
        groups: ['system:authenticated'],
        nonResourceAttributes: { verb: 'get', path: '/healthz' },
      },
    },
  });
  expect(path.status!.allowed).toBe(true);
  const rules = await as(token)
    .makeApiClient(AuthorizationV1Api)
    .createSelfSubjectRulesReview({ body: { spec: { namespace: at.namespace } } });
  expect(rules.status!.resourceRules).toContainEqual({
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['get', 'list', 'watch'],
  });
});

test('nobody gives away what he does not have', async () => {
  const rbac = as(token).makeApiClient(RbacAuthorizationV1Api);
  const { status } = await refusal(
    rbac.createNamespacedRole({ namespace: at.namespace, body: { metadata: { name: 'more' }, rules: [] } }),
  );
  expect(status.message).toBe(
    `roles.rbac.authorization.k8s.io is forbidden: User "${account()}" cannot create resource "roles" in API group "rbac.authorization.k8s.io" in the namespace "${at.namespace}"`,
  );
});
