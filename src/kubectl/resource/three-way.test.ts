import { expect, test } from 'vitest';
import { threeWayPatch, twoWayPatch } from './three-way.ts';

const service = (ports: unknown[], more: object = {}) => ({ kind: 'Service', spec: { ports, ...more } });
const rules = { kind: 'Service', strategic: true };

test('a port that changes its number is one added and one deleted, as kubectl edit was recorded to send', () => {
  const port = (n: number) => ({ port: n, protocol: 'TCP', targetPort: 8080 });
  expect(twoWayPatch(service([port(80)]), service([port(8080)]), rules)).toEqual({
    spec: {
      '$setElementOrder/ports': [{ port: 8080 }],
      ports: [
        { port: 8080, protocol: 'TCP', targetPort: 8080 },
        { $patch: 'delete', port: 80 },
      ],
    },
  });
});

test('what the server filled in stays; what was applied and is gone is taken away', () => {
  const applied = service([{ port: 80 }], { type: 'NodePort', externalName: 'x' });
  const wanted = service([{ port: 80 }], { type: 'NodePort' });
  const live = service([{ port: 80, nodePort: 30080, protocol: 'TCP' }], {
    type: 'NodePort',
    externalName: 'x',
    clusterIP: '10.0.0.1',
  });
  expect(threeWayPatch(applied, wanted, live, rules)).toEqual({ spec: { externalName: null } });
  expect(threeWayPatch(wanted, wanted, live, rules)).toEqual({});
});

test('a merge patch replaces lists whole', () => {
  const patch = twoWayPatch(
    { spec: { rules: [1, 2] } },
    { spec: { rules: [1] } },
    { kind: 'HTTPRoute', strategic: false },
  );
  expect(patch).toEqual({ spec: { rules: [1] } });
});
