import { expect, test } from 'vitest';
import type { Namespace } from '#api/core/types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const namespaced = (kind: string, name: string, rest: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'team', ...metadata },
  ...rest,
});
const team = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };
const pod = (metadata: object = {}): object =>
  namespaced('Pod', 'web', { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } }, metadata);
const conditions = (s: Story): string[] =>
  (s.get<Namespace>('namespaces', 'team', '')?.status?.conditions ?? []).map(
    (c) => `${c.type}=${c.status} ${c.reason}: ${c.message}`,
  );
const fine = [
  'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered',
  'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed',
  'NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization',
];

test('everything in it goes, then it goes itself', () => {
  const s = story([team, pod(), namespaced('ConfigMap', 'c')]);
  expect(s.ask('DELETE', '/api/v1/namespaces/team').body).toMatchObject({ status: { phase: 'Terminating' } });
  expect(s.get('namespaces', 'team', '')).toBeUndefined();
  expect(s.list('pods', 'team')).toEqual([]);
  expectRest(s);
});

test('what holds it up is told of: what is left, and whose finalizers', () => {
  const held = (name: string): object => namespaced('ConfigMap', name, {}, { finalizers: ['example.com/held'] });
  const s = story([team, held('a'), held('b'), namespaced('Secret', 's')]);
  s.ask('DELETE', '/api/v1/namespaces/team');
  expect(conditions(s)).toEqual([
    ...fine,
    'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 2 resource instances',
    'NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/held in 2 resource instances',
  ]);
  expectRest(s);
  for (const name of ['a', 'b'])
    s.merge(`/api/v1/namespaces/team/configmaps/${name}`, { metadata: { finalizers: null } });
  expect(s.get('namespaces', 'team', '')).toBeUndefined();
});

test('Pods go before everything else', () => {
  const s = story([team, pod({ finalizers: ['example.com/held'] }), namespaced('ConfigMap', 'c')]);
  s.ask('DELETE', '/api/v1/namespaces/team');
  expect(s.get('configmaps', 'c', 'team')).toBeDefined();
  expect(conditions(s).slice(3)).toEqual([
    'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances',
    'NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/held in 1 resource instances',
  ]);
  s.merge('/api/v1/namespaces/team/pods/web', { metadata: { finalizers: null } });
  expect(s.get('namespaces', 'team', '')).toBeUndefined();
});

test("somebody else's finalizer keeps the empty namespace", () => {
  const s = story([{ ...team, spec: { finalizers: ['example.com/mine'] } }]);
  s.ask('DELETE', '/api/v1/namespaces/team');
  const left = s.get<Namespace>('namespaces', 'team', '');
  expect(left.spec?.finalizers).toEqual(['example.com/mine']);
  expect(s.ask('PUT', '/api/v1/namespaces/team/finalize', { ...left, spec: {} }).code).toBe(200);
  expect(s.get('namespaces', 'team', '')).toBeUndefined();
});
