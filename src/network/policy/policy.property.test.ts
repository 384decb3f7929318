// Any policies, any connection: the dataplane decides as a literal reading of the API reference does.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/networking/types.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';
import { pod } from '../fixtures.test-data.ts';
import { egressDenial, ingressDenial, type Policies } from './policy.ts';
import { isAllowed, type Party, type Server } from './reading.test-helper.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 3000);

const keys = fc.constantFrom('app', 'tier');
const values = fc.constantFrom('a', 'b');
const labels = fc.dictionary(keys, values);
const operator = fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist');
const expression = fc
  .record({ key: keys, operator, values: fc.uniqueArray(values, { minLength: 1 }) })
  .map(({ key, operator, values }) => (operator.endsWith('In') ? { key, operator, values } : { key, operator }));
const selector: fc.Arbitrary<LabelSelector> = fc.record(
  { matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) },
  { requiredKeys: [] },
) as fc.Arbitrary<LabelSelector>;
const namespace = fc.constantFrom('red', 'blue');
const ip = fc
  .tuple(fc.constantFrom(10, 192), fc.constantFrom(0, 1, 128), fc.constantFrom(1, 2))
  .map(([a, c, d]) => `${a}.244.${c}.${d}`);
const cidr = fc.tuple(ip, fc.constantFrom(0, 8, 16, 23, 24, 25, 31, 32)).map(([ip, length]) => `${ip}/${length}`);
const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: fc.record({ cidr, except: fc.array(cidr, { maxLength: 2 }) }) }),
);
const number = fc.constantFrom(80, 81, 90);
const protocol = fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const);
const port: fc.Arbitrary<NetworkPolicyPort> = fc.oneof(
  fc.record({ port: number, protocol }, { requiredKeys: ['port'] }),
  fc.record({ port: number, endPort: fc.constantFrom(80, 85, 90) }),
  fc.record({ port: fc.constantFrom('http', 'other'), protocol }, { requiredKeys: ['port'] }),
  fc.record({ protocol }),
);
const few = { maxLength: 2 };
const ingress = fc.array(
  fc.record({ ports: fc.array(port, few), from: fc.array(peer, few) }, { requiredKeys: [] }),
  few,
);
const egress = fc.array(fc.record({ ports: fc.array(port, few), to: fc.array(peer, few) }, { requiredKeys: [] }), few);
const types = fc.constantFrom<NetworkPolicy['spec']['policyTypes'][]>(
  ['Ingress'],
  ['Egress'],
  ['Ingress', 'Egress'],
) as fc.Arbitrary<('Ingress' | 'Egress')[]>;
const policy: fc.Arbitrary<NetworkPolicy> = fc
  .record({
    namespace,
    spec: fc.record({ podSelector: selector, ingress, egress, policyTypes: types }, { requiredKeys: ['podSelector'] }),
  })
  .map(({ namespace, spec }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace },
    spec,
  }));
const namedPorts = fc.array(fc.record({ name: fc.constantFrom('http', 'other'), number, protocol }), few);
const party = (name: string): fc.Arbitrary<Party> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ ip, pod: fc.record({ name: fc.constant(name), namespace, labels }) }) },
    fc.record({ ip }),
  );

/** What the dataplane knows of a party. */
function endOf({ ip, pod: of }: Party, ports: Server['namedPorts'] = []) {
  if (!of) return { ip, pod: undefined };
  const containers = [
    { name: 'c', ports: ports.map((p) => ({ name: p.name, containerPort: p.number, protocol: p.protocol })) },
  ];
  const made = pod(of.name, ip, 'one', of.labels, true, { containers });
  made.metadata.namespace = of.namespace;
  return { ip, pod: made };
}

test('a connection is dropped exactly when the API reference says so', () => {
  const outcomes = { allowed: 0, denied: 0 };
  fc.assert(
    fc.property(
      fc.array(policy, { maxLength: 4 }),
      party('client'),
      fc.tuple(party('server'), namedPorts).map(([p, namedPorts]): Server => ({ ...p, namedPorts })),
      number,
      protocol,
      fc.record({ red: labels, blue: labels }),
      (all, client, server, port, protocol, namespaceLabels) => {
        const policies: Policies = { all, namespaceLabels };
        const from = endOf(client);
        const to = endOf(server, server.pod ? server.namedPorts : []);
        const at = { number: port, protocol };
        const denial =
          (from.pod && egressDenial(from.pod, to, at, policies)) ??
          (to.pod && ingressDenial(to.pod, from, at, policies));
        const named = server.pod ? server : { ...server, namedPorts: [] };
        const allowed = isAllowed({ client, server: named, port, protocol }, all, namespaceLabels);
        outcomes[allowed ? 'allowed' : 'denied']++;
        expect(denial === undefined).toBe(allowed);
      },
    ),
    { numRuns: RUNS, seed: Number(process.env.PROPERTY_SEED ?? 1) },
  );
  // A generator that only ever allows would prove nothing.
  expect(Math.min(outcomes.allowed, outcomes.denied)).toBeGreaterThan(RUNS / 10);
});
