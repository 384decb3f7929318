// traceroute: the routers on the way, one a line. Models traceroute 2.1 and BusyBox's networking/traceroute.c.

import type { Process, Program } from '#machine/program.ts';
import { endedBy, parseOptions } from '../tool.ts';

export const traceroute: Program = async (process: Process) => {
  const options = parseOptions(process, 'nIUTFdv46', 'mqwpsfi', { icmp: 'I', tcp: 'T', 'max-hops': 'm' });
  if (!options) return 2;
  const { on, rest } = options;
  const { host, stdout, stderr, signal } = process;
  const [name] = rest;
  if (name === undefined) {
    stderr.write('Usage: traceroute [OPTIONS] HOST [BYTES]\n');
    return 2;
  }
  const socket = await host.datagrams(name, 33_434);
  if ('kind' in socket) {
    stderr.write(
      `${name}: ${socket.temporary ? 'Temporary failure in name resolution' : 'Name or service not known'}\nCannot handle "host" cmdline arg \`${name}' on position 1 (argc 1)\n`,
    );
    return 2;
  }
  socket.close();
  const { ip } = socket.remote;
  const most = Number(on.get('m') ?? 30);
  const waitMs = Number(on.get('w') ?? 5) * 1000;
  stdout.write(`traceroute to ${name} (${ip}), ${most} hops max, 60 byte packets\n`);
  const { verdict, path, roundTripMs } = host.ping(ip);
  for (let ttl = 1; ttl <= most && !signal.aborted; ttl++) {
    const at = path[ttl - 1];
    const isLast = ttl === path.length;
    const answers = at !== undefined && (!isLast || verdict === 'answered');
    if (answers) {
      const times = [0, 1, 2].map(() =>
        (roundTripMs * (0.3 + (0.7 * ttl) / path.length) * (0.9 + host.random() * 0.2)).toFixed(3),
      );
      await host.sleep(roundTripMs, signal);
      stdout.write(
        `${String(ttl).padStart(2)}  ${on.has('n') ? at : `${at} (${at})`}  ${times.map((t) => `${t} ms`).join('  ')}\n`,
      );
      if (isLast) return 0;
    } else {
      await host.sleep(waitMs, signal);
      stdout.write(`${String(ttl).padStart(2)}  * * *\n`);
    }
  }
  return signal.aborted ? endedBy(process) : 0;
};
