import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import { fakeCluster } from '../../fake-cluster.test-helper.ts';

const object = (kind: string, name: string, labels: Record<string, string> | undefined, spec: unknown): ApiObject =>
  ({
    apiVersion: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].includes(kind) ? 'apps/v1' : 'v1',
    kind,
    metadata: { name, namespace: 'default', ...(labels && { labels }) },
    spec,
  }) as ApiObject;
const container = (...ports: unknown[]) => ({ containers: [{ name: 'c', image: 'i', ports }] });
const deploy = (name: string, selector: unknown, ...ports: unknown[]): ApiObject =>
  object('Deployment', name, { app: name }, { selector, template: { spec: container(...ports) } });
const port = (containerPort: number, protocol = 'TCP') => ({ containerPort, protocol });
const long = `a${'a'.repeat(69)}`;

const objects: Record<string, ApiObject> = {
  'pods/web': object('Pod', 'web', { app: 'web', tier: 'fe' }, container(port(80))),
  'pods/nolabels': object('Pod', 'nolabels', undefined, container(port(80))),
  'pods/noports': object('Pod', 'noports', { app: 'np' }, container()),
  'pods/multi': object('Pod', 'multi', { app: 'm' }, container(port(80), port(443))),
  'pods/udp': object('Pod', 'udp', { app: 'u' }, container(port(53, 'UDP'))),
  'pods/mixed': object('Pod', 'mixed', { app: 'mx' }, container(port(53, 'UDP'), port(53), port(9153))),
  'deployments/nginx': deploy('nginx', { matchLabels: { app: 'nginx' } }, port(80)),
  'deployments/hello': deploy('hello', { matchLabels: { run: 'hello' } }, port(8080), port(9090)),
  'deployments/noport': deploy('noport', { matchLabels: { app: 'noport' } }),
  'deployments/expr': deploy('expr', { matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] }),
  'deployments/nosel': deploy('nosel', {}),
  [`deployments/${long}`]: object(
    'Deployment',
    long,
    { app: long },
    {
      selector: { matchLabels: { app: 'long' } },
      template: { spec: container(port(80)) },
    },
  ),
  'replicasets/nginx-rs': object(
    'ReplicaSet',
    'nginx-rs',
    { app: 'nginx-rs' },
    {
      selector: { matchLabels: { app: 'rs' } },
      template: { spec: container(port(80)) },
    },
  ),
  'replicationcontrollers/rc1': object('ReplicationController', 'rc1', { app: 'rc1' }, { selector: { app: 'rc1' } }),
  'statefulsets/db': object('StatefulSet', 'db', {}, {}),
  'daemonsets/ds': object('DaemonSet', 'ds', {}, {}),
  'configmaps/cm': object('ConfigMap', 'cm', {}, {}),
  'nodes/node-1': object('Node', 'node-1', {}, {}),
  'services/svc1': object(
    'Service',
    'svc1',
    { app: 'svc1' },
    { selector: { app: 'svc1' }, ports: [{ port: 80, protocol: 'TCP' }] },
  ),
  'services/svcnosel': object('Service', 'svcnosel', undefined, {
    ports: [{ port: 80 }, { port: 81, protocol: 'UDP' }],
  }),
};

/** The words of a recorded command line: single quotes only. */
const words = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
const quoted = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|((?:[^\s'])+)/g)].map(([, q, plain]) => q ?? plain ?? '');

test('expose says what kubectl 1.34.5 was recorded to say', async () => {
  const record = readFileSync(new URL('./expose.recorded.txt', import.meta.url), 'utf8');
  const kubectl = fakeCluster(objects);
  for (const block of record.split('\n\n').filter((b) => b.startsWith('$ '))) {
    const [command = '', ...lines] = block.trimEnd().split('\n');
    const take = (mark: string): string =>
      lines
        .filter((l) => l.startsWith(`${mark} `))
        .map((l) => `${l.slice(2)}\n`)
        .join('');
    const line = command.slice(2);
    const ran = await kubectl(line.includes("--overrides '") ? quoted(line) : words(line));
    const stderr = ran.stderr.replace(/W\d{4} [\d:.]+ +\d+ /, 'W<MMDD time pid> ');
    expect({ line, stdout: ran.stdout, stderr, code: ran.code }).toEqual({
      line,
      stdout: take('|'),
      stderr: take('!'),
      code: Number(/^exit (\d+)/m.exec(block)?.[1]),
    });
  }
});

test('expose asks for the object, then posts the service', async () => {
  const { requests, bodies } = await fakeCluster(objects)('kubectl expose deployment nginx --port=80');
  expect(requests).toEqual([
    'GET /apis/apps/v1/namespaces/default/deployments/nginx',
    'POST /api/v1/namespaces/default/services?fieldManager=kubectl-expose',
  ]);
  expect(bodies[1]).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'nginx', labels: { app: 'nginx' } },
    spec: { ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }], selector: { app: 'nginx' } },
    status: { loadBalancer: {} },
  });
});
