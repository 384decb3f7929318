// Expressions as people write them in policies, over a Pod and a Deployment; many are from Kubernetes' own documentation.

import { expect, test } from 'vitest';
import { cel, loadCel } from './loader.ts';

await loadCel();

const pod = {
  metadata: { name: 'web', labels: { app: 'web' }, annotations: { a: '1' } },
  spec: {
    containers: [
      {
        name: 'a',
        image: 'prod.example.com/nginx:1.25',
        resources: { limits: { memory: '64Mi' } },
        ports: [{ containerPort: 80 }],
      },
      { name: 'b', image: 'busybox:latest', securityContext: { privileged: true } },
    ],
    replicas: 3,
    volumes: [{ name: 'v', hostPath: { path: '/var' } }],
  },
};

function evaluate(expression: string): unknown {
  const { policyEnvironment, compile, dynamic } = cel();
  const program = compile(expression, policyEnvironment({ hasParams: true, variables: [] }));
  if (!('run' in program)) return program;
  const outcome = program.run({
    object: dynamic(pod),
    oldObject: dynamic({ ...pod, spec: { ...pod.spec, replicas: 2 } }),
    params: dynamic({ maxReplicas: 5, allowed: ['a', 'b'] }),
  });
  return 'value' in outcome ? outcome.value : outcome;
}

test.each([
  ['object.spec.containers.all(c, has(c.resources) && has(c.resources.limits))', false],
  ["object.spec.containers.exists(c, c.image.endsWith(':latest'))", true],
  ["object.spec.containers.filter(c, c.image.contains('example.com/')).all(c, c.image.startsWith('prod.'))", true],
  ["!has(object.metadata.labels) || !('env' in object.metadata.labels)", true],
  ["object.metadata.labels['app'] == 'web' && object.metadata.labels.app == 'web'", true],
  ['object.spec.replicas <= params.maxReplicas', true],
  ['int(object.spec.replicas) <= int(params.maxReplicas) && object.spec.replicas > 2', true],
  ['object.spec.replicas >= oldObject.spec.replicas && object.spec != oldObject.spec', true],
  ['object.metadata == oldObject.metadata', true],
  ["object.metadata.?annotations['b'].orValue('none') == 'none'", true],
  ["object.metadata.?annotations[?'b'].orValue('none') == 'none'", true],
  ['object.?spec.?strategy.?type.hasValue()', false],
  ["object.spec.?initContainers.orValue([]).all(c, c.name != 'x')", true],
  [
    'object.spec.containers.all(c, !(has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged))',
    false,
  ],
  ['object.spec.containers.all(c, c.?securityContext.?privileged.orValue(false) == false)', false],
  ['object.spec.volumes.all(v, !has(v.hostPath))', false],
  ["quantity(object.spec.containers[0].resources.limits.memory).isLessThan(quantity('1Gi'))", true],
  ["quantity(object.spec.containers[0].resources.limits.memory).compareTo(quantity('64Mi')) == 0", true],
  ["object.spec.containers.map(c, c.name).join(',') == 'a,b'", true],
  ["object.spec.containers.map(c, c.name) == ['a', 'b']", true],
  ['object.spec.containers.map(c, c.name).all(n, n in params.allowed)', true],
  [
    'size(object.spec.containers) == 2 && object.spec.containers.size() == 2 && size(object.metadata.labels) == 1',
    true,
  ],
  ["object.metadata.name.matches('^[a-z]+$') && object.metadata.name.size() < 10", true],
  ["object.spec.containers.exists_one(c, c.name == 'a')", true],
  [
    'object.spec.containers.filter(c, has(c.ports)).all(c, c.ports.all(p, p.containerPort >= 80 && p.containerPort < 1024))',
    true,
  ],
  ["object.metadata.labels.all(k, k.startsWith('a'))", true],
  ["object.metadata.labels.exists(k, object.metadata.labels[k] == 'web')", true],
  ['has(object.spec.nope) ? object.spec.nope == 1 : true', true],
  ['has(object.spec.containers[0].resources)', true],
  ['has(object.spec.containers[1].resources)', false],
  ['object.spec.containers.all(c, has(object.spec.containers[0].resources.limits))', true],
  ['(object.spec.replicas % 2) == 1', true],
  ["string(object.spec.replicas) + ' replicas' == '3 replicas'", true],
  ["'replicas: ' + string(object.spec.replicas) == 'replicas: 3'", true],
  ["'%s has %d'.format([object.metadata.name, object.spec.replicas]) == 'web has 3'", true],
  ["object.metadata.name in ['web', 'api']", true],
  ["object.spec.containers[0].image.split(':')[1] == '1.25'", true],
  ["object.spec.containers[0].image.split('/')[0] in ['prod.example.com']", true],
  ['type(object.spec.replicas) == int && type(object.metadata) == map', true],
  ['[1, 2, 3].exists(i, i == object.spec.replicas)', true],
  ["(object.spec.containers + [{'name': 'c'}]).size() == 3", true],
  [
    "object.spec.containers.map(c, c.image.lastIndexOf(':') > 0 ? c.image.substring(c.image.lastIndexOf(':') + 1) : '') == ['1.25', 'latest']",
    true,
  ],
  ['cel.bind(n, object.spec.replicas, n > 1 && n < 5)', true],
  ['dyn(object.spec.replicas) == 3 && object.spec.replicas == 3', true],
  ['object.spec.containers.all(c, c.name.lowerAscii() == c.name)', true],
  ["timestamp('2024-01-01T00:00:00Z') < timestamp('2025-01-01T00:00:00Z')", true],
  ["duration('1h').getMinutes() == 60", true],
  ['object.spec.containers.map(c, size(c.name)).sum() == 2', true],
  ['sets.contains(params.allowed, object.spec.containers.map(c, c.name))', true],
  ["'app' in object.metadata.labels && object.metadata.labels['app'].startsWith('w')", true],
  ['object.spec.replicas == 3 || object.spec.nope == 1', true],
  ['object.spec.nope == 1 || object.spec.replicas == 3', true],
  ["url('https://a.b/c').getHost() == 'a.b'", true],
  ['params != null && params.maxReplicas != null', true],
  ["object.spec.containers.all(c, c.image.find('[0-9]+') != '' || true)", true],
  ["object.spec.containers.all(i, c, i < 2 && c.name != '')", true],
  ["object.metadata.labels.exists(k, v, k == 'app' && v == 'web')", true],
  ['object.spec.containers.transformList(i, c, i) == [0, 1]', true],
  ["object.spec.containers.transformList(i, c, i > 0, c.name) == ['b']", true],
  ["object.metadata.labels.transformMap(k, v, v + '!')['app'] == 'web!'", true],
  ["object.spec.containers.transformMapEntry(i, c, {c.name: i})['b'] == 1", true],
  ["{'a': 1}.all(k, v, k == 'a' && v == 1)", true],
  ["object.spec.containers.existsOne(i, c, c.name == 'a')", true],
  ['object.spec.containers.all(i, c, object.spec.containers.all(j, d, i == j || c.name != d.name))', true],
  ['object.spec.containers.exists(i, c, c.nope == 1 || i == 1)', true],
])('%s', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});
