// Models CoreDNS's kubernetes plugin with kubeadm's Corefile: what cluster DNS answers to one question.

import type { Service } from '#api/core/types.ts';
import type { DnsAnswer } from '#machine/program.ts';
import { parseIPv4 } from '../address.ts';
import type { Answer } from './answer.ts';
import { found, nodata, nxdomain } from './answer.ts';
import { resolveOutside } from './outside.ts';
import type { PublishedEndpoint, Zone } from './zone.ts';
import { CLUSTER_DOMAIN } from './zone.ts';

/** Seconds. Source: kubeadm's Corefile. */
const TTL = 30;
type Type = DnsAnswer['type'];

export const isInCluster = (name: string): boolean => /(^|\.)cluster\.local\.?$/i.test(name);

/**
 * Its serial is when the zone last changed. Differs: when the newest Service was made; CoreDNS counts each change of Services and endpoints.
 * Models plugin/backend_lookup.go SOA.
 */
export function soaOf({ services }: Pick<Zone, 'services'>): DnsAnswer {
  let newest = 0;
  for (const { metadata } of services.values())
    newest = Math.max(newest, Date.parse(metadata.creationTimestamp ?? '') || 0);
  const serial = Math.floor(newest / 1000);
  const data = `ns.dns.${CLUSTER_DOMAIN}. hostmaster.${CLUSTER_DOMAIN}. ${serial} 7200 1800 86400 ${TTL}`;
  return { name: CLUSTER_DOMAIN, type: 'SOA', ttl: TTL, data };
}

/** One question, with a name that is complete: no search list here. Case does not matter; a final dot may stand or not. */
export function resolveInCluster(
  question: string,
  type: Type,
  zone: Zone,
  /** Looks up where an ExternalName points to. */
  further: (target: string) => Answer = (target) => resolveInCluster(target, type, withoutAlias(zone, question)),
): Answer {
  const name = question.replace(/\.$/, '').toLowerCase();
  if (name.endsWith('.in-addr.arpa')) return reverse(name, type, zone);
  if (name === CLUSTER_DOMAIN) return type === 'SOA' ? found(soaOf(zone)) : nodata();
  if (!name.endsWith(`.${CLUSTER_DOMAIN}`)) return resolveOutside(name, type, zone.outside, zone.records);
  const labels = name.slice(0, -CLUSTER_DOMAIN.length - 1).split('.');
  if (labels.length === 1 && labels[0] === 'dns-version') {
    return type === 'TXT' ? found({ name, type, ttl: TTL, data: '"1.1.0"' }) : nodata();
  }
  const branch = labels.at(-1);
  const namespace = labels.at(-2);
  if (branch !== 'svc' && branch !== 'pod') return nxdomain();
  if (namespace === undefined) return nodata();
  if (!zone.namespaces.has(namespace)) return nxdomain();
  const rest = labels.slice(0, -2);
  if (rest.length === 0) return nodata();
  return branch === 'pod' ? podRecord(name, type, rest) : serviceRecord(name, type, rest, namespace, zone, further);
}

/** `10-244-1-4.default.pod`: any address is answered (`pods insecure`). */
function podRecord(name: string, type: Type, labels: readonly string[]): Answer {
  // Labels before the address are not looked at. Source: parse.go, findPods.
  const ip = labels.at(-1)!.replaceAll('-', '.');
  if (labels.length > 3 || parseIPv4(ip) === undefined) return nxdomain();
  return type === 'A' ? found({ name, type, ttl: TTL, data: ip }) : nodata();
}

function serviceRecord(
  name: string,
  type: Type,
  labels: readonly string[],
  namespace: string,
  zone: Zone,
  further: (target: string) => Answer,
): Answer {
  const serviceName = labels.at(-1)!;
  const key = `${namespace}/${serviceName}`;
  const service = zone.services.get(key);
  if (!service) return nxdomain();
  const rest = labels.slice(0, -1);
  const endpoints = zone.endpoints.get(key) ?? [];
  const headless = service.spec.clusterIP === 'None';
  const full = `${serviceName}.${namespace}.svc.${CLUSTER_DOMAIN}`;

  // It has no endpoints and no ports. Source: kubernetes.go findServices.
  if (service.spec.type === 'ExternalName')
    return rest.length > 0 ? nxdomain() : externalName(name, type, service, further);
  if (rest.length === 2) {
    // The underscores may be left out. Source: the plugin's parse.go, stripUnderscore.
    const [port, protocol] = rest.map((label) => label.replace(/^_/, ''));
    const wanted = (p: Port): boolean => p.name.toLowerCase() === port && p.protocol.toLowerCase() === protocol;
    const records = srv(service, endpoints, full, wanted);
    if (records.length === 0) return nxdomain();
    if (type === 'SRV') return found(...records.map((data) => ({ name, type, ttl: TTL, data })));
    const own = endpoints.filter(({ ports }) => ports.some(wanted));
    return addressRecords(name, type, headless ? own : [{ ip: service.spec.clusterIP ?? '' }]);
  }
  if (rest.length === 1) {
    // One endpoint's own name: it exists for Services of both kinds.
    const own = endpoints.filter(({ label }) => label.toLowerCase() === rest[0]);
    if (own.length === 0) return nxdomain();
    return addressRecords(name, type, own);
  }
  if (rest.length > 0) return nxdomain();

  if (headless && endpoints.length === 0) return nxdomain();
  if (type === 'SRV') {
    const records = srv(service, endpoints, full, () => true);
    return records.length > 0 ? found(...records.map((data) => ({ name, type, ttl: TTL, data }))) : nodata();
  }
  return addressRecords(name, type, headless ? endpoints : [{ ip: service.spec.clusterIP ?? '' }]);
}

/** Each address is a record of its own family. */
function addressRecords(name: string, type: Type, all: readonly { readonly ip: string }[]): Answer {
  if (type !== 'A' && type !== 'AAAA') return nodata();
  const ips = all.map(({ ip }) => ip).filter((ip) => ip.includes(':') === (type === 'AAAA'));
  return found(...unique(ips).map((data) => ({ name, type, ttl: TTL, data })));
}

type Port = { readonly name: string; readonly port: number; readonly protocol: string };

/** `priority weight port target`; the weights share 100. */
function srv(
  service: Service,
  endpoints: readonly PublishedEndpoint[],
  full: string,
  wanted: (port: Port) => boolean,
): readonly string[] {
  const targets: { port: number; host: string }[] = [];
  if (service.spec.clusterIP === 'None') {
    for (const { ports, label } of endpoints)
      for (const port of ports.filter(wanted)) targets.push({ port: port.port, host: `${label}.${full}.` });
  } else {
    for (const { name = '', port, protocol = 'TCP' } of service.spec.ports ?? [])
      if (wanted({ name, port, protocol })) targets.push({ port, host: `${full}.` });
  }
  const weight = Math.max(1, Math.floor(100 / Math.max(1, targets.length)));
  return targets.map(({ port, host }) => `0 ${weight} ${port} ${host}`);
}

/** A CNAME, and the target's own records where it can be looked up. */
function externalName(name: string, type: Type, { spec }: Service, further: (target: string) => Answer): Answer {
  const target = (spec.externalName ?? '').replace(/\.$/, '');
  const alias: DnsAnswer = { name, type: 'CNAME', ttl: TTL, data: `${target}.` };
  if (type === 'CNAME') return found(alias);
  // A Service that points at itself would be asked for ever: its alias alone is the answer.
  const own = target.toLowerCase() === name ? nodata() : further(target);
  return found(alias, ...own.answers);
}

/** The zone without the Service that was just followed, so that a ring of ExternalNames ends. */
function withoutAlias(zone: Zone, name: string): Zone {
  const [service, namespace] = name.split('.');
  const services = new Map(zone.services);
  services.delete(`${namespace}/${service}`);
  return { ...zone, services };
}

function reverse(name: string, type: Type, zone: Zone): Answer {
  const ip = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  if (parseIPv4(ip) === undefined) return nxdomain();
  const key = zone.serviceByIp.get(ip);
  const [namespace, service] = key?.split('/') ?? [];
  const names = key ? [`${service}.${namespace}`] : (zone.endpointNames.get(ip) ?? []);
  if (names.length === 0) return nxdomain();
  if (type !== 'PTR') return nodata();
  return found(...names.map((n) => ({ name, type, ttl: TTL, data: `${n}.svc.${CLUSTER_DOMAIN}.` })));
}

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];
