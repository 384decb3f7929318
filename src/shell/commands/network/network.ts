// Commands that ask the network.

import { headerOf } from '#machine/http.ts';
import { basename, join } from '#machine/path.ts';
import type { DnsReply, Process, Program } from '#machine/program.ts';
import { parseUrl } from '../curl/url.ts';
import { dig } from '../dig/dig.ts';
import { noServers } from '../dig/no-servers.ts';
import { reverseName } from '../dig/options.ts';
import { parseOptions } from '../tool.ts';
import { busyboxNslookup, inHosts, oldBusyboxNslookup } from './busybox-nslookup.ts';
import { busyboxNc, nc } from './nc.ts';
import { busyboxPing, ping } from './ping.ts';
import { netstat, ss } from './sockets.ts';
import { busyboxTelnet, telnet } from './telnet.ts';
import { traceroute } from './traceroute.ts';

/** Busybox's: its words for failure, and no page to look through. Models networking/wget.c. */
const wget: Program = async (process) => {
  // -e, which may come again and again, stands for --header.
  const options = parseOptions(process, 'qSc', 'OTtYUPedf', {
    spider: 's',
    quiet: 'q',
    timeout: 'T',
    'no-check-certificate': 'k',
    'output-document': 'O',
    'directory-prefix': 'P',
    'server-response': 'S',
    'user-agent': 'U',
    continue: 'c',
    tries: 't',
    proxy: 'Y',
    header: 'e',
    'post-data': 'd',
    'post-file': 'f',
  });
  if (!options) return 1;
  const { on, rest } = options;
  const posted = on.has('f') ? process.files.read(join(process.cwd, on.get('f')!)) : on.get('d');
  if (on.has('f') && posted === undefined) {
    process.stderr.write(`wget: can't open '${on.get('f')}': No such file or directory\n`);
    return 1;
  }
  const given = (on.get('e') ?? '').split('\n').flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value ?? ''] as const];
  });
  const has = (name: string): boolean => given.some(([own]) => own.toLowerCase() === name);
  const { stderr, stdout, host, files } = process;
  let address = rest[0];
  if (address === undefined) {
    stderr.write('wget: missing URL\n');
    return 1;
  }
  for (let hops = 0; hops < 10; hops++) {
    const url = parseUrl(address);
    if ('exit' in url) {
      stderr.write(`wget: not an http or ftp url: ${address}\n`);
      return 1;
    }
    const seconds = Number(on.get('T') ?? 0);
    const authority = url.port === (url.scheme === 'https' ? 443 : 80) ? url.host : `${url.host}:${url.port}`;
    const exchange = await host.fetch(
      {
        method: posted === undefined ? 'GET' : 'POST',
        url: url.href,
        headers: [
          ...(has('host') ? [] : [['Host', authority] as const]),
          ...(has('user-agent') ? [] : [['User-Agent', on.get('U') ?? 'Wget'] as const]),
          ['Connection', 'close'],
          ...given,
          ...(posted !== undefined && !has('content-type')
            ? [['Content-Type', 'application/x-www-form-urlencoded'] as const]
            : []),
        ],
        body: posted ?? '',
      },
      {
        signal: process.signal,
        ...(seconds > 0 ? { timeoutMs: seconds * 1000 } : {}),
        ...(on.has('k') ? { insecure: true } : {}),
      },
    );
    if (process.signal.aborted) return 130;
    const { remote } = exchange;
    const at = remote ? `${remote.ip}:${remote.port}` : authority;
    if (!on.has('q') && remote) stderr.write(`Connecting to ${authority} (${at})\n`);
    if (!exchange.ok) {
      const { kind, message } = exchange.error;
      if (kind === 'unresolved') stderr.write(`wget: bad address '${authority}'\n`);
      else if (kind === 'refused')
        stderr.write(`wget: can't connect to remote host (${remote?.ip ?? url.host}): Connection refused\n`);
      else if (kind === 'timeout')
        stderr.write(
          seconds > 0
            ? 'wget: download timed out\n'
            : `wget: can't connect to remote host (${remote?.ip ?? url.host}): Connection timed out\n`,
        );
      else if (kind === 'unreachable')
        stderr.write(`wget: can't connect to remote host (${remote?.ip ?? url.host}): No route to host\n`);
      else if (kind === 'empty') stderr.write('wget: error getting response\n');
      else if (kind === 'reset') stderr.write('wget: error getting response: Connection reset by peer\n');
      else stderr.write(`wget: note: TLS certificate validation not implemented\nwget: TLS error: ${message}\n`);
      return 1;
    }
    const { response } = exchange;
    if (on.has('S'))
      stderr.write(
        `  HTTP/1.1 ${response.status}\n${response.headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`,
      );
    const location = headerOf(response.headers, 'location');
    if (response.status >= 300 && response.status < 400 && location !== undefined) {
      address = /^https?:\/\//.test(location) ? location : `${url.scheme}://${authority}${location}`;
      continue;
    }
    if (response.status >= 400) {
      stderr.write(`wget: server returned error: HTTP/1.1 ${response.status} ${REASONS[response.status] ?? ''}\n`);
      return 1;
    }
    if (on.has('s')) {
      if (!on.has('q')) stderr.write('remote file exists\n');
      return 0;
    }
    const name =
      on.get('O') ??
      (on.has('P') ? `${on.get('P')}/` : '') +
        (url.target.endsWith('/') ? 'index.html' : basename(url.target.split('?')[0]!));
    if (name === '-') {
      if (!on.has('q')) stderr.write('writing to stdout\n');
      stdout.write(response.body);
      if (!on.has('q'))
        stderr.write(
          `-                    100% |********************************| ${String(response.body.length).padStart(5)}  0:00:00 ETA\nwritten to stdout\n`,
        );
      return 0;
    }
    if (!on.has('O') && files.stat(join(process.cwd, name))) {
      stderr.write(`wget: can't open '${name}': File exists\n`);
      return 1;
    }
    if (!on.has('q')) stderr.write(`saving to '${name}'\n`);
    if (name !== '/dev/null') files.write(join(process.cwd, name), response.body);
    if (!on.has('q'))
      stderr.write(
        `${name.padEnd(20)} 100% |********************************| ${String(response.body.length).padStart(5)}  0:00:00 ETA\n'${name}' saved\n`,
      );
    return 0;
  }
  stderr.write('wget: too many redirections\n');
  return 1;
};

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

function serverLines(reply: DnsReply): string {
  const [ip = '127.0.0.1', port = '53'] = (reply.server ?? '').split(':');
  return `Server:\t\t${ip}\nAddress:\t${ip}#${port}\n\n`;
}

/** Bind's, as in Debian's dnsutils. */
const nslookup: Program = async (process) => {
  const args = process.argv.slice(1);
  const wanted = /^-(?:query|type|q|querytype)=(\w+)$/i;
  const type = (args
    .map((arg) => wanted.exec(arg)?.[1])
    .find(Boolean)
    ?.toUpperCase() ?? 'A') as 'A';
  const [name, server] = args.filter((arg) => !arg.startsWith('-'));
  const { stdout, host } = process;
  if (name === undefined) {
    process.stderr.write('nslookup: interactive mode is not simulated; give a name\n');
    return 1;
  }
  const isAddress = IPV4.test(name);
  const reply = await host.lookup(isAddress ? reverseName(name) : name, isAddress ? 'PTR' : type, {
    ...(server === undefined ? {} : { server }),
    search: !isAddress,
  });
  if (reply.code === 'TIMEOUT') {
    stdout.write(`${noServers(reply)}\n`);
    return 1;
  }
  stdout.write(serverLines(reply));
  if (reply.code !== 'NOERROR') {
    stdout.write(`** server can't find ${reply.tried.at(-1) ?? name}: ${reply.code}\n\n`);
    return 1;
  }
  if (reply.answers.length === 0) stdout.write(`*** Can't find ${name}: No answer\n`);
  for (const answer of reply.answers) {
    const owner = answer.name.replace(/\.$/, '');
    if (answer.type === 'A' || answer.type === 'AAAA') stdout.write(`Name:\t${owner}\nAddress: ${answer.data}\n`);
    else if (answer.type === 'PTR') stdout.write(`${owner}\tname = ${answer.data}\n`);
    else if (answer.type === 'CNAME') stdout.write(`${owner}\tcanonical name = ${answer.data}\n`);
    else if (answer.type === 'SRV') stdout.write(`${owner}\tservice = ${answer.data}\n`);
    else stdout.write(`${owner}\ttext = "${answer.data}"\n`);
  }
  stdout.write('\n');
  return 0;
};

function notSimulated({ argv, stderr }: Process, what: string): number {
  stderr.write(`${argv[0]}: Portolan does not simulate ${what}\n`);
  return 1;
}

/** Source: bind 9.18 host.c, rtypetext. */
const HOST_LABELS: Readonly<Record<string, string>> = { SRV: 'has SRV record', TXT: 'descriptive text' };

const hostCommand: Program = async (process) => {
  const args = process.argv.slice(1);
  const typed = args.findIndex((arg) => arg === '-t');
  const type = typed < 0 ? undefined : args.splice(typed, 2)[1]?.toUpperCase();
  if (type !== undefined && !/^(A|AAAA|CNAME|SRV|PTR|TXT)$/.test(type))
    return notSimulated(process, `records of type ${type}`);
  const [name = '', server] = args.filter((arg) => !arg.startsWith('-'));
  const isAddress = IPV4.test(name);
  const asked = (type ?? (isAddress ? 'PTR' : 'A')) as 'A';
  const reply = await process.host.lookup(isAddress ? reverseName(name) : name, asked, {
    ...(server === undefined ? {} : { server }),
    search: !isAddress,
  });
  if (reply.code === 'TIMEOUT') {
    process.stdout.write(noServers(reply));
    return 1;
  }
  if (reply.code !== 'NOERROR') {
    process.stdout.write(
      `Host ${name} not found: ${reply.code === 'NXDOMAIN' ? '3(NXDOMAIN)' : reply.code === 'REFUSED' ? '5(REFUSED)' : '2(SERVFAIL)'}\n`,
    );
    return 1;
  }
  if (reply.answers.length === 0 && type !== undefined) process.stdout.write(`${name} has no ${type} record\n`);
  for (const { name: owner, type: kind, data } of reply.answers) {
    const label =
      kind === 'PTR'
        ? 'domain name pointer'
        : kind === 'CNAME'
          ? 'is an alias for'
          : kind === 'AAAA'
            ? 'has IPv6 address'
            : (HOST_LABELS[kind] ?? 'has address');
    process.stdout.write(`${owner.replace(/\.$/, '')} ${label} ${data}\n`);
  }
  return 0;
};

const getent: Program = async (process: Process) => {
  const [database, ...names] = process.argv.slice(1);
  if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4') {
    process.stderr.write(`getent: Portolan simulates only the hosts database, not '${database ?? ''}'\n`);
    return 1;
  }
  let status = 0;
  for (const name of names) {
    const own = inHosts(process, name);
    if (own !== undefined) {
      process.stdout.write(`${own.padEnd(15)} ${name}\n`);
      continue;
    }
    const reply = await process.host.lookup(name, 'A');
    const found = reply.answers.filter((answer) => answer.type === 'A');
    if (found.length === 0) status = 2;
    for (const { name: owner, data } of found) process.stdout.write(`${data.padEnd(15)} ${owner.replace(/\.$/, '')}\n`);
  }
  return status;
};

export const networkCommands: readonly (readonly [string, Program])[] = [
  ['wget', wget],
  ['nslookup', nslookup],
  ['dig', dig],
  ['host', hostCommand],
  ['getent', getent],
  ['nc', nc],
  ['ncat', nc],
  ['telnet', telnet],
  ['ping', ping],
  ['traceroute', traceroute],
  ['ss', ss],
  ['netstat', netstat],
];

/** The same names as BusyBox has them. */
export const busyboxCommands: readonly (readonly [string, Program])[] = [
  ['nc', busyboxNc],
  ['telnet', busyboxTelnet],
  ['ping', busyboxPing],
  ['nslookup', busyboxNslookup],
];

/** Until 1.28. */
export const oldBusyboxCommands: readonly (readonly [string, Program])[] = [
  ...busyboxCommands.filter(([name]) => name !== 'nslookup'),
  ['nslookup', oldBusyboxNslookup],
];
