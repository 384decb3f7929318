import { expect, test } from 'vitest';
import { structOfKind } from '#apimachinery/schema/schema.ts';
import { typedErrors } from './validate.ts';

const errorsOf = (apiVersion: string, kind: string, value: object): string | undefined =>
  typedErrors(value, { is: 'struct', name: kind, struct: structOfKind(apiVersion, kind)! });
const pod = (...containers: object[]): string | undefined => errorsOf('v1', 'Pod', { spec: { containers } });

// Texts as users of server-side apply report them, and sigs.k8s.io/structured-merge-diff typed/validate.go.
test.each([
  [errorsOf('v1', 'Service', { spec: { selctor: {} } }), '.spec.selctor: field not declared in schema'],
  [errorsOf('v1', 'ConfigMap', { data: { a: 1 } }), '.data.a: expected string, got &value.valueUnstructured{Value:1}'],
  [
    errorsOf('v1', 'Service', { spec: { ports: [{ port: '80' }] } }),
    '.spec.ports[port="80",protocol="TCP"].port: expected numeric (int or float), got string',
  ],
  [
    errorsOf('apps/v1', 'Deployment', { spec: { replicas: 'lots' } }),
    '.spec.replicas: expected numeric (int or float), got string',
  ],
  [
    pod({ name: 'x', env: [{ name: 'A' }, { name: 'A' }] }),
    '.spec.containers[name="x"].env: duplicate entries for key [name="A"]',
  ],
  // A required member has Go's zero value in OpenAPI, which is key enough: that it is missing is for validation to say.
  [pod({ image: 'x' }), undefined],
  [pod({ image: 'x' }, {}), '.spec.containers: duplicate entries for key [name=""]'],
  [
    errorsOf('v1', 'ServiceAccount', { secrets: [{ kind: 'x' }] }),
    '.secrets: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)',
  ],
  [
    errorsOf('v1', 'Pod', { spec: { containers: [null] } }),
    '.spec.containers: element 0: associative list with keys may not have a null element',
  ],
  [
    pod({ name: 'x', imag: 'y', ports: [{ containerPort: 80, prot: 'TCP' }] }),
    '.spec.containers[name="x"].imag: field not declared in schema',
  ],
  [pod({ name: 'x', resources: { limits: { cpu: 1 } }, ports: [{ containerPort: 80 }] }), undefined],
])('%#: %s', (found, expected) => expect(found).toBe(expected));
