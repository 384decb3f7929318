// ss and netstat: the open sockets of a machine. Models iproute2 misc/ss.c, and busybox networking/netstat.c, as net-tools prints too.
// Differs: listening sockets only, without the processes that own them; a server that listens on all addresses stands as 0.0.0.0.

import type { Process, Program } from '#machine/program.ts';
import { parseOptions } from '../tool.ts';
import { serviceName } from './services.ts';

interface Socket {
  readonly protocol: 'TCP' | 'UDP';
  readonly ip: string;
  readonly port: string;
}

const NOT_KEPT = 'Portolan keeps no table of established connections; listening sockets are shown with -l';

function socketsOf({ host }: Process, isNumeric: boolean, protocols: readonly Socket['protocol'][]): readonly Socket[] {
  return (host.listening?.() ?? []).flatMap(({ port, protocol, address = '0.0.0.0' }) =>
    protocols
      .filter((each) => each === (protocol ?? 'TCP'))
      .map((each) => ({
        protocol: each,
        ip: address,
        port: isNumeric ? String(port) : serviceName(port),
      })),
  );
}

/** Neither is named: both. */
function protocolsOf(on: ReadonlyMap<string, string>): readonly Socket['protocol'][] {
  const both = on.has('t') === on.has('u');
  return [...(both || on.has('t') ? (['TCP'] as const) : []), ...(both || on.has('u') ? (['UDP'] as const) : [])];
}

export const ss: Program = async (process) => {
  const options = parseOptions(process, 'tulnapoeimHr46O', 'f', {
    tcp: 't',
    udp: 'u',
    listening: 'l',
    numeric: 'n',
    all: 'a',
    processes: 'p',
    'no-header': 'H',
    ipv4: '4',
    ipv6: '6',
  });
  if (!options) return 255;
  const { on, rest } = options;
  const { stdout, stderr, host } = process;
  if (!host.listening) return refuse(process);
  if (rest.length > 0) {
    stderr.write('ss: Portolan does not simulate filters; pipe it through grep\n');
    return 255;
  }
  const isListed = on.has('l') || on.has('a');
  if (!isListed || on.has('a')) stderr.write(`ss: ${NOT_KEPT}\n`);
  const protocols = protocolsOf(on);
  const sockets = isListed && !on.has('6') ? socketsOf(process, on.has('n'), protocols) : [];
  const named = protocols.length > 1;
  const rows = sockets.map(({ protocol, ip, port }) => [
    ...(named ? [protocol.toLowerCase()] : []),
    protocol === 'TCP' ? 'LISTEN' : 'UNCONN',
    '0',
    protocol === 'TCP' ? '4096' : '0',
    `${ip}:${port}`,
    '0.0.0.0:*',
  ]);
  const head = [...(named ? ['Netid'] : []), 'State', 'Recv-Q', 'Send-Q', 'Local Address:Port', 'Peer Address:Port'];
  stdout.write(table(on.has('H') ? rows : [head, ...rows], named ? 4 : 3));
  return 0;
};

/** Addresses stand to the right of their column, ports to the left of theirs. */
function table(rows: readonly (readonly string[])[], firstAddress: number): string {
  const split = rows.map((row) =>
    row.flatMap((cell, i) => {
      const colon = cell.lastIndexOf(':');
      return i < firstAddress ? [cell] : [cell.slice(0, colon + 1), cell.slice(colon + 1)];
    }),
  );
  const widths = (split[0] ?? []).map((_, i) => Math.max(...split.map((row) => row[i]?.length ?? 0)));
  return split
    .map((row) => {
      const cells = row.map((cell, i) => {
        const isAddress = i >= firstAddress && (i - firstAddress) % 2 === 0;
        const isPort = i >= firstAddress && !isAddress;
        const padded = isAddress ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!);
        return isAddress || (isPort && i === row.length - 1) ? padded : `${padded} `;
      });
      return `${cells.join('')}${row.includes('State') ? 'Process' : ''}`.trimEnd();
    })
    .join('\n')
    .concat(rows.length > 0 ? '\n' : '');
}

export const netstat: Program = async (process) => {
  const options = parseOptions(process, 'tulnapwxeWr', '');
  if (!options) return 1;
  const { on } = options;
  const { stdout, stderr, host } = process;
  if (!host.listening) return refuse(process);
  if (on.has('r')) {
    stderr.write('netstat: Portolan does not simulate -r; `ip route` on a node shows its routes\n');
    return 1;
  }
  const isListed = on.has('l') || on.has('a');
  if (!isListed || on.has('a')) stderr.write(`netstat: ${NOT_KEPT}\n`);
  const what = on.has('a') ? 'servers and established' : on.has('l') ? 'only servers' : 'w/o servers';
  const program = on.has('p') ? 'PID/Program name' : '';
  stdout.write(`Active Internet connections (${what})\n`);
  stdout.write(
    `Proto Recv-Q Send-Q ${'Local Address'.padEnd(23)} ${'Foreign Address'.padEnd(23)} State       ${program}\n`,
  );
  for (const { protocol, ip, port } of isListed ? socketsOf(process, on.has('n'), protocolsOf(on)) : []) {
    const state = protocol === 'TCP' ? 'LISTEN' : '';
    stdout.write(
      `${protocol.toLowerCase().padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${`${ip}:${port}`.padEnd(23)} ${'0.0.0.0:*'.padEnd(23)} ${state.padEnd(12)}${on.has('p') ? '-' : ''}\n`,
    );
  }
  return 0;
};

function refuse({ argv, stderr }: Process): number {
  stderr.write(`${argv[0]}: Portolan shows the sockets of simulated machines only\n`);
  return 1;
}
