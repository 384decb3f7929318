// ping, as iputils and as BusyBox have it. Models iputils 20240117 ping/ping_common.c, and busybox networking/ping.c.

import type { Process, Program } from '#machine/program.ts';
import { endedBy, parseOptions } from '../tool.ts';

export const ping: Program = (process) => run(process, false);
export const busyboxPing: Program = (process) => run(process, true);

async function run(process: Process, busybox: boolean): Promise<number> {
  const options = parseOptions(process, 'qnv46bAdDOfr', 'cwWisItS');
  if (!options) return busybox ? 1 : 2;
  const { on, rest } = options;
  const [name] = rest;
  const { host, stdout, stderr, signal } = process;
  if (name === undefined) {
    stderr.write(
      busybox
        ? 'BusyBox v1.37.0 multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n'
        : 'ping: usage error: Destination address required\n',
    );
    return 1;
  }
  const socket = await host.datagrams(name, 1);
  if ('kind' in socket) {
    if (busybox) stderr.write(`ping: bad address '${name}'\n`);
    else
      stderr.write(
        `ping: ${name}: ${socket.temporary ? 'Temporary failure in name resolution' : 'Name or service not known'}\n`,
      );
    return busybox ? 1 : 2;
  }
  const { ip } = socket.remote;
  socket.close();
  const size = Number(on.get('s') ?? 56);
  stdout.write(
    busybox
      ? `PING ${name} (${ip}): ${size} data bytes\n`
      : `PING ${name} (${ip}) ${size}(${size + 28}) bytes of data.\n`,
  );
  const count = on.has('c') ? Number(on.get('c')) : Number.POSITIVE_INFINITY;
  const intervalMs = Number(on.get('i') ?? 1) * 1000;
  const startMs = host.now();
  const deadlineMs = on.has('w') ? startMs + Number(on.get('w')) * 1000 : Number.POSITIVE_INFINITY;
  const times: number[] = [];
  let sent = 0;
  let errors = 0;
  let lastMs = startMs;
  while (sent < count && host.now() < deadlineMs && !signal.aborted) {
    if (sent > 0) await host.sleep(Math.min(intervalMs, deadlineMs - host.now()), signal);
    if (signal.aborted || host.now() >= deadlineMs) break;
    const { verdict, roundTripMs, hops } = host.ping(ip, {
      id: Math.floor(startMs) % 65_536,
      sequence: busybox ? sent : sent + 1,
      size,
    });
    sent++;
    lastMs = host.now();
    if (verdict === 'answered') {
      await host.sleep(roundTripMs, signal);
      times.push(roundTripMs);
      // Each router on the way takes one off.
      const ttl = 64 - Math.max(0, hops.filter(({ at }) => at.startsWith('node/')).length);
      if (!on.has('q'))
        stdout.write(
          busybox
            ? `${size + 8} bytes from ${ip}: seq=${sent - 1} ttl=${ttl} time=${roundTripMs.toFixed(3)} ms\n`
            : `${size + 8} bytes from ${ip}: icmp_seq=${sent} ttl=${ttl} time=${shortTime(roundTripMs)} ms\n`,
        );
    } else if (verdict === 'unreachable') {
      errors++;
      if (!busybox && !on.has('q'))
        stdout.write(`From ${socket.local.ip} icmp_seq=${sent} Destination Host Unreachable\n`);
    }
  }
  // The last answer is waited for.
  if (!signal.aborted && times.length < sent) await host.sleep(Number(on.get('W') ?? 10) * 1000, signal);
  const lost = sent === 0 ? 0 : Math.round((100 * (sent - times.length)) / sent);
  stdout.write(
    busybox
      ? `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${lost}% packet loss\n`
      : `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${errors > 0 ? `+${errors} errors, ` : ''}${lost}% packet loss, time ${Math.round(lastMs - startMs)}ms\n`,
  );
  if (times.length > 0) {
    const [min, max] = [Math.min(...times), Math.max(...times)];
    const average = times.reduce((a, b) => a + b, 0) / times.length;
    const deviation = Math.sqrt(times.reduce((sum, t) => sum + (t - average) ** 2, 0) / times.length);
    const [a, b, c, d] = [min, average, max, deviation].map((ms) => ms.toFixed(3));
    stdout.write(
      busybox ? `round-trip min/avg/max = ${a}/${b}/${c} ms\n` : `rtt min/avg/max/mdev = ${a}/${b}/${c}/${d} ms\n`,
    );
  } else if (!busybox) stdout.write('\n');
  if (signal.aborted && signal.reason !== 'SIGINT') return endedBy(process);
  return times.length > 0 ? 0 : 1;
}

/** Three digits, as iputils shows them. */
const shortTime = (ms: number): string => (ms < 1 ? ms.toFixed(3) : ms < 10 ? ms.toFixed(2) : ms.toFixed(1));
