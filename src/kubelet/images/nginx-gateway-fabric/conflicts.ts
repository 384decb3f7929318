// Listeners that cannot be on one port together. Models createPortConflictResolver of internal/controller/state/graph/gateway_listener.go.

import type { Listener } from '#api/gateway/types.ts';
import { type Said, said } from './conditions.ts';
import { intersection } from './hostnames.ts';

const isSecure = ({ protocol }: Listener): boolean => protocol === 'HTTPS' || protocol === 'TLS';

/** What is said of those that conflict, in the order of the Gateway. Those that are wrong in themselves conflict with nobody. */
export function conflictsAmong(listeners: readonly Listener[]): ReadonlyMap<Listener, readonly Said[]> {
  const conflicts = new Map<Listener, readonly Said[]>();
  for (const listener of listeners) {
    const { port } = listener;
    const others = listeners.filter((other) => other !== listener && other.port === port);
    if (others.some((other) => isSecure(other) !== isSecure(listener)))
      conflicts.set(
        listener,
        conflict(
          'ProtocolConflict',
          `Multiple listeners for the same port ${port} specify incompatible protocols; ensure only one protocol per port`,
        ),
      );
    else if (others.some((other) => other.protocol !== listener.protocol && overlaps(other, listener)))
      conflicts.set(
        listener,
        conflict(
          'HostnameConflict',
          `HTTPS and TLS listeners for the same port ${port} specify overlapping hostnames; ensure no overlapping hostnames for HTTPS and TLS listeners for the same port`,
        ),
      );
  }
  return conflicts;
}

const overlaps = (a: Listener, b: Listener): boolean =>
  b.hostname === undefined || intersection(a.hostname, [b.hostname]).length > 0;

const conflict = (reason: string, message: string): readonly Said[] => [
  said('Accepted', 'False', reason, message),
  said('Conflicted', 'True', reason, message),
  said('Programmed', 'False', 'Invalid', message),
];
