// The node's end of port-forward: connections made inside a Pod's network namespace. Models containerd's sandbox_portforward_linux.go.

import type { PodDialer } from '#apimachinery/wire.ts';
import { digestOf } from '#kubelet/images/index.ts';
import { connectedPair } from '#machine/stream.ts';
import { connectionTo } from '#network/listener.ts';
import { ephemeralPort } from '#network/round-trip.ts';
import type { Ports } from './ports.ts';

/** `ports` is undefined once the Pod's sandbox is gone. */
export function dialerTo(uid: string, ports: () => Ports | undefined, random: () => number): PodDialer {
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
      const served = open.served(port);
      if (!served) {
        const refused = (network: string, host: string): string =>
          `dial ${network} ${host}:${port}: connect: connection refused`;
        // The blank at the end is containerd's.
        return failed(
          `failed to connect to localhost:${port} inside namespace ${JSON.stringify(sandbox)}, IPv4: ${refused('tcp4', '127.0.0.1')} IPv6 ${refused('tcp6', '[::1]')} `,
        );
      }
      const own = { ip: '127.0.0.1', port: ephemeralPort(random) };
      const remote = { ip: '127.0.0.1', port };
      const ends = { client: { local: own, remote }, server: { local: remote, remote: own } };
      const [near, far] = connectedPair(ends);
      connectionTo(served)(far);
      return near;
    },
  };
}
