// Who may do what, through the whole server. Texts vouched for by apiserver/pkg/endpoints/handlers/responsewriters/errors.go,
// pkg/registry/rbac/validation/rule.go and plugin/pkg/auth/authorizer/{rbac,node}.

import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { User } from './authn/user.ts';
import { ensureBootstrapPolicy } from './authz/bootstrap-policy.ts';
import { strategies } from './registry/index.ts';
import { ApiServer } from './server.ts';
import { MemoryStorage } from './storage.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const MASTER: User = { name: 'root', groups: ['system:masters'] };
const jane: User = { name: 'jane', groups: ['dev'] };
const node: User = { name: 'system:node:n1', groups: ['system:nodes'] };
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const NS = '/namespaces/default';

function cluster() {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const storage = new MemoryStorage();
  const now = Date.parse('2026-01-01T00:00:00Z');
  const api = new ApiServer({
    context: { now: () => now, random, nodes: {} as never },
    storage,
    strategies,
    authorizationMode: 'Node,RBAC',
    tokens: { secret: { name: 'tok', groups: [] } },
  });
  ensureBootstrapPolicy(storage, now);
  const call = (user: User | undefined, line: string, body?: unknown, headers: ApiRequest['headers'] = {}) => {
    const [method, path] = line.split(' ') as [ApiRequest['method'], string];
    return api.handle({ method, path, ...(body !== undefined && { body }), headers }, user) as ApiResponse & {
      body: Loose;
    };
  };
  call(MASTER, 'POST /api/v1/namespaces', { metadata: { name: 'default' } });
  const role = (name: string, rules: unknown) => call(MASTER, `POST ${RBAC}${NS}/roles`, { metadata: { name }, rules });
  const bind = (name: string, kind: string, role: string, subject: object) =>
    call(MASTER, `POST ${RBAC}${NS}/rolebindings`, {
      metadata: { name },
      roleRef: { kind, name: role },
      subjects: [subject],
    });
  return { call, role, bind };
}

test.each([
  [
    'GET /api/v1/namespaces/default/pods',
    'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
  ],
  [
    'GET /api/v1/pods?watch=true',
    'pods is forbidden: User "jane" cannot watch resource "pods" in API group "" at the cluster scope',
  ],
  [
    'GET /api/v1/namespaces/default/pods?fieldSelector=metadata.name=web',
    'pods "web" is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
  ],
  [
    'DELETE /apis/apps/v1/namespaces/default/deployments',
    'deployments.apps is forbidden: User "jane" cannot deletecollection resource "deployments" in API group "apps" in the namespace "default"',
  ],
  [
    'GET /api/v1/namespaces/default/services/web:80/proxy/a/b',
    'services "web:80" is forbidden: User "jane" cannot get resource "services/proxy" in API group "" in the namespace "default"',
  ],
  [
    'POST /api/v1/namespaces/default/pods/web/exec?command=sh',
    'pods "web" is forbidden: User "jane" cannot create resource "pods/exec" in API group "" in the namespace "default"',
  ],
  [
    'GET /api/v1/namespaces/default',
    'namespaces "default" is forbidden: User "jane" cannot get resource "namespaces" in API group "" in the namespace "default"',
  ],
  [
    'PUT /api/v1/nodes/n1/status',
    'nodes "n1" is forbidden: User "jane" cannot update resource "nodes/status" in API group "" at the cluster scope',
  ],
  ['GET /metrics', 'forbidden: User "jane" cannot get path "/metrics"'],
  ['POST /a<b>', 'forbidden: User "jane" cannot post path "/a&lt;b&gt;"'],
])('%s is forbidden', (line, message) => {
  const { code, body } = cluster().call(jane, line);
  expect([code, body.reason, body.message]).toEqual([403, 'Forbidden', message]);
});

test('a refusal says in its details what it is about, as far as that has a name', () => {
  const { call } = cluster();
  expect(call(jane, 'GET /apis/apps/v1/namespaces/default/deployments').body.details).toEqual({
    group: 'apps',
    kind: 'deployments',
  });
  expect(call(jane, 'GET /metrics').body.details).toEqual({});
});

test('without credentials one is anonymous; wrong ones are refused; right ones are somebody', () => {
  const { call } = cluster();
  expect(call(undefined, 'GET /version').code).toBe(200);
  expect(call(undefined, 'GET /api').body.message).toBe('forbidden: User "system:anonymous" cannot get path "/api"');
  expect(call(undefined, 'GET /version', undefined, { authorization: 'Bearer no' })).toMatchObject({
    code: 401,
    body: { message: 'Unauthorized', reason: 'Unauthorized', code: 401 },
  });
  expect(call(undefined, 'GET /api/v1/pods', undefined, { authorization: 'Bearer secret' }).body.message).toMatch(
    /User "tok" cannot list/,
  );
});

test('a role gives what it says, in its namespace, to whom it is bound', () => {
  const { call, role, bind } = cluster();
  role('reader', [{ apiGroups: [''], resources: ['pods', 'configmaps'], verbs: ['get', 'list'], resourceNames: [] }]);
  role('one', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['mine'] }]);
  bind('a', 'Role', 'reader', { kind: 'Group', name: 'dev' });
  bind('b', 'Role', 'one', { kind: 'User', name: 'jane' });
  expect(call(jane, 'GET /api/v1/namespaces/default/pods').code).toBe(200);
  expect(call(jane, 'GET /api/v1/pods').code).toBe(403);
  expect(call(jane, 'GET /api/v1/namespaces/default/secrets/mine').code).toBe(404);
  expect(call(jane, 'GET /api/v1/namespaces/default/secrets/other').code).toBe(403);
  expect(call(jane, 'GET /api/v1/namespaces/default/pods/x/log').code).toBe(403);
});

test('a role that is not there is the reason', () => {
  const { call, bind } = cluster();
  bind('a', 'ClusterRole', 'gone', { kind: 'User', name: 'jane' });
  bind('b', 'Role', 'lost', { kind: 'User', name: 'jane' });
  expect(call(jane, 'GET /api/v1/namespaces/default/pods').body.message).toBe(
    'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default": RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, role.rbac.authorization.k8s.io "lost" not found]',
  );
});

test('nobody grants what they do not have', () => {
  const { call, role, bind } = cluster();
  role('writer', [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['*'] }]);
  role('reader', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]);
  bind('w', 'Role', 'writer', { kind: 'User', name: 'jane' });
  const rules = [
    { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list'] },
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['get'] },
  ];
  const create = () => call(jane, `POST ${RBAC}${NS}/roles`, { metadata: { name: 'r' }, rules });
  // `*` on roles holds the verb escalate too.
  expect(create().code).toBe(201);
  call(MASTER, `PUT ${RBAC}${NS}/roles/writer`, {
    metadata: { name: 'writer' },
    rules: [
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['roles', 'rolebindings'],
        verbs: ['create', 'get', 'update'],
      },
    ],
  });
  call(MASTER, `DELETE ${RBAC}${NS}/roles/r`);
  expect(create().body.message).toBe(
    'roles.rbac.authorization.k8s.io "r" is forbidden: user "jane" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
  );
  const bindIt = (name: string) =>
    call(jane, `POST ${RBAC}${NS}/rolebindings`, {
      metadata: { name: 'x' },
      roleRef: { kind: 'Role', name },
      subjects: [{ kind: 'User', name: 'bob' }],
    });
  expect(bindIt('reader').body.message).toBe(
    'rolebindings.rbac.authorization.k8s.io "x" is forbidden: user "jane" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["get"]}',
  );
  expect(bindIt('nosuch').body).toMatchObject({
    code: 404,
    message: 'roles.rbac.authorization.k8s.io "nosuch" not found',
  });
  expect(bindIt('writer').code).toBe(201);
});

test('acting as somebody else is a right of its own, each part of it', () => {
  const { call, role, bind } = cluster();
  const as = (headers: Record<string, string>, user = jane) =>
    call(user, 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews', {}, headers);
  expect(as({ 'impersonate-user': 'bob' }).body.message).toBe(
    'users "bob" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
  );
  expect(as({ 'impersonate-user': 'system:serviceaccount:default:a' }).body.message).toBe(
    'serviceaccounts "a" is forbidden: User "jane" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "default"',
  );
  expect(as({ 'impersonate-group': 'a\nb' }, MASTER)).toMatchObject({
    code: 500,
    body: 'Internal Server Error: "/apis/authentication.k8s.io/v1/selfsubjectreviews": requested [{Group  a    } {Group  b    }] without impersonating a user\n',
  });
  const full = { 'impersonate-user': 'bob', 'impersonate-group': 'x\ny', 'impersonate-uid': '7' };
  expect(as({ ...full, 'impersonate-extra-scopes': 'a\nb' }, MASTER).body.status.userInfo).toEqual({
    username: 'bob',
    uid: '7',
    groups: ['x', 'y', 'system:authenticated'],
    extra: { scopes: ['a', 'b'] },
  });
  expect(as({ 'impersonate-user': 'system:anonymous' }, MASTER).body.message).toBe(
    'selfsubjectreviews.authentication.k8s.io is forbidden: User "system:anonymous" cannot create resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope',
  );
  role('i', [{ apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] }]);
  bind('i', 'Role', 'i', { kind: 'User', name: 'jane' });
  expect(as({ 'impersonate-user': 'system:serviceaccount:default:a' }).body.status.userInfo).toEqual({
    username: 'system:serviceaccount:default:a',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
  });
});

test.each([
  ['GET /api/v1/nodes', "node 'n1' cannot read all nodes, only its own Node object"],
  ['GET /api/v1/nodes/n2', "node 'n1' cannot read 'n2', only its own Node object"],
  ['GET /api/v1/namespaces/default/pods', 'can only list/watch pods with spec.nodeName field selector'],
  ['GET /api/v1/namespaces/default/secrets/s', "no relationship found between node 'n1' and this object"],
  ['GET /api/v1/namespaces/default/secrets', 'No Object name found'],
])('a node asks %s', (line, reason) => {
  expect(cluster().call(node, line).body.message).toMatch(new RegExp(`: ${reason}$`));
});

test('a node sees itself and its Pods', () => {
  const { call } = cluster();
  expect(call(node, 'GET /api/v1/nodes/n1').code).toBe(404);
  expect(call(node, 'GET /api/v1/pods?fieldSelector=spec.nodeName=n1').code).toBe(200);
  expect(call(node, 'GET /api/v1/services').code).toBe(200);
});

const SAR = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

test('reviews say who may do what, and why', () => {
  const { call, bind } = cluster();
  bind('v', 'ClusterRole', 'system:kube-dns', { kind: 'ServiceAccount', name: 'dns', namespace: 'default' });
  const ask = (spec: object) => call(MASTER, `POST ${SAR}`, { spec });
  const user = 'system:serviceaccount:default:dns';
  const resourceAttributes = { verb: 'list', resource: 'endpoints', namespace: 'default' };
  expect(ask({ user, resourceAttributes }).body.status).toEqual({
    allowed: true,
    reason: 'RBAC: allowed by RoleBinding "v/default" of ClusterRole "system:kube-dns" to ServiceAccount "dns/default"',
  });
  expect(
    ask({ user: 'x', groups: ['system:unauthenticated'], nonResourceAttributes: { path: '/healthz', verb: 'get' } })
      .body.status,
  ).toEqual({
    allowed: true,
    reason:
      'RBAC: allowed by ClusterRoleBinding "system:public-info-viewer" of ClusterRole "system:public-info-viewer" to Group "system:unauthenticated"',
  });
  expect(ask({ user: 'x', resourceAttributes }).body.status).toEqual({ allowed: false });
});

test.each([
  [
    {},
    'SubjectAccessReview.authorization.k8s.io "" is invalid: [spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]',
  ],
  [
    { user: 'a', resourceAttributes: {}, nonResourceAttributes: { path: '/' } },
    'SubjectAccessReview.authorization.k8s.io "" is invalid: spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":""}: cannot be specified in combination with resourceAttributes',
  ],
])('a review of %j is invalid', (spec, message) => {
  expect(cluster().call(MASTER, `POST ${SAR}`, { spec }).body.message).toBe(message);
});
