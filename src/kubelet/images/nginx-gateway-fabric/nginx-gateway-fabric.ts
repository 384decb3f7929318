// ghcr.io/nginx/nginx-gateway-fabric: an implementation of the Gateway API. One image is its control plane, the other the nginx of each Gateway.

import { Lazy } from '#machine/lazy.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { plainToHttps } from '../nginx/plain-to-https.ts';
import { COREUTILS, goResponse, httpDate, nameOf, parseFlags, pathOf, programOrError } from '../process.ts';
import { repository } from '../repository.ts';

/** All that both need: a page that has neither does without. */
export const gatewayCode = new Lazy(() => import('./program.ts'));

const TAGS = /^v?2\.[01]\.\d+$/;
const HEALTH_PORT = 8081;
const PROGRAMS = [...COREUTILS, 'curl', 'wget'];

export const nginxGateway = repository(['ghcr.io/nginx/nginx-gateway-fabric'], TAGS, ['2.1.0'], (tag) => ({
  sizeBytes: 32_000_000,
  config: { entrypoint: ['/usr/bin/gateway'], user: '101:1001' },
  programs: [],
  start: (argv, container) => startControlPlane(argv, container, tag.replace(/^v/, '')),
}));

export const nginxOfGateway = repository(['ghcr.io/nginx/nginx-gateway-fabric/nginx'], TAGS, ['2.1.0'], () => ({
  sizeBytes: 67_000_000,
  config: { entrypoint: ['/agent/entrypoint.sh'], user: '101:1001', exposed: [80, 443] },
  programs: PROGRAMS,
  start: startDataPlane,
}));

type Code = Awaited<ReturnType<typeof gatewayCode.load>>;

function startControlPlane(
  argv: readonly string[],
  container: ContainerView,
  version: string,
): MainProcess | ScriptProcess {
  if (nameOf(argv[0] ?? '') !== 'gateway' || argv[1] !== 'controller') return programOrError(argv, []);
  const flags = parseFlags(argv.slice(2));
  const named = {
    controllerName: flags.get('gateway-ctlr-name') ?? 'gateway.nginx.org/nginx-gateway-controller',
    className: flags.get('gatewayclass') ?? 'nginx',
    experimental: flags.get('gateway-api-experimental-features') === 'true',
  };
  let controller: ReturnType<Code['runController']> | undefined;
  withCode(({ runController }) => {
    // The Pod has its address only after this step of the kubelet.
    container.after(0, () => (controller = runController(container, named, version)));
  });
  const health: HttpHandler = ({ url }) => {
    if (pathOf(url).path !== '/readyz') return goResponse(container, 404, '404 page not found\n');
    return controller?.isReady ? goResponse(container, 200, 'ok') : goResponse(container, 503, 'not ready\n');
  };
  const port = Number(flags.get('health-port') ?? HEALTH_PORT);
  return { listeners: [{ port, protocol: 'TCP', handler: health }], stopMs: 500 };
}

function startDataPlane(argv: readonly string[], container: ContainerView): MainProcess | ScriptProcess {
  if (argv[0] !== '/agent/entrypoint.sh') return programOrError(argv, PROGRAMS);
  let nginx: InstanceType<Code['DataPlane']> | undefined;
  withCode(({ DataPlane }) => {
    nginx = new DataPlane(container);
  });
  const numbers = (list = ''): readonly number[] => list.split(',').filter(Boolean).map(Number);
  const secure = numbers(container.env.TLS_PORTS);
  const passing = numbers(container.env.PASSTHROUGH_PORTS);
  const health: HttpHandler = () =>
    nginx?.configuration ? goResponse(container, 200, 'ok') : goResponse(container, 503, 'not ready\n');
  return {
    listeners: [
      ...numbers(container.env.LISTENER_PORTS).map((port) => ({
        port,
        protocol: 'TCP' as const,
        // Source: `http2 on` of the http block, from which listeners in plain HTTP have prior knowledge too.
        http2: true,
        handler: (async (request, peer) => {
          const { DataPlane } = await gatewayCode.load();
          return (nginx ??= new DataPlane(container)).answer(port, request, peer);
        }) satisfies HttpHandler,
        // Source: ssl_reject_handshake of the default server, for names that no listener has, and for none.
        ...(secure.includes(port) && {
          tls: {
            identity: (name: string | undefined) => nginx?.certificate(port, name) ?? 'unrecognized_name',
            plainAnswer: () =>
              plainToHttps([
                ['Server', 'nginx'],
                ['Date', httpDate(container.now())],
              ]),
          } as const,
        }),
        ...(passing.includes(port) && {
          preread: async (name: string | undefined) => {
            const { DataPlane } = await gatewayCode.load();
            return (nginx ??= new DataPlane(container)).passage(port, name);
          },
        }),
      })),
      { port: HEALTH_PORT, protocol: 'TCP', handler: health },
    ],
    stopMs: 500,
  };
}

function withCode(run: (code: Code) => void): void {
  const code = gatewayCode.value ?? gatewayCode.load();
  if (code instanceof Promise) void code.then(run);
  else run(code);
}
