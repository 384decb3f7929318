// What kube-proxy has written on a node, as iptables-save shows it. Models pkg/proxy/iptables syncProxyRules of v1.34, and ensureChains.
// Differs: chains stand in the order of their names and Services too; upstream's order is a Go map's. No nfacct counters.

import type { Service } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { inCidr } from '../../address.ts';
import { lookup, type Rules } from '../rules.ts';
import type { Backend, ServicePortRule, Standpoint } from '../service-port.ts';
import { endpointChain, serviceChain } from './chain-names.ts';
import { Table } from './table.ts';

export interface ProxyNode extends Standpoint {
  readonly ip: string;
  /** kube-proxy's `--cluster-cidr`: what comes from there is a Pod. */
  readonly podCidr: string;
}

export interface Tables {
  readonly mangle: Table;
  readonly filter: Table;
  readonly nat: Table;
}

export function tablesOf(rules: Rules, node: ProxyNode): Tables {
  const tables: Tables = {
    mangle: new Table('mangle', ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']),
    filter: new Table('filter', ['INPUT', 'FORWARD', 'OUTPUT']),
    nat: new Table('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']),
  };
  frame(tables);
  const services = [...rules.services].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const service of services) writeService(service, rules, node, tables);
  tables.nat.add(
    'KUBE-SERVICES',
    `${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
  );
  return tables;
}

const comment = (text: string): string => `-m comment --comment ${/[^\w-]/.test(text) ? JSON.stringify(text) : text}`;
const NEW = '-m conntrack --ctstate NEW';

/** The chains that are there without any Service, and the ways into them. Source: iptablesJumpChains. */
function frame({ mangle, filter, nat }: Tables): void {
  for (const table of [mangle, filter, nat]) table.add('KUBE-KUBELET-CANARY');
  for (const table of [mangle, filter, nat]) table.add('KUBE-PROXY-CANARY');
  mangle.add('KUBE-IPTABLES-HINT');
  for (const chain of ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-NODEPORTS', 'KUBE-PROXY-FIREWALL'])
    filter.add(chain);
  const firewall = `${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`;
  const portals = `${NEW} ${comment('kubernetes service portals')} -j KUBE-SERVICES`;
  const external = `${NEW} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`;
  const health = `${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`;
  filter.add('INPUT', firewall, health, external, '-j KUBE-FIREWALL');
  filter.add('FORWARD', firewall, `${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`, portals, external);
  filter.add('OUTPUT', firewall, portals, '-j KUBE-FIREWALL');
  filter.add(
    'KUBE-FIREWALL',
    `! -s 127.0.0.0/8 -d 127.0.0.0/8 ${comment('block incoming localnet connections')} -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
  );
  filter.add(
    'KUBE-FORWARD',
    '-m conntrack --ctstate INVALID -j DROP',
    `${comment('kubernetes forwarding rules')} -m mark --mark 0x4000/0x4000 -j ACCEPT`,
    `${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
  );
  for (const chain of ['PREROUTING', 'OUTPUT'])
    nat.add(chain, `${comment('kubernetes service portals')} -j KUBE-SERVICES`);
  nat.add('POSTROUTING', `${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`);
  nat.add(
    'KUBE-POSTROUTING',
    '-m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-j MARK --set-xmark 0x4000/0x0',
    `${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
  );
  nat.add('KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000');
  nat.add('KUBE-NODEPORTS');
  nat.add('KUBE-SERVICES');
}

function writeService(service: Service, rules: Rules, node: ProxyNode, tables: Tables): void {
  const { spec, status } = service;
  const clusterIP = spec.clusterIP ?? '';
  const vips = (status?.loadBalancer?.ingress ?? []).filter(({ ip, ipMode }) => ip && ipMode !== 'Proxy');
  const balancerIPs = spec.type === 'LoadBalancer' ? vips.map(({ ip }) => ip!) : [];
  for (const port of spec.ports ?? []) {
    const target = lookup(rules, clusterIP, port.port, port.protocol ?? 'TCP')?.target;
    if (!target) continue;
    const externalIPs = spec.externalIPs ?? [];
    writePort({
      target,
      clusterIP,
      externalIPs,
      balancerIPs,
      healthPort: spec.healthCheckNodePort ?? 0,
      node,
      ...tables,
    });
  }
}

interface PortRules extends Pick<Tables, 'filter' | 'nat'> {
  readonly target: ServicePortRule;
  readonly clusterIP: string;
  readonly externalIPs: readonly string[];
  readonly balancerIPs: readonly string[];
  readonly healthPort: number;
  readonly node: ProxyNode;
}

function writePort(port: PortRules): void {
  const { target, clusterIP, externalIPs, balancerIPs, healthPort, node, filter, nat } = port;
  const { name, nodePort, sourceRanges, internalPolicy, externalPolicy } = target;
  const protocol = target.protocol.toLowerCase();
  const isExternal = nodePort !== 0 || externalIPs.length > 0 || balancerIPs.length > 0;
  const usesCluster = internalPolicy === 'Cluster' || isExternal;
  const usesLocal = internalPolicy === 'Local' || (externalPolicy === 'Local' && isExternal);
  const cluster = usesCluster ? target.backendsFor(node) : [];
  const local = usesLocal ? target.backendsOnNode(node.name) : [];
  const hasEndpoints = target.backends.length > 0;
  const hasInternal = internalPolicy === 'Local' ? local.length > 0 : hasEndpoints;
  const hasExternal = externalPolicy === 'Local' ? local.length > 0 : hasEndpoints;
  const [svc, svl, ext, fw] = (['SVC', 'SVL', 'EXT', 'FW'] as const).map((kind) => serviceChain(kind, target)) as [
    string,
    string,
    string,
    string,
  ];
  const internal = internalPolicy === 'Local' ? svl : svc;
  const to = (ip: string, number: number, text: string, jump: string): string =>
    `${ip ? `-d ${ip}/32 ` : ''}-p ${protocol} ${comment(text)} -m ${protocol} --dport ${number} -j ${jump}`;
  // Nowhere an endpoint: refused. None here: dropped, for policy Local.
  const why = hasEndpoints ? `${name} has no local endpoints` : `${name} has no endpoints`;
  const stop = hasEndpoints ? 'DROP' : 'REJECT --reject-with icmp-port-unreachable';

  if (hasInternal) nat.add('KUBE-SERVICES', to(clusterIP, target.port, `${name} cluster IP`, internal));
  else filter.add('KUBE-SERVICES', to(clusterIP, target.port, why, stop));
  const usesFirewall = hasEndpoints && balancerIPs.length > 0 && sourceRanges.length > 0;
  for (const ip of externalIPs) {
    if (hasEndpoints) nat.add('KUBE-SERVICES', to(ip, target.port, `${name} external IP`, ext));
    if (!hasExternal) filter.add('KUBE-EXTERNAL-SERVICES', to(ip, target.port, why, stop));
  }
  for (const ip of balancerIPs) {
    if (hasEndpoints) nat.add('KUBE-SERVICES', to(ip, target.port, `${name} loadbalancer IP`, usesFirewall ? fw : ext));
    if (usesFirewall)
      filter.add('KUBE-PROXY-FIREWALL', to(ip, target.port, `${name} traffic not accepted by ${fw}`, 'DROP'));
    if (!hasExternal) filter.add('KUBE-EXTERNAL-SERVICES', to(ip, target.port, why, stop));
  }
  if (nodePort) {
    if (hasEndpoints) nat.add('KUBE-NODEPORTS', to('', nodePort, name, ext));
    if (!hasExternal)
      filter.add(
        'KUBE-EXTERNAL-SERVICES',
        `-p ${protocol} ${comment(why)} -m addrtype --dst-type LOCAL -m ${protocol} --dport ${nodePort} -j ${stop}`,
      );
  }
  if (healthPort)
    filter.add(
      'KUBE-NODEPORTS',
      `-p tcp ${comment(`${name} health check node port`)} -m tcp --dport ${healthPort} -j ACCEPT`,
    );
  if (hasInternal)
    nat.add(internal, `! -s ${node.podCidr} ${to(clusterIP, target.port, `${name} cluster IP`, 'KUBE-MARK-MASQ')}`);
  if (hasEndpoints && isExternal)
    writeExternal(port, { svc, ext, policy: externalPolicy === 'Local' ? svl : svc, hasExternal });
  if (usesFirewall) {
    const all = comment(`${name} loadbalancer IP`);
    for (const range of sourceRanges) nat.add(fw, `-s ${range} ${all} -j ${ext}`);
    if (sourceRanges.some((range) => inCidr(node.ip, range)))
      for (const ip of balancerIPs) nat.add(fw, `-s ${ip}/32 ${all} -j ${ext}`);
    nat.add(fw, comment(`other traffic to ${name} will be dropped by KUBE-PROXY-FIREWALL`));
  }
  if (cluster.length > 0) writeChoice(nat, svc, target, cluster);
  if (local.length > 0) writeChoice(nat, svl, target, local);
  for (const backend of new Set([...cluster, ...local])) writeEndpoint(nat, target, backend);
}

/** Where every packet to an outer address comes: short cuts for what comes from inside, then the policy's chain. */
function writeExternal(
  { target, node, nat }: PortRules,
  { svc, ext, policy, hasExternal }: { svc: string; ext: string; policy: string; hasExternal: boolean },
): void {
  const { name } = target;
  if (target.externalPolicy === 'Cluster')
    nat.add(ext, `${comment(`masquerade traffic for ${name} external destinations`)} -j KUBE-MARK-MASQ`);
  else {
    const local = '-m addrtype --src-type LOCAL';
    nat.add(
      ext,
      `-s ${node.podCidr} ${comment(`pod traffic for ${name} external destinations`)} -j ${svc}`,
      `${comment(`masquerade LOCAL traffic for ${name} external destinations`)} ${local} -j KUBE-MARK-MASQ`,
      `${comment(`route LOCAL traffic for ${name} external destinations`)} ${local} -j ${svc}`,
    );
  }
  if (hasExternal) nat.add(ext, `-j ${policy}`);
}

/** Source: writeServiceToEndpointRules. */
function writeChoice(nat: Table, chain: string, target: ServicePortRule, backends: readonly Backend[]): void {
  const { name, affinityMs } = target;
  const way = ({ ip, port }: Backend): string => comment(`${name} -> ${ip}:${port}`);
  if (affinityMs !== undefined)
    for (const backend of backends) {
      const sep = endpointChain(target, backend);
      nat.add(
        chain,
        `${way(backend)} -m recent --rcheck --seconds ${affinityMs / 1000} --reap --name ${sep} --mask 255.255.255.255 --rsource -j ${sep}`,
      );
    }
  for (const [i, backend] of backends.entries()) {
    const left = backends.length - i;
    const chance = left > 1 ? ` -m statistic --mode random --probability ${probability(left)}` : '';
    nat.add(chain, `${way(backend)}${chance} -j ${endpointChain(target, backend)}`);
  }
}

/** One in `n`, as the kernel keeps it: in 31 bits. Source: libxt_statistic.c, computeProbability. */
const probability = (n: number): string => (Math.round(Number((1 / n).toFixed(10)) * 2 ** 31) / 2 ** 31).toFixed(11);

function writeEndpoint(nat: Table, target: ServicePortRule, backend: Backend): void {
  const chain = endpointChain(target, backend);
  const protocol = target.protocol.toLowerCase();
  const all = comment(target.name);
  const remember =
    target.affinityMs === undefined ? '' : `-m recent --set --name ${chain} --mask 255.255.255.255 --rsource `;
  nat.add(
    chain,
    `-s ${backend.ip}/32 ${all} -j KUBE-MARK-MASQ`,
    `-p ${protocol} ${all} ${remember}-m ${protocol} -j DNAT --to-destination ${backend.ip}:${backend.port}`,
  );
}
