import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpoint, service, slice, web1, web2 } from '../../fixtures.test-data.ts';
import {
  addressesOfNode,
  NODES,
  type RandomCluster,
  type RandomPacket,
  randomCluster,
  randomPacket,
} from '../random-cluster.test-helper.ts';
import { compileRules } from '../rules.ts';
import { trace } from '../trace.ts';
import { serviceChain } from './chain-names.ts';
import { tablesOf } from './iptables.ts';
import { type Outcome, parse, send } from './netfilter.test-helper.ts';

const POD_CIDR = '10.244.0.0/16';
const nodeOne = { name: 'one', ip: '192.168.49.11', podCidr: POD_CIDR };

// As every cluster has them: https://github.com/kubernetes/kubernetes, any iptables-save of a kubeadm cluster.
test.each([
  ['default/kubernetes:https', 'TCP', 'KUBE-SVC-NPX46M4PTMTKRN6Y'],
  ['kube-system/kube-dns:dns', 'UDP', 'KUBE-SVC-TCOU7JCQXEZGVUNU'],
  ['kube-system/kube-dns:dns-tcp', 'TCP', 'KUBE-SVC-ERIFXISQEP7F7OF4'],
  ['kube-system/kube-dns:metrics', 'TCP', 'KUBE-SVC-JD5MR3NA4I4DYORP'],
] as const)('the chain of %s is %s %s', (name, protocol, chain) => {
  expect(serviceChain('SVC', { name, protocol } as never)).toBe(chain);
});

test('a Service with two endpoints reads as on a real node', () => {
  const web = service('web', {
    type: 'NodePort',
    clusterIP: '10.96.0.2',
    sessionAffinity: 'ClientIP',
    ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30_080 }],
  });
  const rules = compileRules([web], [slice('web', [endpoint(web1), endpoint(web2)], [['http', 8080]])]);
  const text = tablesOf(rules, nodeOne).nat.save();
  const lines = text.split('\n').filter((l) => /^-A KUBE-(SVC|SEP|EXT|SERVICES|NODEPORTS)/.test(l));
  expect(lines.join('\n').replaceAll(/KUBE-(SVC|SEP|EXT)-[A-Z2-7]{16}/g, 'KUBE-$1-#')).toBe(
    `
-A KUBE-EXT-# -m comment --comment "masquerade traffic for default/web:http external destinations" -j KUBE-MARK-MASQ
-A KUBE-EXT-# -j KUBE-SVC-#
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/web:http" -m tcp --dport 30080 -j KUBE-EXT-#
-A KUBE-SEP-# -s 10.244.1.4/32 -m comment --comment "default/web:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-# -p tcp -m comment --comment "default/web:http" -m recent --set --name KUBE-SEP-# --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.1.4:8080
-A KUBE-SEP-# -s 10.244.2.4/32 -m comment --comment "default/web:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-# -p tcp -m comment --comment "default/web:http" -m recent --set --name KUBE-SEP-# --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.2.4:8080
-A KUBE-SERVICES -d 10.96.0.2/32 -p tcp -m comment --comment "default/web:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-#
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-SVC-# ! -s 10.244.0.0/16 -d 10.96.0.2/32 -p tcp -m comment --comment "default/web:http cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-# -m comment --comment "default/web:http -> 10.244.1.4:8080" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-# --mask 255.255.255.255 --rsource -j KUBE-SEP-#
-A KUBE-SVC-# -m comment --comment "default/web:http -> 10.244.2.4:8080" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-# --mask 255.255.255.255 --rsource -j KUBE-SEP-#
-A KUBE-SVC-# -m comment --comment "default/web:http -> 10.244.1.4:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-#
-A KUBE-SVC-# -m comment --comment "default/web:http -> 10.244.2.4:8080" -j KUBE-SEP-#
`.trim(),
  );
});

/** What the printed rules of the nodes on the way make of a packet; undefined: none of them has it in hand. */
function byRules(cluster: RandomCluster, packet: RandomPacket): readonly Outcome[] | undefined {
  const rules = compileRules(cluster.services, cluster.slices);
  const client = cluster.topology.byPlace.get(packet.from)!;
  const from = client.kind === 'node' ? client.internalIP! : client.ip;
  const on = (name: string): readonly Outcome[] => {
    const zone = cluster.zones[NODES.indexOf(name as 'one')];
    const tables = tablesOf(rules, { name, zone, ip: addressesOfNode(name)[0]!, podCidr: POD_CIDR });
    const text = [tables.mangle, tables.filter, tables.nat].map((table) => table.save()).join('');
    const isOwn = client.kind === 'node' && client.name === name;
    const protocol = packet.protocol === 'UDP' ? 'udp' : 'tcp';
    return send(parse(text), { from, ip: packet.ip, port: packet.port, protocol, isOwn, local: addressesOfNode(name) });
  };
  const owner = NODES.find((name) => addressesOfNode(name).includes(packet.ip));
  const own = client.kind === 'node' ? client.name : client.kind === 'pod' ? client.nodeName : undefined;
  if (own === undefined) return owner && packet.ip.startsWith('203.') ? on(owner) : undefined;
  const first = on(own);
  return owner && owner !== own && first.every(({ what }) => what === 'passes') ? on(owner) : first;
}

test('the printed rules do with any packet what the simulated network does', () => {
  fc.assert(
    fc.property(randomCluster, randomPacket, (cluster, packet) => {
      const outcomes = byRules(cluster, packet);
      if (!outcomes) return;
      const rules = compileRules(cluster.services, cluster.slices);
      const { ip, port, protocol } = packet;
      const seen = new Set<string>();
      for (let i = 0; i < 12; i++) {
        const result = trace({ from: packet.from, to: { ip, port, protocol } }, cluster.topology, rules, (n) => i % n);
        const picked = /picked endpoint (\S+)/.exec(
          result.hops.find(({ at }) => at.startsWith('service/'))?.did ?? '',
        )?.[1];
        const client = cluster.topology.byPlace.get(packet.from)!;
        const own = client.kind === 'node' ? client.internalIP : client.ip;
        const hidden = result.delivered ? String(result.delivered.sourceIP !== own) : '?';
        // The node lets it go to the load balancer: what comes of it there is another node's affair.
        if (result.hops.some(({ at }) => at.startsWith('load-balancer/'))) seen.add('passes');
        else if (picked) seen.add(`translated ${picked} ${hidden}`);
        else if (result.hops.at(-1)?.at.startsWith('service/') && !/has no port/.test(result.hops.at(-1)!.did))
          seen.add(result.verdict === 'refused' ? 'REJECT' : 'DROP');
        else seen.add('passes');
      }
      const printed = new Set<string>();
      for (const { what, to, masqueraded } of outcomes) {
        const isHeard = to.endsWith(':8080');
        // A node's own packets bear its address either way.
        const isNode = packet.from.startsWith('node/');
        const crossed =
          isNode &&
          !addressesOfNode(packet.from.slice(5)).includes(ip) &&
          addressesOfNode('one').concat(addressesOfNode('two'), addressesOfNode('three')).includes(ip);
        const hidden = !isHeard ? '?' : String(masqueraded && (!isNode || crossed));
        printed.add(what === 'translated' ? `translated ${to} ${hidden}` : what);
      }
      expect(seen).toEqual(printed);
      // Every endpoint is as likely as every other.
      const translated = outcomes.filter(({ what }) => what === 'translated');
      for (const { chance } of translated) expect(chance).toBeCloseTo(1 / translated.length, 6);
    }),
    { numRuns: 1000 },
  );
}, 60_000);
