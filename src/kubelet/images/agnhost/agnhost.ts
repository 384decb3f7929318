// Models registry.k8s.io/e2e-test-images/agnhost: the servers among its many subcommands that people use.

import { goTime } from '#machine/go-time.ts';
import { Lazy } from '#machine/lazy.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { TcpStream, UdpHandler } from '#machine/stream.ts';
import type { ContainerView, ImageListener, MainProcess, ScriptProcess } from '../../image.ts';
import { cobraRefusal, type GoFlag } from '../go-flags.ts';
import { goMux } from '../go-http.ts';
import {
  COREUTILS,
  endsWith,
  goResponse,
  klogLine,
  parseFlags,
  pathOf,
  programOrError,
  slashTime,
} from '../process.ts';
import { repository } from '../repository.ts';
import { liveness } from './liveness.ts';
import { netexecDatagrams, netexecHandler } from './netexec.ts';
import { CLIENTS } from './program.ts';

/** What speaks gRPC, for those who ask for it. */
export const healthCode = new Lazy(() => import('./health.ts'));

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
  const known = Object.hasOwn(SUBCOMMANDS, subcommand) ? SUBCOMMANDS[subcommand] : undefined;
  if (known) {
    const refused = cobraRefusal(args, { ...LOGGING_FLAGS, ...known.flags });
    if (!refused) return known.run(parseFlags(args), container);
    for (const line of [...refused.lines, `See 'app ${subcommand} --help' for usage.`]) container.log(line, 'stderr');
    return endsWith(refused.code);
  }
  if (subcommand === 'entrypoint-tester') {
    container.log(`[${[command, ...rest].join(' ')}]`);
    return endsWith(0);
  }
  if (!OTHERS.includes(subcommand)) {
    container.log(`Error: unknown command ${JSON.stringify(subcommand)} for "app"`, 'stderr');
    return endsWith(1);
  }
  return {
    listeners: [],
    startError: `Portolan does not simulate "agnhost ${subcommand}": only ${[...Object.keys(SUBCOMMANDS), 'entrypoint-tester', ...CLIENTS].join(', ')}`,
  };
}

type Flags = ReadonlyMap<string, string>;

/** What agnhost 2.53 has too. */
const OTHERS: readonly string[] =
  'audit-proxy crd-conversion-webhook etc-hosts fake-gitserver fake-registry-server guestbook inclusterclient logs-generator mounttest mtlsclient mtlsserver net nettest no-snat-test no-snat-test-proxy openidmetadata pod-certificate-signer port-forward-tester resource-consumer-controller stress test-service-account-issuer-discovery test-webserver webhook'.split(
    ' ',
  );

/** Of every subcommand. Source: klog.InitFlags. */
const LOGGING_FLAGS: Readonly<Record<string, GoFlag['kind']>> = {
  v: 'int',
  vmodule: 'string',
  logtostderr: 'bool',
  alsologtostderr: 'bool',
  stderrthreshold: 'string',
  'log-flush-frequency': 'string',
};

interface Subcommand {
  readonly flags: Readonly<Record<string, GoFlag['kind']>>;
  run(flags: Flags, container: ContainerView): MainProcess;
}

const RUNS: Readonly<Record<string, Subcommand['run']>> = {
  netexec(flags, container) {
    const http = Number(flags.get('http-port') ?? 8080);
    const udp = Number(flags.get('udp-port') ?? 8081);
    const not = ['tls-cert-file', 'tls-private-key-file', 'sctp-port'].find((name) => flags.has(name));
    if (not !== undefined) return { listeners: [], startError: `Portolan does not simulate agnhost netexec --${not}` };
    const handler = goMux(container, netexecHandler(container, flags.get('http-override') || undefined));
    const delayMs = Number(flags.get('delay-shutdown') ?? 0) * 1000;
    container.log(klogLine(container.now(), `Started HTTP server on port ${http}`), 'stderr');
    if (udp >= 0) container.log(klogLine(container.now(), `Started UDP server on port  ${udp}`), 'stderr');
    const tcp = { port: http, protocol: 'TCP' as const, handler };
    const datagrams = { port: udp, protocol: 'UDP' as const, udp: netexecDatagrams(container) };
    container.signal.addEventListener(
      'abort',
      () => {
        const text = `Sleeping ${delayMs / 1000} seconds before terminating...`;
        if (delayMs > 0) container.log(klogLine(container.now(), text), 'stderr');
      },
      { once: true },
    );
    return { listeners: udp < 0 ? [tcp] : [tcp, datagrams], stopMs: delayMs || 10 };
  },

  'serve-hostname'(flags, container) {
    const port = Number(flags.get('port') ?? 9376);
    container.log(klogLine(container.now(), `Serving on port ${port}.`), 'stderr');
    const asked = (): void => container.log(klogLine(container.now(), `Request made to ${port}`), 'stderr');
    const handler = goMux(container, () => {
      asked();
      return goResponse(container, 200, container.hostname);
    });
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

  'grpc-health-checking'(flags, container) {
    const port = Number(flags.get('port') ?? 5000);
    const httpPort = Number(flags.get('http-port') ?? 8080);
    const delaySeconds = Number(flags.get('delay-unhealthy-sec') ?? -1);
    const startedMs = container.now();
    let forced: boolean | undefined;
    const say = (line: string): void => container.log(`${slashTime(container.now())} ${line}`, 'stderr');
    const aliveMs = (): number => container.now() - startedMs;
    say(`Http server starting to listen on :${httpPort}`);
    say(`gRPC server starting to listen on :${port}`);
    const health = {
      service: flags.get('service') ?? '',
      isServing: () => forced ?? !(delaySeconds >= 0 && aliveMs() >= delaySeconds * 1000),
      asked: () => say(`Serving the Check request for health check, started at ${goTime(startedMs)}`),
    };
    let answer: HttpHandler | undefined;
    const handler: HttpHandler = async (request, peer) => {
      answer ??= (await healthCode.load()).healthHandler(health);
      return answer(request, peer);
    };
    const marks: Readonly<Record<string, boolean>> = { '/make-not-serving': false, '/make-serving': true };
    const marking: HttpHandler = ({ url }) => {
      const { path } = pathOf(url);
      if (!Object.hasOwn(marks, path)) return goResponse(container, 404, '404 page not found\n');
      forced = marks[path];
      say(`Mark as ${forced ? 'healthy' : 'unhealthy'}`);
      return goResponse(container, 200, `${aliveMs() / 1000}s`);
    };
    return {
      listeners: [
        { port: httpPort, protocol: 'TCP', handler: marking },
        { port, protocol: 'TCP', handler, http2: 'only' },
      ],
      stopMs: 10,
    };
  },

  liveness: (_flags, container) => liveness(container),

  pause(_flags, container) {
    container.log('Paused');
    return { listeners: [], stopMs: 10 };
  },
};

const FLAGS: Readonly<Record<string, Subcommand['flags']>> = {
  netexec: {
    'http-port': 'int',
    'udp-port': 'int',
    'sctp-port': 'int',
    'tls-cert-file': 'string',
    'tls-private-key-file': 'string',
    'http-override': 'string',
    'udp-listen-addresses': 'string',
    'delay-shutdown': 'int',
  },
  'serve-hostname': { port: 'int', http: 'bool', tcp: 'bool', udp: 'bool', close: 'bool' },
  porter: { 'json-response': 'bool' },
  'tcp-reset': { port: 'int' },
  'grpc-health-checking': { port: 'int', 'http-port': 'int', 'delay-unhealthy-sec': 'int', service: 'string' },
};

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = Object.fromEntries(
  Object.entries(RUNS).map(([name, run]) => [name, { run, flags: FLAGS[name] ?? {} }]),
);
