// Models the resolver of a C library: /etc/resolv.conf, /etc/hosts, and the order in which names are tried.

import type { Pod } from '#api/core/types.ts';
import { CLUSTER_DOMAIN } from './zone.ts';

/** Conventionally the tenth address of the service range. Source: kubeadm. */
export const CLUSTER_DNS_IP = '10.96.0.10';

export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutSeconds: number;
  readonly attempts: number;
}

export function parseResolvConf(text: string): ResolvConf {
  const nameservers: string[] = [];
  let search: readonly string[] = [];
  const options = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [word, ...rest] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (word === 'nameserver' && rest[0]) nameservers.push(rest[0]);
    else if (word === 'search' || word === 'domain') search = rest.map((name) => name.replace(/\.$/, ''));
    else if (word === 'options')
      for (const option of rest) {
        const [key = '', value] = option.split(':');
        options.set(key, Number(value));
      }
  }
  return {
    nameservers: nameservers.slice(0, 3),
    search,
    ndots: Math.min(options.get('ndots') ?? 1, 15),
    timeoutSeconds: Math.min(options.get('timeout') ?? 5, 30),
    attempts: Math.min(options.get('attempts') ?? 2, 5),
  };
}

/** The complete names to ask for, in order. A final dot says that the name is complete already. */
export function candidates(name: string, { search, ndots }: Pick<ResolvConf, 'search' | 'ndots'>): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = search.filter((suffix) => suffix !== '').map((suffix) => `${name}.${suffix}`);
  const dots = name.split('.').length - 1;
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}

/** The address that a hosts file gives a name. IPv4 only. */
export function hostsEntry(hosts: string, name: string): string | undefined {
  const wanted = name.replace(/\.$/, '').toLowerCase();
  for (const line of hosts.split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip && !ip.includes(':') && names.some((n) => n.toLowerCase() === wanted)) return ip;
  }
  return undefined;
}

/** The /etc/resolv.conf that kubelet writes for a Pod. Source: pkg/kubelet/network/dns GetPodDNS. */
export function resolvConfOf(pod: Pod, nodeResolvConf: string): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = pod.spec;
  const clusterFirst = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const node = parseResolvConf(nodeResolvConf);
  const namespace = pod.metadata.namespace ?? 'default';
  const none = dnsPolicy === 'None';
  const cluster = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN];
  const base = clusterFirst
    ? { nameservers: [CLUSTER_DNS_IP], search: [...cluster, ...node.search], options: ['ndots:5'] }
    : { nameservers: none ? [] : node.nameservers, search: none ? [] : node.search, options: [] };
  const options = new Map(base.options.map((option) => [option.split(':')[0]!, option]));
  for (const { name, value } of dnsConfig?.options ?? []) options.set(name, value ? `${name}:${value}` : name);
  const search = [...new Set([...base.search, ...(dnsConfig?.searches ?? [])])];
  const servers = [...new Set([...base.nameservers, ...(dnsConfig?.nameservers ?? [])])];
  return [
    ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.size > 0 ? [`options ${[...options.values()].join(' ')}`] : []),
    '',
  ].join('\n');
}
