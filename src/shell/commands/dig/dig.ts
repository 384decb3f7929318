// dig: one question to a name server, and its answer part by part. Models bin/dig/dig.c of bind 9.18 and lib/dns/masterdump.c.

import { byteLength } from '#machine/bytes.ts';
import type { DnsAnswer, DnsReply, Process, Program } from '#machine/program.ts';
import { noServers } from './no-servers.ts';
import { type DigOptions, parseDig } from './options.ts';

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`;
/** Types of records that there are here. */
const KEPT = /^(A|AAAA|CNAME|SRV|PTR|TXT|SOA)$/;
/** Types that CoreDNS has none of in its own zone: whether the name exists is all that it tells. */
const NONE_IN_CLUSTER = /^(MX|CAA|HTTPS|SVCB|DS|DNSKEY|NAPTR|HINFO|TLSA)$/;

export const dig: Program = async (process) => {
  const args = process.argv.slice(1);
  const options = parseDig(args);
  const refuse = (text: string, code: number): number => {
    process.stderr.write(text);
    return code;
  };
  if ('invalid' in options) return refuse(`Invalid option: ${options.invalid}\n${USAGE}`, 1);
  if ('notSimulated' in options) return refuse(`dig: Portolan does not simulate ${options.notSimulated}\n`, 1);
  const { type, name, server, search, tcp, tries, timeoutSeconds } = options;
  const isNone = NONE_IN_CLUSTER.test(type) && /\.cluster\.local\.?$/i.test(name);
  if (!isNone && !KEPT.test(type)) return refuse(`dig: Portolan does not simulate records of type ${type}\n`, 1);
  const asked = isNone ? 'TXT' : (type as DnsAnswer['type']);
  const found = await process.host.lookup(name, asked, {
    ...{ search, tcp, tries, timeoutSeconds },
    ...(server !== undefined && { server }),
  });
  if (found.code === 'TIMEOUT') {
    process.stdout.write(noServers(found, tries, options.shows.cmd && !options.short ? heading(args, server) : ''));
    return 9;
  }
  const reply = isNone ? { ...found, answers: [] } : found;
  process.stdout.write(
    options.short ? reply.answers.map(({ data }) => `${data}\n`).join('') : shown(process, args, options, reply),
  );
  return 0;
};

const heading = (args: readonly string[], server: string | undefined): string =>
  `\n; <<>> DiG 9.18.33 <<>> ${args.join(' ')}\n${server === undefined ? '' : '; (1 server found)\n'};; global options: +cmd\n`;

const rooted = (name: string): string => name.replace(/\.?$/, '.');

function shown({ host }: Process, args: readonly string[], options: DigOptions, reply: DnsReply): string {
  const { shows, recurse, edns, cookie, type } = options;
  const { answers, authority = [], additional = [], isAuthority = false, code } = reply;
  const question = rooted(reply.tried.at(-1) ?? options.name);
  const digits = Array.from({ length: 16 }, () => Math.floor(host.random() * 16).toString(16)).join('');
  const out: string[] = [];
  if (shows.cmd) out.push(heading(args, options.server));
  if (shows.comments) {
    const flags = ['qr', ...(isAuthority ? ['aa'] : []), ...(recurse ? ['rd'] : []), ...(isAuthority ? [] : ['ra'])];
    const id = Math.floor(host.random() * 65536);
    out.push(';; Got answer:\n');
    if (/(^|\.)local\.$/i.test(question))
      out.push(
        ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n',
      );
    out.push(`;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: ${id}\n`);
    const counts = `QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + (edns ? 1 : 0)}`;
    out.push(`;; flags: ${flags.join(' ')}; ${counts}\n`);
    if (recurse && isAuthority) out.push(';; WARNING: recursion requested but not available\n');
    out.push('\n');
    if (edns) {
      out.push(';; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n');
      if (cookie) out.push(`; COOKIE: ${digits} (echoed)\n`);
    }
  }
  const section = (title: string, text: string): void => {
    if (text !== '') out.push(shows.comments ? `;; ${title} SECTION:\n${text}\n` : text);
  };
  const rows = (records: readonly DnsAnswer[]): string => records.map((record) => row(record, options)).join('');
  if (shows.question)
    section('QUESTION', `;${columns([question, 0], ['IN', options.ttl ? 32 : 24], [type, options.ttl ? 40 : 32])}\n`);
  if (shows.answer) section('ANSWER', rows(answers));
  if (shows.authority) section('AUTHORITY', rows(authority));
  if (shows.additional) section('ADDITIONAL', rows(additional));
  if (shows.stats) {
    const where = (reply.server ?? '127.0.0.1:53').replace(':', '#');
    const records = [...answers, ...authority, ...additional].reduce((sum, record) => sum + bytesOf(record), 0);
    const size = 12 + nameBytes(question) + 4 + records + (edns ? (cookie ? 23 : 11) : 0);
    out.push(
      `;; Query time: 0 msec\n;; SERVER: ${where}(${options.server ?? where.split('#')[0]}) (${options.tcp ? 'TCP' : 'UDP'})\n`,
      `;; WHEN: ${when(host.now())}\n;; MSG SIZE  rcvd: ${size}\n\n`,
    );
  }
  return out.join('');
}

/** `Mon Jan 05 09:00:47 UTC 2026`. */
function when(ms: number): string {
  const [, day, date, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(new Date(ms).toUTCString()) ?? [];
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}

function row({ name, ttl, type, data }: DnsAnswer, options: DigOptions): string {
  const [atTtl, atClass, atType, atData] =
    options.ttl && options.class
      ? [24, 32, 40, 48]
      : options.ttl || options.class
        ? [24, 24, 32, 40]
        : [24, 24, 24, 32];
  return `${columns(
    [rooted(name), 0],
    ...(options.ttl ? [[String(ttl), atTtl] as const] : []),
    ...(options.class ? [['IN', atClass] as const] : []),
    [type, atType],
    [data, atData],
  )}\n`;
}

/** Each text at its column, by tabs of eight; one blank where it is too late for that. Source: masterdump.c indent. */
function columns(...all: readonly (readonly [text: string, column: number])[]): string {
  let line = '';
  let at = 0;
  for (const [text, column] of all) {
    if (line !== '') {
      const to = Math.max(column, at + 1);
      const tabs = Math.floor(to / 8) - Math.floor(at / 8);
      line += '\t'.repeat(tabs) + ' '.repeat(to - (tabs > 0 ? Math.floor(to / 8) * 8 : at));
      at = to;
    }
    line += text;
    at += text.length;
  }
  return line;
}

/** Labels with their lengths, and the root: CoreDNS compresses nothing that fits. */
const nameBytes = (name: string): number => byteLength(name.replace(/\.$/, '')) + 2;

function bytesOf({ name, type, data }: DnsAnswer): number {
  const own = nameBytes(name) + 10;
  const words = data.split(' ');
  if (type === 'A') return own + 4;
  if (type === 'AAAA') return own + 16;
  if (type === 'SRV') return own + 6 + nameBytes(words.at(-1) ?? '');
  if (type === 'TXT') return own + byteLength(data) - 1;
  if (type === 'SOA') return own + 20 + nameBytes(words[0] ?? '') + nameBytes(words[1] ?? '');
  return own + nameBytes(data);
}
