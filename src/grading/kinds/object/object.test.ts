import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Evidence } from '../../check.ts';
import type { Problem } from '../../problem.ts';
import { Reader } from '../../reader.ts';
import { object } from './object.ts';

const service = (name: string, namespace: string, spec: object): ApiObject =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec }) as ApiObject;
const stored: Readonly<Record<string, readonly ApiObject[]>> = {
  services: [
    service('web', 'default', { type: 'ClusterIP', ports: [{ port: 80, targetPort: 'http' }] }),
    service('other', 'default', { type: 'NodePort', ports: [{ port: 81 }] }),
    service('web', 'shop', { type: 'LoadBalancer', ports: [{ port: 82 }] }),
  ],
  'deployments.apps': [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' } }],
  'networkpolicies.networking.k8s.io': [
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'web', namespace: 'default' } },
  ],
  'ingresses.networking.k8s.io': [
    { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'default' } },
  ],
  endpoints: [{ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web', namespace: 'default' } }],
  nodes: [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } }],
};

const parse = (check: Readonly<Record<string, unknown>>) => {
  const problems: Problem[] = [];
  const reader = new Reader(check, { file: 'f', spotOf: () => undefined, problems });
  return { read: object.parse(reader.field('object'), reader), problems };
};
const judge = (target: object, that: string, beside: object = {}) => {
  const { read, problems } = parse({ object: { apiVersion: 'v1', kind: 'Service', ...target }, that, ...beside });
  expect(problems).toEqual([]);
  return object.judge(
    read,
    { list: async (resource) => stored[resource] ?? [] } as Partial<Evidence> as Evidence,
    'id',
  );
};

test.each([
  ['that', { name: 'web' }, 'self.spec.type == "ClusterIP"', 'passed'],
  ['that, otherwise', { name: 'web' }, 'self.spec.type == "NodePort"', 'failed'],
  ['name', { name: 'other' }, 'self.spec.type == "NodePort"', 'passed'],
  ['namespace', { name: 'web', namespace: 'shop' }, 'self.spec.type == "LoadBalancer"', 'passed'],
  ['namespace, where it is default', { name: 'web' }, 'self.spec.type == "LoadBalancer"', 'failed'],
  ['all without a name', {}, 'self.spec.ports[0].port >= 80', 'passed'],
  ['all without a name, one of them not', {}, 'self.spec.type == "ClusterIP"', 'failed'],
  ['kind', { kind: 'Node', name: 'node-1' }, 'true', 'passed'],
  ['kind, in the plural that ends alike', { kind: 'Endpoints', name: 'web' }, 'true', 'passed'],
  ['apiVersion', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, 'true', 'passed'],
  ['apiVersion of another group', { apiVersion: 'batch/v1', kind: 'Deployment', name: 'web' }, 'true', 'failed'],
  ['kind with a plural in -ies', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }, 'true', 'passed'],
  ['kind with a plural in -es', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }, 'true', 'passed'],
  ['a field that the object lacks', { name: 'web' }, 'self.spec.clusterIP == "None"', 'failed'],
  ['an item that the list lacks', { name: 'web' }, 'self.spec.ports[1].port == 80', 'failed'],
  ['a field of another type', { name: 'web' }, 'self.spec.ports[0].targetPort > 8000', 'failed'],
  ['a value that is not true or false', { name: 'web' }, 'self.spec.type', 'failed'],
])('%s', async (_what, target, that, state) => expect((await judge(target, that)).state).toBe(state));

test('the words: not there, not so, as asked; otherwise says them better', async () => {
  expect((await judge({ name: 'gone' }, 'true')).because).toEqual({
    en: 'There is no Service gone yet.',
    zh: '还没有 Service gone。',
  });
  expect((await judge({}, 'self.spec.type == "ClusterIP"')).because.en).toBe(
    'Service other does not fulfil: self.spec.type == "ClusterIP"',
  );
  expect((await judge({ name: 'web' }, 'true')).because.en).toBe('Service web is as asked.');
  const otherwise = { en: 'Not yet.', zh: '还不行。' };
  expect((await judge({ name: 'web' }, 'false', { otherwise })).because).toEqual(otherwise);
});

test('what is said of a selection as a whole counts it', async () => {
  const of = async (target: object, that: string) => (await judge(target, that)).because;
  expect(await of({ labels: { app: 'gone' } }, 'size(all) == 0')).toEqual({
    en: 'There is no Service with app=gone, as asked.',
    zh: '没有带标签 app=gone 的 Service，符合要求。',
  });
  expect((await of({ name: 'web' }, 'size(all) == 1')).en).toBe('There is one Service web, as asked.');
  expect(await of({}, 'size(all) == 9')).toEqual({
    en: expect.stringMatching(/^There are \d Services\. This does not hold: size\(all\) == 9$/),
    zh: expect.stringMatching(/^有 \d 个 Service，不满足：size\(all\) == 9$/),
  });
});

test('an expression that is none is the author’s mistake, and throws', async () => {
  await expect(judge({ name: 'web' }, 'self.spec.(')).rejects.toThrow('Expected IDENTIFIER');
  await expect(judge({ name: 'web' }, 'slef.spec == 1')).rejects.toThrow('Unknown variable: slef');
});

test.each([
  [{ object: { kind: 'Service' }, that: 'true' }, 'object.apiVersion', 'Missing'],
  [{ object: { apiVersion: 'v1' }, that: 'true' }, 'object.kind', 'Missing'],
  [{ object: { apiVersion: 'v1', kind: 'Service' } }, 'that', 'Missing'],
  [{ object: { apiVersion: 'v1', kind: 'Service', name: 1 }, that: 'true' }, 'object.name', 'WrongType'],
  [{ object: { apiVersion: 'v1', kind: 'Service', namespace: 1 }, that: 'true' }, 'object.namespace', 'WrongType'],
  [{ object: { apiVersion: 'v1', kind: 'Service', labels: 1 }, that: 'true' }, 'object.labels', 'WrongType'],
  [{ object: { apiVersion: 'v1', kind: 'Service' }, that: 'true', otherwise: 'no' }, 'otherwise', 'WrongType'],
])('%o: %s', (check, path, name) => expect(parse(check).problems).toEqual([expect.objectContaining({ path, name })]));
