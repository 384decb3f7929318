// A machine's resolver: reads its configuration, asks its servers across the simulated network, applies the search list.

import type { Corefile } from '#machine/corefile.ts';
import { type Hop, told } from '#machine/hop.ts';
import type { DnsAnswer, DnsReply, LookupOptions, Place } from '#machine/program.ts';
import { parseIPv4 } from './address.ts';
import type { Question } from './capture/captures.ts';
import type { Answer } from './dns/answer.ts';
import { isInCluster, soaOf } from './dns/cluster-dns.ts';
import { resolveByCorefile } from './dns/coredns.ts';
import { OUTSIDE_RESOLVER, resolveOutside } from './dns/outside.ts';
import type { ResolvConf } from './dns/resolv-conf.ts';
import { candidates, parseResolvConf, resolvConfOf } from './dns/resolv-conf.ts';
import type { Zone } from './dns/zone.ts';
import { getsThrough, type Link, whyLink } from './link.ts';
import type { Trace } from './proxy/trace.ts';
import type { Topology } from './topology.ts';
import { isPublicResolver } from './world.ts';

export interface ResolveOptions extends LookupOptions {
  /** IPv6 addresses are asked for beside, as getaddrinfo does. Only captures see it. Default false. */
  readonly beside?: boolean;
}

export interface ResolverView {
  readonly topology: Topology;
  readonly zone: Zone;
  /** Cluster DNS' configuration; undefined: kubeadm's. */
  readonly corefile: Corefile | undefined;
  readonly readFile: (place: Place, path: string) => string | undefined;
  random(): number;
  /** One packet to port 53 of `ip`. */
  readonly ask: (from: Place, ip: string, protocol: 'TCP' | 'UDP') => Trace;
  /** Is told every question; absent: nobody captures. */
  readonly asked?: (question: Question) => void;
}

/** What a lookup gave, and how long it waits for servers that stay silent. */
export interface Lookup {
  readonly reply: DnsReply;
  readonly silentMs: number;
  readonly hops: readonly Hop[];
}

export function lookup(
  from: Place,
  name: string,
  type: DnsAnswer['type'],
  { search = true, server, beside = false, tcp = false, tries, timeoutSeconds }: ResolveOptions,
  given: ResolverView,
): Lookup {
  const own = resolvConfAt(from, given);
  const conf = {
    ...own,
    ...(tries !== undefined && { attempts: tries }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
  const view = tcp ? byTcp(given) : given;
  let servers: readonly string[] = server ? [server] : conf.nameservers;
  if (server && parseIPv4(server) === undefined) {
    // A server given by name is looked up first, by the machine's own servers.
    const named = lookup(from, server, 'A', {}, view);
    servers = named.reply.answers.filter((a) => a.type === 'A').map((a) => a.data);
    if (servers.length === 0) return named;
  }
  const names = search ? candidates(name, conf) : [name.replace(/\.$/, '')];
  return ask(from, names, beside ? [type, 'AAAA'] : [type], servers, conf, view);
}

/** Differs: tcpdump does not show questions by TCP. */
const byTcp = ({ asked: _, ...view }: ResolverView): ResolverView => ({
  ...view,
  ask: (from, ip) => view.ask(from, ip, 'TCP'),
});

function ask(
  from: Place,
  names: readonly string[],
  types: readonly [DnsAnswer['type'], ...DnsAnswer['type'][]],
  servers: readonly string[],
  conf: ResolvConf,
  view: ResolverView,
): Lookup {
  const tried: string[] = [];
  const address = servers[0] === undefined ? {} : { server: `${servers[0]}:53` };
  const {
    answer: source,
    hops,
    silentMs,
    refused,
  } = reach(from, servers, conf, view, (question) => {
    for (const type of types) view.asked?.({ from, type, name: names[0] ?? '', ...question });
  });
  if (!source) {
    if (names[0] !== undefined) tried.push(names[0]);
    return { reply: { code: 'TIMEOUT', answers: [], tried, ...address, ...(refused && { refused }) }, silentMs, hops };
  }
  let last: Answer['code'] = 'NXDOMAIN';
  for (const name of names) {
    tried.push(name);
    const { code, answers } = source.answer(name, types[0]);
    if (view.asked) tell(from, name, types, source, view.asked);
    if (answers.length > 0)
      return {
        reply: { code, answers, tried, server: source.server, ...besides(name, types[0], answers, source) },
        silentMs,
        hops,
      };
    // A name that exists without such a record is remembered: the search goes on, but ends as NODATA. Source: glibc res_search.
    if (code === 'NOERROR') last = code;
    // A server that fails ends the search. Source: glibc res_search, TRY_AGAIN.
    if (code === 'SERVFAIL' || code === 'REFUSED')
      return { reply: { code, answers: [], tried, server: source.server }, silentMs, hops };
  }
  const asked = tried.at(-1);
  const rest = asked === undefined ? {} : besides(asked, types[0], [], source);
  return { reply: { code: last, answers: [], tried, server: source.server, ...rest }, silentMs, hops };
}

/** What comes with an answer of the cluster's own zone. Models coredns plugin/backend_lookup.go SOA and SRV. */
function besides(
  name: string,
  type: DnsAnswer['type'],
  answers: readonly DnsAnswer[],
  { isAuthority, soa, answer }: Source,
): Pick<DnsReply, 'isAuthority' | 'authority' | 'additional'> {
  // Other addresses' names fall through to who is asked outside. Source: kubeadm's Corefile, fallthrough in-addr.arpa.
  const isOwn = isAuthority && (isInCluster(name) || (/\.arpa\.?$/.test(name) && answers.length > 0));
  if (!isOwn) return {};
  if (answers.length === 0) return { isAuthority, authority: [soa()] };
  if (type !== 'SRV') return { isAuthority };
  const targets = [...new Set(answers.map(({ data }) => data.split(' ').at(-1) ?? ''))];
  const additional = targets.flatMap((target) =>
    ['A' as const, 'AAAA' as const].flatMap((t) => answer(target, t).answers),
  );
  return { isAuthority, additional };
}

function tell(
  from: Place,
  name: string,
  types: readonly DnsAnswer['type'][],
  { server, trace, answer, isAuthority }: Source,
  asked: (question: Question) => void,
): void {
  for (const type of types)
    asked({
      ...{ from, trace, name, type },
      server: server.replace(/:53$/, ''),
      answer: answer(name, type),
      isAuthority: isAuthority && /\.(cluster\.local|arpa)\.?$/.test(name),
      afterMs: 0,
    });
}

interface Source {
  readonly server: string;
  readonly trace: Trace;
  /** Cluster DNS, not a public resolver. */
  readonly isAuthority: boolean;
  answer(name: string, type: DnsAnswer['type']): Answer;
  /** That of the cluster's zone. */
  soa(): DnsAnswer;
}

/** The first server that can be reached. */
function reach(
  from: Place,
  servers: readonly string[],
  conf: ResolvConf,
  view: ResolverView,
  unanswered: (question: Pick<Question, 'server' | 'trace' | 'isAuthority' | 'afterMs'>) => void,
): { readonly answer?: Source; readonly hops: readonly Hop[]; readonly silentMs: number; readonly refused?: boolean } {
  let refused = servers.length > 0;
  let silentMs = 0;
  const none = told(`${from} has no name server in /etc/resolv.conf`, 'no-name-server', { who: from });
  let hops: readonly Hop[] = [{ at: 'dns', ...none, ok: false }];
  for (const ip of servers) {
    const trace = view.ask(from, ip, 'UDP');
    const server = `${ip}:53`;
    const place = trace.delivered?.place;
    const onLinkMs = place === undefined ? undefined : askingMs(trace.link, conf, view.random);
    if (place !== undefined && onLinkMs !== undefined) {
      silentMs += onLinkMs;
      const outside = isPublicResolver(place);
      const answer = (name: string, type: DnsAnswer['type']) =>
        outside
          ? resolveOutside(name, type, view.zone.outside, view.zone.records)
          : resolveByCorefile(name, type, view.zone, view.corefile);
      return {
        answer: { server, trace, isAuthority: !outside, answer, soa: () => soaOf(view.zone) },
        hops: [],
        silentMs,
      };
    }
    const attempts = trace.verdict === 'refused' ? 1 : conf.attempts;
    for (let attempt = 0; view.asked && attempt < attempts; attempt++)
      unanswered({ server: ip, trace, isAuthority: false, afterMs: silentMs + attempt * conf.timeoutSeconds * 1000 });
    const end = place !== undefined && trace.link ? { ...whyLink(trace.link), object: undefined } : trace.hops.at(-1)!;
    const { did, reason } = told(`asked ${server} and got no answer: ${end.did}`, 'name-server-silent', { server });
    const { object } = end;
    hops = [{ at: 'dns', did, ...(object && { object }), ok: false, reason: { ...reason, cause: end.reason } }];
    // A refusal comes back at once; silence is waited out, again for each attempt.
    if (trace.verdict === 'refused') continue;
    refused = false;
    silentMs += conf.timeoutSeconds * 1000 * conf.attempts;
  }
  return { hops, silentMs, refused };
}

/** What a bad link adds to the time of a question; undefined: all its attempts were lost. */
function askingMs(link: Link | undefined, conf: ResolvConf, random: () => number): number | undefined {
  for (let attempt = 0; attempt < conf.attempts; attempt++)
    if (getsThrough(link, random) && getsThrough(link, random))
      return attempt * conf.timeoutSeconds * 1000 + 2 * (link?.delayMs ?? 0);
  return undefined;
}

/** The place's own file; where it has none, what kubelet would have written, or the public resolver. */
function resolvConfAt(place: Place, { topology, readFile }: ResolverView): ResolvConf {
  const text = readFile(place, '/etc/resolv.conf');
  if (text !== undefined) return parseResolvConf(text);
  const machine = topology.byPlace.get(place);
  const upstream = `nameserver ${OUTSIDE_RESOLVER}\n`;
  return parseResolvConf(machine?.kind === 'pod' ? resolvConfOf(machine.pod, upstream) : upstream);
}

/** The hop that says what a lookup found. */
export function dnsHop(name: string, { reply, hops }: Lookup): Hop {
  const last = hops.at(-1);
  if (last && !last.ok) return last;
  const { server = '' } = reply;
  const ips = reply.answers.filter((a) => a.type === 'A').map((a) => a.data);
  if (ips.length > 0) {
    const found = reply.answers[0]!.name;
    const service = /^([^.]+)\.([^.]+)\.svc\.cluster\.local\.?$/.exec(found);
    const object = service ? { object: `Service/${service[2]}/${service[1]}` } : {};
    const { did, reason } = told(
      `${server} resolved ${found === name ? name : `${name} (${found})`} to ${ips.join(', ')}`,
      'resolved',
      { server, name, found, ips: ips.join(', ') },
    );
    return { at: 'dns', did, ...object, ok: true, reason };
  }
  const tried = reply.tried.join(', ');
  const could = `${server} could not resolve ${name}`;
  const { code } = reply;
  const what =
    code === 'NXDOMAIN'
      ? told(`${could}: no such name (tried ${tried})`, 'no-such-name', { server, name, tried })
      : code === 'NOERROR'
        ? told(`${could}: the name exists, but has no address (tried ${tried})`, 'name-without-address', {
            server,
            name,
            tried,
          })
        : told(`${could}: it answered ${code} (tried ${tried})`, 'name-server-failed', { server, name, answer: code });
  return { at: 'dns', ...what, ok: false };
}
