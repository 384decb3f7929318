import { expect, test } from 'vitest';
import type { ResourceQuota } from '#api/core/policy-types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const pod = (name: string, cpu: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx:1.27', resources: { requests: { cpu } } }],
    ...spec,
  },
});
const quota = (hard: object, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'q' },
  spec: { hard, ...spec },
});
const status = (s: Story): ResourceQuota['status'] => s.get<ResourceQuota>('resourcequotas', 'q').status;

test('counts what was there before it, what comes, and what goes', () => {
  const hard = { pods: '5', 'requests.cpu': '2', configmaps: '10', 'count/deployments.apps': '1' };
  const s = story([pod('a', '250m'), quota(hard)]);
  // The root CA is a ConfigMap.
  const used = { pods: '1', 'requests.cpu': '250m', configmaps: '1', 'count/deployments.apps': '0' };
  expect(status(s)).toEqual({ hard, used });
  s.ask('POST', '/api/v1/namespaces/default/pods', pod('b', '750m'));
  expect(status(s).used).toEqual({ ...used, pods: '2', 'requests.cpu': '1' });
  s.ask('DELETE', '/api/v1/namespaces/default/pods/a');
  expect(status(s).used).toEqual({ ...used, pods: '1', 'requests.cpu': '750m' });
  expectRest(s);
});

test('a Pod that has ended uses nothing any more', () => {
  const s = story([quota({ pods: '1', 'requests.cpu': '1', 'count/pods': '9' }), pod('done', '1')]);
  s.merge('/api/v1/namespaces/default/pods/done/status', { status: { phase: 'Succeeded' } });
  expect(status(s).used).toEqual({ pods: '0', 'requests.cpu': '0', 'count/pods': '1' });
});

test('follows a change of its own bounds', () => {
  const s = story([quota({ pods: '5', services: '2' })]);
  s.merge('/api/v1/namespaces/default/resourcequotas/q', { spec: { hard: { pods: '3', services: null } } });
  expect(status(s)).toEqual({ hard: { pods: '3' }, used: { pods: '0' } });
});

test('scopes say which Pods count', () => {
  const s = story([
    quota({ pods: '5' }, { scopes: ['Terminating'] }),
    pod('a', '1'),
    pod('b', '1', { activeDeadlineSeconds: 3600 }),
  ]);
  expect(status(s).used).toEqual({ pods: '1' });
});

test('what a Pod claims as a whole counts for its containers', () => {
  const s = story([quota({ 'requests.cpu': '2', 'limits.memory': '1Gi' })]);
  const path = '/api/v1/namespaces/default/pods';
  const bare = { name: 'c', image: 'nginx:1.27' };
  const resources = { requests: { cpu: '1500m' }, limits: { cpu: '2', memory: '512Mi' } };
  expect(s.ask('POST', path, pod('a', '1', { containers: [bare] })).code).toBe(403);
  // Its containers need not say what they take: neither is it their sum that is counted.
  expect(s.ask('POST', path, pod('b', '100m', { containers: [bare], resources })).code).toBe(201);
  expect(status(s).used).toEqual({ 'requests.cpu': '1500m', 'limits.memory': '512Mi' });
});
