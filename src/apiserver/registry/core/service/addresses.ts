// Models pkg/registry/core/service/ipallocator: for each cluster IP that is taken there is an IPAddress that says by whom.

import type { Service } from '#api/core/types.ts';
import type { IPAddress } from '#api/networking/types.ts';
import { timestamp, uidFrom } from '#apimachinery/names.ts';
import type { ServerContext, Transaction } from '../../rest/strategy.ts';
import { validIp } from './ip.ts';
import { ipsOf } from './taken.ts';

/** As storage names them. */
export const IP_ADDRESSES = 'ipaddresses.networking.k8s.io';

function addressOf(ip: string, { metadata }: Service, nowMs: number): IPAddress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: {
      name: ip,
      uid: uidFrom(`${ip} ${metadata.uid}`),
      creationTimestamp: timestamp(nowMs),
      labels: {
        'ipaddress.kubernetes.io/ip-family': validIp(ip) ?? 'IPv4',
        'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
      },
    },
    spec: { parentRef: { group: '', resource: 'services', namespace: metadata.namespace!, name: metadata.name } },
  };
}

/** Notes what `service` holds, and lets go what `old` held beside. */
function keep(service: Service, old: Service | undefined, context: ServerContext): void {
  const { storage } = context;
  const held = ipsOf(service);
  for (const ip of old ? ipsOf(old) : []) if (!held.includes(ip)) storage.remove(IP_ADDRESSES, ip);
  for (const ip of held)
    if (!storage.get(IP_ADDRESSES, ip)) storage.put(IP_ADDRESSES, addressOf(ip, service, context.now()));
}

export function releaseAddresses(service: Service, { storage }: ServerContext): void {
  for (const ip of ipsOf(service)) storage.remove(IP_ADDRESSES, ip);
}

/** The same, with its addresses noted once it is kept. A refusal is passed on. */
export function withAddresses<Failure>(
  begun: Transaction | Failure,
  service: Service,
  old: Service | undefined,
  context: ServerContext,
): Transaction | Failure {
  if (typeof begun !== 'object' || begun === null || !('commit' in begun)) return begun;
  return {
    commit() {
      begun.commit();
      keep(service, old, context);
    },
    revert: () => begun.revert(),
  };
}
