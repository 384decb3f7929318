// Texts: plugin/pkg/admission/runtimeclass, from its source.

import { expect, test } from 'vitest';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { mergeTolerations } from './tolerations.ts';

await preload();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const PODS = '/api/v1/namespaces/default/pods';
const PULL = { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' } as const;

function lab() {
  const made = new Lab({ nodes: 1 });
  const call = (method: string, path: string, body: unknown): Loose =>
    made.handle({ method, path, body, headers: {} } as never, LEARNER);
  call('POST', '/apis/node.k8s.io/v1/runtimeclasses', {
    metadata: { name: 'heavy' },
    handler: 'h',
    overhead: { podFixed: { memory: '64Mi' } },
    scheduling: { nodeSelector: { disk: 'ssd' }, tolerations: [PULL] },
  });
  const pod = (spec: object): Loose =>
    call('POST', PODS, { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } });
  return { call, pod };
}

test('a class brings its overhead, its nodes and its tolerations', () => {
  const { spec } = lab().pod({ runtimeClassName: 'heavy', nodeSelector: { a: 'b' } }).body;
  expect(spec).toMatchObject({ overhead: { memory: '64Mi' }, nodeSelector: { a: 'b', disk: 'ssd' } });
  expect(spec.tolerations).toContainEqual(PULL);
});

test.each([
  [{ runtimeClassName: 'nope' }, 'pod rejected: RuntimeClass "nope" not found'],
  [
    { runtimeClassName: 'heavy', nodeSelector: { disk: 'hdd' } },
    'conflict: runtimeClass.scheduling.nodeSelector[disk] = ssd; pod.spec.nodeSelector[disk] = hdd',
  ],
  [
    { runtimeClassName: 'heavy', overhead: { memory: '1Mi' } },
    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
  ],
  [
    { overhead: { memory: '1Mi' } },
    'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
  ],
])('%j', (spec, why) => {
  const { body } = lab().pod(spec);
  expect([body.code, body.message]).toEqual([403, `pods "p" is forbidden: ${why}`]);
});

test('of tolerations the wider one stays', () => {
  const all = { operator: 'Exists' } as const;
  const short = { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 } as const;
  const long = { ...short, tolerationSeconds: 9 } as const;
  expect(mergeTolerations([PULL], [all])).toEqual([all]);
  expect(mergeTolerations([short], [long, PULL])).toEqual([long, PULL]);
  expect(mergeTolerations([PULL], [PULL])).toEqual([PULL]);
});
