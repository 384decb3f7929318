import { expect, test } from 'vitest';
import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from '#api/core/types.ts';
import { created } from '../../../admission/attributes.testing.ts';
import { defaultTolerationSeconds } from '../../../admission/defaulttolerationseconds/defaulttolerationseconds.ts';
import { priority } from '../../../admission/priority/priority.ts';
import { serviceAccount } from '../../../admission/serviceaccount/serviceaccount.ts';
import type { Storage } from '../../../storage.ts';
import type { ServerContext } from '../../rest/strategy.ts';
import { chooseContainer, logRefusal } from './log.ts';
import { summarizePod } from './printer.ts';
import { podStrategy } from './strategy.ts';
import { imageTag } from './template.ts';

const context = {
  storage: { get: () => undefined, list: () => [] } as unknown as Storage,
  now: () => 0,
  random: () => 0,
  nodes: {},
} as unknown as ServerContext;

const pod = (containers: Partial<Container>[], status: PodStatus = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default' },
  spec: { containers: containers as Container[] },
  status,
});

function stored(object: Pod): Pod {
  podStrategy.setDefaults!(object);
  for (const plugin of [serviceAccount, priority, defaultTolerationSeconds])
    plugin.admit!(created(podStrategy, object), context);
  podStrategy.prepareForCreate!(object, context);
  return object;
}

test('a pod as the server stores it', () => {
  const { spec, status } = stored(
    pod([
      { name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { port: 80 } } },
    ]),
  );
  expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  expect(spec).toEqual({
    containers: [
      {
        name: 'c',
        image: 'nginx:1.27',
        imagePullPolicy: 'IfNotPresent',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        readinessProbe: {
          failureThreshold: 3,
          httpGet: { path: '/', port: 80, scheme: 'HTTP' },
          periodSeconds: 10,
          successThreshold: 1,
          timeoutSeconds: 1,
        },
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        volumeMounts: [
          { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: 'kube-api-access-bbbbb', readOnly: true },
        ],
      },
    ],
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    serviceAccount: 'default',
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    tolerations: [
      { effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300 },
      { effect: 'NoExecute', key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 300 },
    ],
    volumes: [
      {
        name: 'kube-api-access-bbbbb',
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
            {
              downwardAPI: {
                items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
              },
            },
          ],
        },
      },
    ],
  });
});

test.each([
  ['nginx', 'latest'],
  ['nginx:1.27', '1.27'],
  ['localhost:5000/nginx', 'latest'],
  ['nginx@sha256:abc', ''],
])('the tag of %s', (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});

test.each<[Partial<Container>[], string[]]>([
  [[], ['spec.containers: Required value']],
  [[{ name: 'c' }], ['spec.containers[0].image: Required value']],
  [
    [
      { name: 'c', image: 'i' },
      { name: 'c', image: 'i' },
    ],
    ['spec.containers[1].name: Duplicate value: "c"'],
  ],
  [
    [{ name: 'c', image: 'i', ports: [{ containerPort: 70000 }] }],
    ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
  ],
  [
    [{ name: 'c', image: 'i', readinessProbe: {} }],
    ['spec.containers[0].readinessProbe: Required value: must specify a handler type'],
  ],
  [
    [{ name: 'c', image: 'i', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
    ['spec.containers[0].volumeMounts[0].name: Not found: "v"'],
  ],
])('refuses %j', (containers, errors) => {
  const object = pod(containers);
  podStrategy.setDefaults!(object);
  expect(podStrategy.validate!(object).map((e) => `${e.field}: ${e.body}`)).toEqual(errors);
});

test('only the image of a running pod may change', () => {
  const old = stored(pod([{ name: 'c', image: 'nginx:1.27' }]));
  const next = structuredClone(old);
  next.spec.containers[0]!.image = 'nginx:1.28';
  expect(podStrategy.validateUpdate!(next, old)).toEqual([]);
  next.spec.containers[0]!.ports = [{ containerPort: 80, protocol: 'TCP' }];
  const [error, ...more] = podStrategy.validateUpdate!(next, old);
  expect(more).toEqual([]);
  expect(`${error!.field}: ${error!.body}`).toMatch(
    /^spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,`spec\.initContainers\[\*\]\.image`,`spec\.activeDeadlineSeconds`,`spec\.tolerations` \(only additions to existing tolerations\),`spec\.terminationGracePeriodSeconds` \(allow it to be set to 1 if it was previously negative\)\n/,
  );
});

const is = (name: string, state: ContainerState, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name,
  state,
  ready: false,
  restartCount: 0,
  image: 'i',
  imageID: '',
  ...more,
});
const up = { running: { startedAt: '1970-01-01T00:00:00Z' } };
const initDone = is('i', { terminated: { exitCode: 0, reason: 'Completed' } });

test.each<[string, PodStatus, string[]]>([
  ['pending', { phase: 'Pending' }, ['0/1', 'Pending', '0']],
  [
    'creating',
    { phase: 'Pending', containerStatuses: [is('c', { waiting: { reason: 'ContainerCreating' } })] },
    ['0/1', 'ContainerCreating', '0'],
  ],
  ['running', { phase: 'Running', containerStatuses: [is('c', up, { ready: true })] }, ['1/1', 'Running', '0']],
  [
    'image',
    { phase: 'Pending', containerStatuses: [is('c', { waiting: { reason: 'ErrImagePull' } })] },
    ['0/1', 'ErrImagePull', '0'],
  ],
  [
    'crash loop',
    {
      phase: 'Running',
      containerStatuses: [
        is(
          'c',
          { waiting: { reason: 'CrashLoopBackOff' } },
          {
            restartCount: 3,
            lastState: { terminated: { exitCode: 1, finishedAt: '1970-01-01T00:00:00Z' } },
          },
        ),
      ],
    },
    ['0/1', 'CrashLoopBackOff', '3'],
  ],
  [
    'completed',
    { phase: 'Succeeded', containerStatuses: [is('c', { terminated: { exitCode: 0, reason: 'Completed' } })] },
    ['0/1', 'Completed', '0'],
  ],
  [
    'exit code',
    { phase: 'Failed', containerStatuses: [is('c', { terminated: { exitCode: 3 } })] },
    ['0/1', 'ExitCode:3', '0'],
  ],
])('STATUS: %s', (_name, status, cells) => {
  const { ready, reason, restarts } = summarizePod(pod([{ name: 'c' }], status), 300_000);
  expect([ready, reason, restarts]).toEqual(cells);
});

test('STATUS: init containers, restarts, terminating', () => {
  const withInit = (status: PodStatus): Pod => {
    const object = pod([{ name: 'c' }], status);
    object.spec.initContainers = [
      { name: 'i', image: 'i' },
      { name: 'j', image: 'i' },
    ];
    return object;
  };
  const init = (...all: ContainerStatus[]): string =>
    summarizePod(withInit({ phase: 'Pending', initContainerStatuses: all }), 0).reason;
  expect(init(is('i', up), is('j', { waiting: { reason: 'PodInitializing' } }))).toBe('Init:0/2');
  expect(init(initDone, is('j', { waiting: { reason: 'PodInitializing' } }))).toBe('Init:1/2');
  expect(init(is('i', { waiting: { reason: 'CrashLoopBackOff' } }))).toBe('Init:CrashLoopBackOff');
  expect(init(is('i', { terminated: { exitCode: 1, reason: 'Error' } }))).toBe('Init:Error');

  const restarted = pod([{ name: 'c' }], {
    phase: 'Running',
    containerStatuses: [
      is('c', up, {
        ready: true,
        restartCount: 3,
        lastState: { terminated: { exitCode: 1, finishedAt: '1970-01-01T00:01:00Z' } },
      }),
    ],
  });
  expect(summarizePod(restarted, 360_000).restarts).toBe('3 (5m ago)');
  restarted.metadata.deletionTimestamp = '1970-01-01T00:06:00Z';
  expect(summarizePod(restarted, 360_000).reason).toBe('Terminating');
});

test('how long a pod is given', () => {
  const object = stored(pod([{ name: 'c', image: 'i' }]));
  expect(podStrategy.graceSeconds!(object, undefined)).toBe(0);
  object.spec.nodeName = 'node-1';
  expect(podStrategy.graceSeconds!(object, undefined)).toBe(30);
  expect(podStrategy.graceSeconds!(object, 0)).toBe(0);
});

test('which log is meant', () => {
  const two = pod([{ name: 'a' }, { name: 'b' }]);
  const message = (answer: unknown): unknown => (answer as { message?: string })?.message ?? answer;
  expect(message(chooseContainer(two, undefined))).toBe(
    'a container name must be specified for pod p, choose one of: [a b]',
  );
  expect(message(chooseContainer(two, 'x'))).toBe('container x is not valid for pod p');
  expect(chooseContainer(pod([{ name: 'a' }]), undefined)).toBe('a');

  const waiting = (reason: string): Pod => {
    const object = pod([{ name: 'c' }], { containerStatuses: [is('c', { waiting: { reason } })] });
    object.spec.nodeName = 'node-1';
    return object;
  };
  expect(message(logRefusal(waiting('ContainerCreating'), 'c', false))).toBe(
    'container "c" in pod "p" is waiting to start: ContainerCreating',
  );
  expect(message(logRefusal(waiting('ImagePullBackOff'), 'c', false))).toBe(
    'container "c" in pod "p" is waiting to start: trying and failing to pull image',
  );
  expect(message(logRefusal(waiting('ContainerCreating'), 'c', true))).toBe(
    'previous terminated container "c" in pod "p" not found',
  );
});
