// agnhost grpc-health-checking. Models test/images/agnhost/grpc-health-checking/grpc-health-checking.go.

import { HEALTH_PROTO } from '#machine/grpc/protos.ts';
import { grpcHandler } from '#machine/grpc/server.ts';
import { rpcStatus } from '#machine/grpc/status.ts';
import type { HttpHandler } from '#machine/program.ts';

export interface Health {
  /** The service that it knows; `''`: the server as a whole. */
  readonly service: string;
  isServing(): boolean;
  /** It has been asked. */
  asked(): void;
}

export function healthHandler(health: Health): HttpHandler {
  return grpcHandler({
    protos: HEALTH_PROTO,
    services: {
      'grpc.health.v1.Health': {
        Check: ([message]) => {
          health.asked();
          if ((message?.service ?? '') !== health.service) return { status: rpcStatus('NotFound', 'unknown service') };
          return { messages: [{ status: health.isServing() ? 'SERVING' : 'NOT_SERVING' }] };
        },
        Watch: () => ({ status: rpcStatus('Unimplemented', 'unimplemented') }),
      },
    },
  });
}
