// nslookup of BusyBox, as it is since 1.29, and as it was before. Models busybox networking/nslookup.c.

import { join } from '#machine/path.ts';
import type { DnsReply, Process, Program } from '#machine/program.ts';
import { endedBy } from '../tool.ts';

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
const reverseName = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`;

type Type = Parameters<Process['host']['lookup']>[1];

/** Asks for A and AAAA under each name of the search list; a name with a dot in it is asked for as it is. */
export const busyboxNslookup: Program = async (process) => {
  const { argv, stdout, stderr, host, signal } = process;
  const types: Type[] = [];
  const rest: string[] = [];
  for (const arg of argv.slice(1)) {
    const type = /^-(?:type|querytype|query|q)=(\w+)$/.exec(arg)?.[1];
    if (type) types.push(type.toUpperCase() as Type);
    else if (!arg.startsWith('-')) rest.push(arg);
  }
  const [name, server] = rest;
  if (name === undefined) {
    stderr.write(
      'BusyBox v1.37.0 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
    );
    return 1;
  }
  const isAddress = IPV4.test(name);
  const wanted: readonly Type[] = isAddress ? ['PTR'] : types.length > 0 ? types : ['A', 'AAAA'];
  const asked = isAddress ? reverseName(name) : name;
  const search =
    /^search\s+(.*)$/m
      .exec(process.files.read('/etc/resolv.conf') ?? '')?.[1]
      ?.trim()
      .split(/\s+/) ?? [];
  const names =
    isAddress || search.length === 0 || asked.includes('.') ? [asked] : search.map((suffix) => `${asked}.${suffix}`);
  let headed = false;
  let code = 0;
  for (const type of wanted) {
    for (const each of names) {
      const reply = await host.lookup(each, type, { search: false, ...(server !== undefined && { server }) });
      if (signal.aborted) return endedBy(process);
      const at = reply.server ?? '127.0.0.1:53';
      if (!headed && reply.code !== 'TIMEOUT') stdout.write(`Server:\t\t${at.split(':')[0]}\nAddress:\t${at}\n\n`);
      headed = true;
      if (reply.code === 'TIMEOUT') {
        if (reply.refused) stderr.write(`nslookup: write to '${at.split(':')[0]}': Connection refused\n`);
        stdout.write(';; connection timed out; no servers could be reached\n\n');
        return 1;
      }
      if (reply.code !== 'NOERROR') {
        stdout.write(`** server can't find ${each}: ${reply.code}\n\n`);
        code = 1;
      } else stdout.write(`${shown(reply)}\n`);
    }
  }
  return code;
};

function shown({ answers }: DnsReply): string {
  return answers
    .map(({ name, type, data }) => {
      const owner = name.replace(/\.$/, '');
      const text = data.replace(/\.$/, '');
      if (type === 'A' || type === 'AAAA') return `Name:\t${owner}\nAddress: ${data}\n`;
      if (type === 'CNAME') return `${owner}\tcanonical name = ${text}\n`;
      if (type === 'PTR') return `${owner}\tname = ${text}\n`;
      return type === 'SRV' ? `${owner}\tservice = ${text}\n` : `${owner}\ttext = ${data}\n`;
    })
    .join('');
}

/** Until 1.28 it asked the C library, search list and all. */
export const oldBusyboxNslookup: Program = async (process) => {
  const { argv, stdout, stderr, host, signal } = process;
  const [name, given] = argv.slice(1).filter((arg) => !arg.startsWith('-'));
  if (name === undefined) {
    stderr.write('BusyBox v1.28.4 multi-call binary.\n\nUsage: nslookup [HOST] [SERVER]\n');
    return 1;
  }
  const server = given === undefined ? {} : { server: given };
  const named = async (ip: string): Promise<string> => {
    const { answers } = await host.lookup(reverseName(ip), 'PTR', { search: false, ...server });
    return answers[0] ? `${ip} ${answers[0].data.replace(/\.$/, '')}` : ip;
  };
  const reply = await host.lookup(IPV4.test(name) ? reverseName(name) : name, IPV4.test(name) ? 'PTR' : 'A', {
    search: !IPV4.test(name),
    ...server,
  });
  if (signal.aborted) return endedBy(process);
  const ip = (reply.server ?? '127.0.0.1:53').split(':')[0]!;
  stdout.write(`Server:    ${ip}\nAddress 1: ${reply.code === 'TIMEOUT' ? ip : await named(ip)}\n\n`);
  const addresses =
    IPV4.test(name) && reply.code === 'NOERROR'
      ? [name]
      : reply.answers.filter(({ type }) => type === 'A').map(({ data }) => data);
  if (addresses.length === 0) {
    stderr.write(`nslookup: can't resolve '${name}'\n`);
    return 1;
  }
  stdout.write(`Name:      ${name}\n`);
  for (const [i, address] of addresses.entries()) stdout.write(`Address ${i + 1}: ${await named(address)}\n`);
  return 0;
};

/** `/etc/hosts` first, as the C library does. */
export function inHosts(process: Process, name: string): string | undefined {
  for (const line of (process.files.read(join('/', 'etc/hosts')) ?? '').split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip && names.includes(name)) return ip;
  }
  return undefined;
}
