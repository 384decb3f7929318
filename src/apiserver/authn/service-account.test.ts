// Service accounts' tokens, made and used through the whole server. Texts vouched for by pkg/registry/core/serviceaccount/storage/token.go
// and pkg/serviceaccount/claims.go.

import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { strategies } from '../registry/index.ts';
import { ApiServer } from '../server.ts';
import { MemoryStorage } from '../storage.ts';
import { fromBase64Url, SigningKey } from './jwt.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const START = Date.parse('2026-01-01T00:00:00Z');
const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const TOKEN = '/api/v1/namespaces/default/serviceaccounts/robot/token';

function cluster(secret = 'a') {
  let seed = 1;
  const clock = { ms: START };
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const api = new ApiServer({
    context: { now: () => clock.ms, random, nodes: {} as never },
    storage: new MemoryStorage(),
    strategies,
    secret,
  });
  const call = (line: string, body?: unknown, headers: ApiRequest['headers'] = {}) => {
    const [method, path] = line.split(' ') as [ApiRequest['method'], string];
    return api.handle({ method, path, ...(body !== undefined && { body }), headers }) as ApiResponse & { body: Loose };
  };
  const pod = (name: string) => ({
    metadata: { name },
    spec: { serviceAccountName: 'robot', nodeName: 'n1', containers: [{ name: 'c', image: 'c' }] },
  });
  call('POST /api/v1/namespaces', { metadata: { name: 'default' } });
  call('POST /api/v1/nodes', { metadata: { name: 'n1' } });
  call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
  call('POST /api/v1/namespaces/default/pods', pod('box'));
  const as = (token: string) =>
    call('POST /apis/authentication.k8s.io/v1/selfsubjectreviews', {}, { authorization: `Bearer ${token}` });
  const review = (token: string) =>
    call('POST /apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } }).body.status;
  return { api, call, clock, as, review };
}

const parts = (token: string): Loose[] =>
  token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(new TextDecoder().decode(fromBase64Url(part))));

test('a token says whose it is, until when, for whom', () => {
  const { call, api } = cluster();
  const made = call(`POST ${TOKEN}`, { spec: { expirationSeconds: 600 } });
  expect(made.code).toBe(201);
  expect(made.body).toMatchObject({
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name: 'robot', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { audiences: [ISSUER], expirationSeconds: 600, boundObjectRef: null },
    status: { expirationTimestamp: '2026-01-01T00:10:00Z' },
  });
  const [header, claims] = parts(made.body.status.token);
  const account = call('GET /api/v1/namespaces/default/serviceaccounts/robot').body;
  expect(header).toEqual({ alg: 'ES256', kid: api.authenticator.key.jwk().kid });
  const now = START / 1000;
  expect(claims).toEqual({
    aud: [ISSUER],
    exp: now + 600,
    iat: now,
    iss: ISSUER,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid: account.metadata.uid } },
    nbf: now,
    sub: 'system:serviceaccount:default:robot',
  });
});

test('whoever has it is the account, until it ends', () => {
  const { call, as, review, clock } = cluster();
  const { token } = call(`POST ${TOKEN}`, { spec: { expirationSeconds: 600 } }).body.status;
  const { uid } = call('GET /api/v1/namespaces/default/serviceaccounts/robot').body.metadata;
  expect(as(token).body.status.userInfo).toEqual({
    username: 'system:serviceaccount:default:robot',
    uid,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${parts(token)[1].jti}`] },
  });
  expect(review(token)).toMatchObject({ authenticated: true, audiences: [ISSUER] });
  clock.ms += 700_000;
  expect(as(token).code).toBe(401);
  expect(review(token)).toEqual({ user: {}, error: '[invalid bearer token, service account token has expired]' });
});

test('a token ends with its account, and with the Pod that it is bound to', () => {
  const { call, review, as } = cluster();
  const ref = { kind: 'Pod', apiVersion: 'v1', name: 'box' };
  const bound = call(`POST ${TOKEN}`, { spec: { boundObjectRef: ref } }).body.status.token;
  const free = call(`POST ${TOKEN}`, { spec: {} }).body.status.token;
  expect(as(bound).body.status.userInfo.extra).toMatchObject({
    'authentication.kubernetes.io/pod-name': ['box'],
    'authentication.kubernetes.io/node-name': ['n1'],
  });
  call('DELETE /api/v1/namespaces/default/pods/box?gracePeriodSeconds=0');
  const over = '[invalid bearer token, service account token has been invalidated]';
  expect([review(bound).error, review(free).error]).toEqual([over, undefined]);
  call('DELETE /api/v1/namespaces/default/serviceaccounts/robot');
  expect(review(free).error).toBe(over);
  call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
  expect(review(free).error).toMatch(/service account UID \(.*\) does not match claim/);
});

test('what the ServiceAccount plugin projects lives a year, and warns after an hour', () => {
  const { call } = cluster();
  const ref = { kind: 'Pod', apiVersion: 'v1', name: 'box' };
  const made = call(`POST ${TOKEN}`, { spec: { expirationSeconds: 3607, boundObjectRef: ref } }).body;
  const [, claims] = parts(made.status.token);
  expect([claims.exp - claims.iat, claims['kubernetes.io'].warnafter - claims.iat]).toEqual([31_536_000, 3607]);
  expect(made.status.expirationTimestamp).toBe('2026-01-01T01:00:07Z');
});

test('a changed token, another cluster’s, and one for another audience are nobody’s', () => {
  const { call, as, review } = cluster();
  const { token } = call(`POST ${TOKEN}`, { spec: {} }).body.status;
  const [head, , signature] = token.split('.');
  const forged = `${head}.${btoa(JSON.stringify({ ...parts(token)[1], sub: 'x' })).replace(/=+$/, '')}.${signature}`;
  for (const wrong of [forged, new SigningKey('b').sign(parts(token)[1]), `${token}x`, 'a.b.c', 'x'])
    expect(as(wrong).code, wrong).toBe(401);
  const elsewhere = call(`POST ${TOKEN}`, { spec: { audiences: ['vault'] } }).body.status.token;
  expect(as(elsewhere).code).toBe(401);
  expect(
    call('POST /apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: elsewhere, audiences: ['vault', 'x'] } })
      .body.status,
  ).toMatchObject({ authenticated: true, audiences: ['vault'] });
  expect(review('x').error).toBe('invalid bearer token');
});

test.each([
  [
    { spec: { expirationSeconds: 60 } },
    'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
  ],
  [
    { spec: { boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'a' } } },
    'cannot bind token to object of type /v1, Kind=ConfigMap',
  ],
  [{ spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'no' } } }, 'pods "no" not found'],
  [
    { spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'box', uid: '7' } } },
    /^Operation cannot be fulfilled on Pod "box": the UID in the bound object reference \(7\) does not match the UID in record/,
  ],
])('a request of %j is refused', (body, message) => {
  expect(cluster().call(`POST ${TOKEN}`, body).body.message).toMatch(message);
});

test('the key that checks tokens is there for everybody to read', async () => {
  const { call } = cluster();
  const { keys } = call('GET /openid/v1/jwks').body;
  const { token } = call(`POST ${TOKEN}`, { spec: {} }).body.status;
  const [head, body, signature] = token.split('.');
  const key = await crypto.subtle.importKey('jwk', keys[0], { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  const bytes = (text: string) => new Uint8Array(fromBase64Url(text)!);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes(signature), signed)).toBe(true);
});
