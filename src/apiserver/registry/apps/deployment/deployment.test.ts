import { expect, test } from 'vitest';
import type { Deployment, DeploymentSpec } from '#api/apps/types.ts';
import { deploymentColumns } from './printer.ts';
import { deploymentStrategy } from './strategy.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const spec: DeploymentSpec = { selector: { matchLabels: { app: 'web' } }, template };

function defaulted(more: Partial<DeploymentSpec> = {}): Deployment {
  const object: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: structuredClone({ ...spec, ...more }),
  };
  deploymentStrategy.setDefaults!(object);
  return object;
}

test('defaults, the template’s included', () => {
  const { template: made, ...rest } = defaulted().spec;
  expect(rest).toEqual({
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    selector: { matchLabels: { app: 'web' } },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
  });
  expect(made.spec).toEqual({
    containers: [
      {
        name: 'c',
        image: 'nginx',
        imagePullPolicy: 'Always',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
});

test.each<[string, Partial<DeploymentSpec>, string[]]>([
  [
    'other labels',
    { selector: { matchLabels: { app: 'x' } } },
    ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
  ],
  ['fewer than none', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
  [
    'pods that end',
    { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ],
  [
    'nothing may change',
    { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
    ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
  ],
  [
    'Recreate, rolling',
    { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
    ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  ],
  [
    'no image',
    { template: { ...template, spec: { containers: [{ name: 'c' } as never] } } },
    ['spec.template.spec.containers[0].image: Required value'],
  ],
])('refuses: %s', (_name, more, errors) => {
  expect(deploymentStrategy.validate!(defaulted(more)).map((e) => `${e.field}: ${e.body}`)).toEqual(errors);
});

test('a selector is for life', () => {
  const labels = { app: 'api' };
  const next = defaulted({ selector: { matchLabels: labels }, template: { ...template, metadata: { labels } } });
  expect(deploymentStrategy.validateUpdate!(next, defaulted()).map((e) => `${e.field}: ${e.body}`)).toEqual([
    'spec.selector: Invalid value: {"matchLabels":{"app":"api"}}: field is immutable',
  ]);
});

test('cells', () => {
  const object = {
    ...defaulted({ replicas: 3 }),
    status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
  };
  expect(deploymentColumns.map((c) => c.cell(object, 0))).toEqual([
    'web',
    '2/3',
    3,
    2,
    '<unknown>',
    'c',
    'nginx',
    'app=web',
  ]);
});
