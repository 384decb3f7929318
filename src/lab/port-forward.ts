// The node's end of port-forward: connections made inside a Pod's network namespace. Models containerd's sandbox_portforward_linux.go.

import type { PodDialer } from '#apimachinery/wire.ts';
import { digestOf } from '#kubelet/images/index.ts';
import type { Ports } from './machine.ts';

/** `ports` is undefined once the Pod's sandbox is gone. */
export function dialerTo(uid: string, ports: () => Ports | undefined): PodDialer {
  const sandbox = digestOf('sandbox', uid).slice('sha256:'.length);
  const namespace = `/var/run/netns/cni-${sandbox.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')}`;
  const failed = (why: string): { error: string } => ({
    error: `failed to execute portforward in network namespace ${JSON.stringify(namespace)}: ${why}`,
  });
  return {
    sandbox,
    dial(port) {
      const open = ports();
      if (!open) return { error: `network namespace for sandbox ${JSON.stringify(sandbox)} is closed` };
      const handler = open.handler(port);
      if (!handler) {
        const refused = (network: string, host: string): string =>
          `dial ${network} ${host}:${port}: connect: connection refused`;
        // The blank at the end is containerd's.
        return failed(
          `failed to connect to localhost:${port} inside namespace ${JSON.stringify(sandbox)}, IPv4: ${refused('tcp4', '127.0.0.1')} IPv6 ${refused('tcp6', '[::1]')} `,
        );
      }
      return {
        async request(request) {
          const answer = await handler(request, { ip: '127.0.0.1' });
          return 'status' in answer ? answer : undefined;
        },
      };
    },
  };
}
