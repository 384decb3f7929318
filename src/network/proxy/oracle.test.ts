// Whatever Services, endpoints, policies, hints, zones and health there are: what becomes of a connection is what the specification says.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomesOf } from './oracle.test-helper.ts';
import { randomCluster, randomPacket } from './random-cluster.test-helper.ts';
import { compileRules, Rules } from './rules.ts';
import { trace } from './trace.ts';

test('a connection is answered exactly as the specification says', () => {
  fc.assert(
    fc.property(randomCluster, randomPacket, ({ services, slices, topology, ...rest }, packet) => {
      const rules = compileRules(services, slices);
      const { ip, port, protocol } = packet;
      const seen = new Set<string>();
      // Two choices, of a node and of an endpoint, or one of an endpoint: up to three nodes, up to four endpoints.
      for (let a = 0; a < 12; a++)
        for (let b = 0; b < (a < 3 ? 12 : 1); b++) {
          const picks = [a, b];
          const { verdict, delivered } = trace(
            { from: packet.from, to: { ip, port, protocol } },
            topology,
            rules,
            (n) => (picks.shift() ?? b) % n,
          );
          seen.add(
            delivered ? `${delivered.ip} seeing ${delivered.sourceIP}` : verdict === 'refused' ? 'refused' : 'silence',
          );
        }
      expect(seen).toEqual(outcomesOf({ services, slices, topology, ...rest }, packet));
    }),
    { numRuns: 2000 },
  );
}, 60_000);

test('rules that were changed on the way are those that are made anew', () => {
  fc.assert(
    fc.property(fc.array(randomCluster, { minLength: 2, maxLength: 5 }), randomPacket, (clusters, packet) => {
      const grown = new Rules();
      for (const { services, slices, topology } of clusters) {
        grown.update(services, slices);
        const fresh = compileRules(services, slices);
        const { ip, port, protocol } = packet;
        const ask = (rules: Rules) =>
          trace({ from: packet.from, to: { ip, port, protocol } }, topology, rules, (n) => 7 % n);
        expect(ask(grown)).toEqual(ask(fresh));
        expect([...grown.byAddress.keys()].sort()).toEqual([...fresh.byAddress.keys()].sort());
        expect([...grown.owners].sort()).toEqual([...fresh.owners].sort());
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);
