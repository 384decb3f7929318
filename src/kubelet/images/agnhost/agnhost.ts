// Models registry.k8s.io/e2e-test-images/agnhost: the servers among its many subcommands that people use.

import type { TcpStream, UdpHandler } from '#machine/stream.ts';
import type { ContainerView, ImageListener, MainProcess, ScriptProcess } from '../../image.ts';
import { COREUTILS, goResponse, klogLine, parseFlags, programOrError } from '../process.ts';
import { repository } from '../repository.ts';
import { netexecDatagrams, netexecHandler } from './netexec.ts';
import { CLIENTS } from './program.ts';

const PROGRAMS = [
  ...COREUTILS,
  'bash',
  'curl',
  'dig',
  'nslookup',
  'nc',
  'wget',
  'ping',
  'ps',
  'ip',
  'netstat',
  '/agnhost',
  'agnhost',
];

export const agnhost = repository(
  [
    'registry.k8s.io/e2e-test-images/agnhost',
    'k8s.gcr.io/e2e-test-images/agnhost',
    'gcr.io/kubernetes-e2e-test-images/agnhost',
  ],
  /^2\.([0-9]|[1-4]\d|5[0-7])(\.\d+)?$/,
  ['2.53'],
  () => ({
    sizeBytes: 51_600_000,
    config: { entrypoint: ['/agnhost'], cmd: ['pause'] },
    programs: PROGRAMS,
    start,
  }),
);

function start([command = '', ...rest]: readonly string[], container: ContainerView): MainProcess | ScriptProcess {
  if (command !== '/agnhost' && command !== 'agnhost') return programOrError([command, ...rest], PROGRAMS);
  const [subcommand = '', ...args] = rest;
  if (CLIENTS.includes(subcommand)) return { script: [command, ...rest] };
  const run = Object.hasOwn(SUBCOMMANDS, subcommand) ? SUBCOMMANDS[subcommand] : undefined;
  if (run) return run(parseFlags(args), container);
  return {
    listeners: [],
    startError: `Portolan does not simulate "agnhost ${subcommand}": only ${[...Object.keys(SUBCOMMANDS), ...CLIENTS].join(', ')}`,
  };
}

type Flags = ReadonlyMap<string, string>;

const SUBCOMMANDS: Readonly<Record<string, (flags: Flags, container: ContainerView) => MainProcess>> = {
  netexec(flags, container) {
    const http = Number(flags.get('http-port') ?? 8080);
    const udp = Number(flags.get('udp-port') ?? 8081);
    const handler = netexecHandler(container);
    container.log(klogLine(container.now(), `Started HTTP server on port ${http}`), 'stderr');
    if (udp >= 0) container.log(klogLine(container.now(), `Started UDP server on port  ${udp}`), 'stderr');
    const tcp = { port: http, protocol: 'TCP' as const, handler };
    const datagrams = { port: udp, protocol: 'UDP' as const, udp: netexecDatagrams(container) };
    return { listeners: udp < 0 ? [tcp] : [tcp, datagrams], stopMs: 10 };
  },

  'serve-hostname'(flags, container) {
    const port = Number(flags.get('port') ?? 9376);
    container.log(klogLine(container.now(), `Serving on port ${port}.`), 'stderr');
    const asked = (): void => container.log(klogLine(container.now(), `Request made to ${port}`), 'stderr');
    const handler = () => {
      asked();
      return goResponse(container, 200, container.hostname);
    };
    const tcp = (stream: TcpStream): void => {
      asked();
      stream.write(`${container.hostname}\n`);
      stream.close();
    };
    const udp: UdpHandler = (_datagram, _peer, answer) => {
      asked();
      answer(`${container.hostname}\n`);
    };
    const isOn = (name: string): boolean => flags.get(name) === 'true';
    const listeners: readonly ImageListener[] = [
      ...(flags.get('http') !== 'false' && !isOn('tcp') ? [{ port, protocol: 'TCP', handler } as const] : []),
      ...(isOn('tcp') ? [{ port, protocol: 'TCP', tcp } as const] : []),
      ...(isOn('udp') ? [{ port, protocol: 'UDP', udp } as const] : []),
    ];
    return { listeners, stopMs: 10 };
  },

  /** A server on each port of which `SERVE_PORT_81=text` gives the answer. */
  porter(_flags, container) {
    const listeners = Object.entries(container.env).flatMap(([name, body]) => {
      const port = Number(/^SERVE_PORT_(\d+)$/.exec(name)?.[1]);
      return port > 0 ? [{ port, protocol: 'TCP' as const, handler: () => goResponse(container, 200, body) }] : [];
    });
    return { listeners, stopMs: 10 };
  },

  'tcp-reset'(flags, container) {
    const port = Number(flags.get('port') ?? 8080);
    const tcp = (stream: TcpStream): void => {
      container.log(`${stream.remote.ip}:${stream.remote.port} is reset`);
      stream.reset();
    };
    return { listeners: [{ port, protocol: 'TCP', tcp }], stopMs: 10 };
  },

  pause(_flags, container) {
    container.log('Paused');
    return { listeners: [], stopMs: 10 };
  },
};
