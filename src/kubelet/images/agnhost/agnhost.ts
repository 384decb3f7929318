// Models registry.k8s.io/e2e-test-images/agnhost: netexec, serve-hostname and pause, of its many subcommands.

import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { COREUTILS, goResponse, klogLine, parseFlags, programOrError } from '../process.ts';
import { repository } from '../repository.ts';
import { netexecDatagrams, netexecHandler } from './netexec.ts';

const PROGRAMS = [...COREUTILS, 'bash', 'curl', 'dig', 'nslookup', 'nc', 'wget', 'ping', 'ps', 'ip', 'netstat'];

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
  const run = SUBCOMMANDS[subcommand];
  if (run) return run(parseFlags(args), container);
  return {
    listeners: [],
    startError: `Portolan does not simulate "agnhost ${subcommand}": only ${Object.keys(SUBCOMMANDS).join(', ')}`,
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
    const handler = () => {
      container.log(klogLine(container.now(), `Request made to ${port}`), 'stderr');
      return goResponse(container, 200, container.hostname);
    };
    return { listeners: [{ port, protocol: 'TCP', handler }], stopMs: 10 };
  },

  pause(_flags, container) {
    container.log('Paused');
    return { listeners: [], stopMs: 10 };
  },
};
