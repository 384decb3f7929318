// Cluster DNS by its Corefile: which plugin answers a question. Models coredns core/dnsserver/server.go and the order of plugin.cfg.
// Portolan does not simulate of CoreDNS's plugins: template, file, auto, etcd, acl, dns64 and autopath; a Corefile may name them.
// Differs: a changed Corefile holds at once; CoreDNS reads it again after up to two minutes (kubelet's sync, then the plugin reload).

import type { Corefile, ServerBlock } from '#machine/corefile.ts';
import { blockFor, forwardsOf, hostsOf, isKubernetes, podsMode, rewritten } from '#machine/corefile.ts';
import type { DnsAnswer } from '#machine/program.ts';
import type { Answer } from './answer.ts';
import { found, nodata, nxdomain } from './answer.ts';
import { resolveInCluster } from './cluster-dns.ts';
import { PUBLIC_RESOLVERS, resolveOutside } from './outside.ts';
import type { Zone } from './zone.ts';

export function resolveByCorefile(
  question: string,
  type: DnsAnswer['type'],
  zone: Zone,
  corefile: Corefile | undefined,
): Answer {
  if (!corefile || 'error' in corefile) return resolveInCluster(question, type, zone);
  const asked = question.replace(/\.$/, '').toLowerCase();
  const block = blockFor(corefile.blocks, asked);
  // Source: dnsserver ServeDNS: a zone that nobody serves.
  if (!block) return { code: 'REFUSED', answers: [] };
  const name = rewritten(asked, block.plugins);
  const answer = answerOf(name, type, zone, block, corefile.blocks);
  // What was rewritten is answered under the name that was asked for.
  if (name === asked) return answer;
  return { ...answer, answers: answer.answers.map((a) => (a.name === name ? { ...a, name: asked } : a)) };
}

function answerOf(
  name: string,
  type: DnsAnswer['type'],
  zone: Zone,
  { plugins }: ServerBlock,
  blocks: readonly ServerBlock[],
): Answer {
  const { ips, ends } = hostsOf(plugins, name);
  if (ips.length > 0) return type === 'A' ? found(...ips.map((data) => ({ name, type, ttl: 3600, data }))) : nodata();
  if (ends) return nxdomain();
  if (isKubernetes(plugins, name)) {
    if (name.endsWith('.pod.cluster.local') && !isPodAnswered(name, zone, podsMode(plugins))) return nxdomain();
    const further = (target: string): Answer => resolveByCorefile(target, type, zone, { blocks });
    return resolveInCluster(name, type, zone, further);
  }
  const upstream = forwardsOf(plugins, name);
  // Source: plugin.NextOrFailure: the chain ends without an answer.
  if (!upstream) return { code: 'SERVFAIL', answers: [] };
  const known = upstream.some(
    (to) => to.startsWith('/') || PUBLIC_RESOLVERS.includes(to.replace(/^(dns|tls):\/\//, '').replace(/:53$/, '')),
  );
  return known ? resolveOutside(name, type, zone.outside, zone.records) : { code: 'SERVFAIL', answers: [] };
}

/** `pods insecure` answers for every address; `verified` for those of Pods in that namespace; `disabled` for none. */
function isPodAnswered(name: string, zone: Zone, mode: string): boolean {
  if (mode !== 'verified') return mode === 'insecure';
  const [dashed = '', namespace] = name.split('.');
  return zone.podNamespaces?.get(dashed.replaceAll('-', '.')) === namespace;
}
