// The addresses that a name stands for, as a client finds them: what it was told, its hosts file, then DNS.

import { told } from '#machine/hop.ts';
import type { NetworkError } from '#machine/http.ts';
import { parseIPv4 } from '../address.ts';
import { hostsEntry } from '../dns/resolv-conf.ts';
import { dnsHop } from '../resolver.ts';
import type { Progress } from './progress.ts';

/** In the order in which they are tried; never none. */
export type Addresses = readonly [string, ...string[]];

export async function lookUp(call: Progress, host: string, port: number): Promise<Addresses | NetworkError> {
  const { network, deps, from, options } = call;
  const given = options.resolve?.[`${host}:${port}`] ?? options.resolve?.[`*:${port}`];
  if (given !== undefined) return [given.replace(/^\[|\]$/g, '')];
  if (parseIPv4(host) !== undefined || host === '::1' || host === '::') return [host];
  if (host.includes(':')) return noIPv6(call, host);
  // Source: RFC 6761: localhost never goes to DNS.
  if (host.toLowerCase().replace(/\.$/, '') === 'localhost') return ['127.0.0.1'];
  const own = hostsEntry(deps.files(from)?.read('/etc/hosts') ?? '', host);
  if (own !== undefined) {
    const found = told(`found ${host} in /etc/hosts: ${own}`, 'found-in-hosts-file', { name: host, ip: own });
    call.hop({ at: 'client', ...found, ok: true });
    return [own];
  }
  const lookup = network.resolve(from, host, 'A', { beside: true });
  const { reply, silentMs } = lookup;
  const answerMs = 0.2 + deps.random() * 0.8;
  const waited = await call.wait(silentMs + answerMs, call.connectLimit);
  call.hop(dnsHop(host, lookup));
  if (waited === 'aborted') return call.interrupted('resolve');
  if (waited === 'limit') {
    if (!call.isBroken)
      call.broken('dns', told(`resolving ${host} took too long`, 'resolving-too-slow', { name: host }));
    return { kind: 'timeout', phase: 'resolve', message: `Resolving timed out after ${call.elapsedMs} milliseconds` };
  }
  const addresses = [...new Set(reply.answers.filter(({ type }) => type === 'A').map(({ data }) => data))];
  const at = Math.floor(deps.random() * addresses.length);
  const [first, ...others] = [...addresses.slice(at), ...addresses.slice(0, at)];
  if (first !== undefined) return [first, ...others];
  const sixth = reply.code === 'NOERROR' ? network.resolve(from, host, 'AAAA').reply.answers : [];
  const only = sixth.find(({ type }) => type === 'AAAA');
  if (only) return noIPv6(call, only.data);
  const temporary = reply.code === 'TIMEOUT' || reply.code === 'SERVFAIL';
  const message = `Could not resolve host: ${host}`;
  return { kind: 'unresolved', phase: 'resolve', message, ...(temporary && { temporary }) };
}

/** Source: curl, of ENETUNREACH. */
function noIPv6(call: Progress, ip: string): NetworkError {
  const who = call.from;
  call.broken('client', told(`${who} has no IPv6 address: network is unreachable`, 'no-ipv6', { who }));
  const message = `Immediate connect fail for ${ip}: Network is unreachable`;
  return { kind: 'unreachable', phase: 'connect', message };
}
