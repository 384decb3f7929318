// moul/grpcbin: a gRPC server to try clients on. Source: github.com/moul/grpcbin main.go and Dockerfile.
// Differs: without the service grpc.gateway.examples.examplepb.ABitOfEverythingService; its certificate is made when it starts.

import { Lazy } from '#machine/lazy.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { COREUTILS, nameOf, parseFlags, programOrError, slashTime } from '../process.ts';
import { repository } from '../repository.ts';

export const grpcbinCode = new Lazy(() => import('./program.ts'));

const PROGRAMS = [...COREUTILS, 'wget', 'nslookup', 'ping', 'nc', 'ps', 'ip', 'netstat'];

export const grpcbin = repository(
  ['docker.io/moul/grpcbin'],
  /^(latest|1|1\.[0-3](\.\d+)?|v1\.[0-3]\.\d+)$/,
  ['latest'],
  () => ({
    sizeBytes: 17_900_000,
    config: { entrypoint: ['/bin/grpcbin'], workingDir: '/root', exposed: [80, 9000, 9001] },
    programs: PROGRAMS,
    userland: 'busybox',
    start,
  }),
);

const portOf = (address: string): number => Number(/:(\d+)$/.exec(address)?.[1]);

function start(argv: readonly string[], container: ContainerView): MainProcess | ScriptProcess {
  if (nameOf(argv[0] ?? '') !== 'grpcbin') return programOrError(argv, PROGRAMS);
  const flags = parseFlags(argv.slice(1));
  const plain = flags.get('insecure-addr') ?? ':9000';
  const secure = flags.get('metrics-addr') ?? ':9001';
  const say = (line: string): void => container.log(`${slashTime(container.now())} ${line}`, 'stderr');
  say(`listening on ${secure} (secure gRPC + secure HTTP/2)`);
  say(`listening on ${plain} (insecure gRPC)`);
  const random = (): number => container.random();
  let answer: HttpHandler | undefined;
  const handler: HttpHandler = async (request, peer) => {
    const { handlerOf } = await grpcbinCode.load();
    answer ??= handlerOf(random, (ms) => new Promise((done) => container.after(ms, done)));
    return answer(request, peer);
  };
  let own: ReturnType<Awaited<ReturnType<typeof grpcbinCode.load>>['certificate']> | undefined;
  const identity = () => {
    // A handshake comes before a request: the code may not be here yet, once.
    own ??= grpcbinCode.value?.certificate(random);
    return own ?? 'internal_error';
  };
  void grpcbinCode.load();
  return {
    listeners: [
      { port: portOf(plain), protocol: 'TCP', handler, http2: 'only' },
      {
        port: portOf(secure),
        protocol: 'TCP',
        handler,
        http2: true,
        tls: { identity, alpn: ['h2', 'http/1.1'], software: 'go' },
      },
    ],
    stopMs: 10,
  };
}
