import { expect, test } from 'vitest';
import type { Ingress } from '#api/networking/types.ts';
import { created } from '../../../admission/attributes.testing.ts';
import { defaultIngressClass } from '../../../admission/defaultingressclass/defaultingressclass.ts';
import { ingressColumns } from './printer.ts';
import { ingressStrategy } from './strategy.ts';

type Spec = Ingress['spec'];
const ingress = (spec: Spec, annotations?: Record<string, string>): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'default', ...(annotations && { annotations }) },
  spec,
});
const backend = { service: { name: 'web', port: { number: 80 } } };
const path = (more: object): Spec => ({
  rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend, ...more }] } }],
});
const at = 'spec.rules[0].http.paths[0]';

test.each<[Spec, string[]]>([
  [{}, ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
  [{ rules: [{ http: { paths: [] } }] }, ['spec.rules[0].http.paths: Required value']],
  [
    { rules: [{ http: { paths: [{ path: 'foo', backend }] } }] },
    [`${at}.pathType: Required value: pathType must be specified`],
  ],
  [
    path({ pathType: 'prefix' }),
    [`${at}.pathType: Unsupported value: "prefix": supported values: "Exact", "ImplementationSpecific", "Prefix"`],
  ],
  [path({ path: 'foo' }), [`${at}.path: Invalid value: "foo": must be an absolute path`]],
  [path({ path: '/a//b' }), [`${at}.path: Invalid value: "/a//b": must not contain '//'`]],
  [path({ path: '/a/..' }), [`${at}.path: Invalid value: "/a/..": cannot end with '/..'`]],
  [path({ backend: {} }), [`${at}.backend: Invalid value: "": resource or service backend is required`]],
  [path({ backend: { service: { name: 'web' } } }), [`${at}.backend: Required value: port name or number is required`]],
  [
    path({ backend: { service: { name: 'web', port: { number: 70000 } } } }),
    [`${at}.backend.service.port.number: Invalid value: 70000: must be between 1 and 65535, inclusive`],
  ],
  [
    { ...path({}), rules: [{ ...path({}).rules![0]!, host: '1.2.3.4' }] },
    ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address'],
  ],
  [{ defaultBackend: backend }, []],
])('%j', (spec, errors) => {
  expect(ingressStrategy.validate!(ingress(spec)).map((e) => `${e.field}: ${e.body}`)).toEqual(errors);
});

test('a class: by annotation, by both, by default', () => {
  const annotated = ingress(path({}), { 'kubernetes.io/ingress.class': 'x' });
  expect(ingressStrategy.warnings!(annotated)).toEqual([
    'annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead',
  ]);
  annotated.spec.ingressClassName = 'nginx';
  expect(ingressStrategy.validate!(annotated).map((e) => `${e.field}: ${e.body}`)).toEqual([
    'annotations.kubernetes.io/ingress.class: Invalid value: "x": must match `ingressClassName` when both are specified',
  ]);
  const isDefault = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
  const classes = [
    { metadata: { name: 'old', creationTimestamp: '2026-01-01T00:00:00Z', annotations: isDefault } },
    { metadata: { name: 'new', creationTimestamp: '2026-01-02T00:00:00Z', annotations: isDefault } },
    { metadata: { name: 'other', creationTimestamp: '2026-01-03T00:00:00Z' } },
  ];
  const plain = ingress(path({}));
  defaultIngressClass.admit!(created(ingressStrategy, plain), { storage: { list: () => classes } } as never);
  expect(plain.spec.ingressClassName).toBe('new');
});

test('cells', () => {
  const rules = ['a', 'b', 'c', 'd'].map((host) => ({ host: `${host}.example.com` }));
  const shown = (object: Ingress): unknown[] => ingressColumns.slice(1, 5).map((c) => c.cell(object, 0));
  expect(shown(ingress({ rules: [{}] }))).toEqual(['<none>', '*', '', '80']);
  const status = { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } };
  expect(shown({ ...ingress({ ingressClassName: 'nginx', rules, tls: [{}] }), status })).toEqual([
    'nginx',
    'a.example.com,b.example.com,c.example.com + 1 more...',
    '203.0.113.9',
    '80, 443',
  ]);
});
