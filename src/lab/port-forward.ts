// The node's end of port-forward: connections made inside a Pod's network namespace. Models containerd's sandbox_portforward_linux.go.

import type { Pod } from '#api/core/types.ts';
import type { PodDialer } from '#apimachinery/wire.ts';
import { digestOf } from '#kubelet/images/index.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import type { ServerEnd } from '#machine/served.ts';
import { connectedPair, hopsOf } from '#machine/stream.ts';
import { connectionTo } from '#network/listener.ts';
import { binds } from '#network/proxy/arrival.ts';
import { whyNotListening } from '#network/proxy/reasons.ts';
import { ephemeralPort } from '#network/round-trip.ts';
import type { Ports } from './ports.ts';

const LOOPBACK = '127.0.0.1';

/** `ports` is undefined once the Pod's sandbox is gone. */
export function dialerTo({ metadata }: Pod, ports: () => Ports | undefined, random: () => number): PodDialer {
  const uid = metadata.uid ?? '';
  const key = `${metadata.namespace}/${metadata.name}`;
  const at = `pod/${key}`;
  const broken = (why: Told): readonly Hop[] => [{ at, ...why, object: `Pod/${key}`, ok: false }];
  const sandbox = digestOf('sandbox', uid).slice('sha256:'.length);
  const namespace = `/var/run/netns/cni-${sandbox.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')}`;
  const failed = (port: number, why: string): { error: string } => ({
    error: `error forwarding port ${port} to pod ${sandbox}, uid : ${why}`,
  });
  const inNamespace = (why: string): string =>
    `failed to execute portforward in network namespace ${JSON.stringify(namespace)}: ${why}`;
  return {
    dial(port) {
      const open = ports();
      if (!open) {
        const why = told(
          `Pod ${key} no longer runs: kubectl port-forward stays with the Pod that it began with`,
          'forwarded-pod-gone',
          { pod: key },
        );
        return {
          ...failed(port, `network namespace for sandbox ${JSON.stringify(sandbox)} is closed`),
          via: broken(why),
        };
      }
      const isOpen = open.listening.some(
        (own) => own.port === port && own.protocol === 'TCP' && binds(own.address, LOOPBACK),
      );
      const served = isOpen ? open.served(port) : undefined;
      if (!served) {
        const refused = (network: string, host: string): string =>
          `dial ${network} ${host}:${port}: connect: connection refused`;
        // The blank at the end is containerd's.
        return {
          ...failed(
            port,
            inNamespace(
              `failed to connect to localhost:${port} inside namespace ${JSON.stringify(sandbox)}, IPv4: ${refused('tcp4', '127.0.0.1')} IPv6 ${refused('tcp6', '[::1]')} `,
            ),
          ),
          via: broken(whyNotListening(`Pod ${key}`, port, 'TCP', open.listening)),
        };
      }
      const own = { ip: '127.0.0.1', port: ephemeralPort(random) };
      const remote = { ip: '127.0.0.1', port };
      const ends = { client: { local: own, remote }, server: { local: remote, remote: own } };
      const [near, far] = connectedPair(ends);
      connectionTo(served)(far);
      const took = told(`accepted the connection on port ${port}, as from the Pod itself`, 'accepted', {
        port: String(port),
      });
      near.way.hops.push({ at, ...took, object: `Pod/${key}`, ok: true });
      const leadsTo: ServerEnd = { served, place: at };
      return Object.assign(near, { via: () => hopsOf(near.way), leadsTo });
    },
  };
}
