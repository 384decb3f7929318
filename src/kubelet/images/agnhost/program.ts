// What one executes of agnhost in a running container. Source: test/images/agnhost/{connect,dns}/*.go.

import type { Process, Program } from '#machine/program.ts';
import { parseFlags } from '../process.ts';

/** Subcommands that ask something and end. */
export const CLIENTS: readonly string[] = ['connect', 'dns-suffix', 'dns-server-list'];

export const agnhostProgram: Program = async (process) => {
  const [, subcommand = 'help', ...args] = process.argv;
  const { stdout, stderr, files } = process;
  const conf = files.read('/etc/resolv.conf') ?? '';
  const listed = (word: string): string =>
    conf
      .split('\n')
      .flatMap((line) => (line.startsWith(`${word} `) ? line.split(/\s+/).slice(1) : []))
      .join(',');
  switch (subcommand) {
    case 'connect':
      return connect(process, args);
    case 'dns-suffix':
      stdout.write(`${listed('search')}\n`);
      return 0;
    case 'dns-server-list':
      stdout.write(`${listed('nameserver')}\n`);
      return 0;
    default:
      stderr.write(
        `Portolan does not simulate "agnhost ${subcommand}" as a command in a running container: only connect, dns-suffix and dns-server-list\n`,
      );
      return 1;
  }
};

/** TIMEOUT, REFUSED, DNS or OTHER: a word that tests can read. */
async function connect({ host, stderr, signal }: Process, args: readonly string[]): Promise<number> {
  const flags = parseFlags(args);
  const target = args.find((arg, i) => /^[^-].*:\d+$/.test(arg) && args[i - 1] !== '--timeout') ?? '';
  const [, name = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(target) ?? [];
  const seconds = Number.parseFloat(flags.get('timeout') ?? '0');
  if (name === '') {
    stderr.write('Error: accepts 1 arg(s), received 0\n');
    return 1;
  }
  if (flags.get('protocol') === 'udp' || flags.get('protocol') === 'sctp') {
    stderr.write(`Portolan does not simulate agnhost connect --protocol=${flags.get('protocol')}\n`);
    return 1;
  }
  const connected = await host.connect(name, Number(port), {
    signal,
    ...(seconds > 0 && { connectTimeoutMs: seconds * 1000 }),
  });
  if (connected.ok) {
    connected.stream.close();
    return 0;
  }
  const { kind, phase } = connected.error;
  if (phase === 'resolve') stderr.write(`DNS: lookup ${name}: no such host\n`);
  else if (kind === 'timeout') stderr.write('TIMEOUT\n');
  else if (kind === 'refused') stderr.write('REFUSED\n');
  else stderr.write(`OTHER: dial tcp ${connected.remote?.ip ?? name}:${port}: connect: no route to host\n`);
  return 1;
}
