// Models pkg/registry/core/pod/storage and rest/subresources.go: what can be asked of a Pod beside its object.

import type { Pod } from '#api/core/types.ts';
import { reply, type Status, status } from '#apimachinery/status.ts';
import type { ServerContext, SubresourceHandler } from '../../rest/strategy.ts';
import { decodeName, forward, PROXIED, splitSchemeNamePort, type Target } from '../proxy/forward.ts';
import { notPassedOn } from '../proxy/way.ts';
import { validIp } from '../service/ip.ts';
import { binding } from './binding.ts';
import { eviction } from './eviction.ts';
import { podLog } from './log.ts';
import { execLike, portForward } from './streams.ts';

/** `[scheme:]POD[:port]`: the first declared port when none is named. */
export function locatePod(id: string, namespace: string, { storage }: ServerContext): Target | Status {
  const parsed = splitSchemeNamePort(id);
  if (!parsed) return status.badRequest(`invalid pod request ${JSON.stringify(id)}`);
  const { scheme, name, port } = parsed;
  const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
  if (!pod) return status.notFound('pods', '', name);
  const ip = pod.status.podIPs?.[0]?.ip ?? pod.status.podIP ?? '';
  if (!validIp(ip)) return status.badRequest('address not allowed');
  const declared = pod.spec.containers.find((c) => (c.ports ?? []).length > 0)?.ports?.[0]?.containerPort;
  const number = port === '' ? (declared ?? (scheme === 'https' ? 443 : 80)) : Number(port);
  if (!Number.isInteger(number)) {
    return status.serviceUnavailable(`error trying to reach service: dial tcp: lookup tcp/${port}: unknown port`);
  }
  return { scheme, ip, port: number };
}

const proxy: SubresourceHandler = {
  kind: 'PodProxyOptions',
  ...PROXIED,
  connection: (_query, path) => (path ? { path } : {}),
  async handle(request, { namespace, name, query }, context) {
    if (query.has('dryRun')) return reply(status.badRequest('dryRun is not supported'));
    const id = decodeName(name);
    const object = `Pod/${namespace}/${splitSchemeNamePort(id)?.name ?? id}`;
    const target = locatePod(id, namespace, context);
    return 'kind' in target ? notPassedOn(target, object) : forward(request, target, object, context);
  },
};

export const podSubresources: Readonly<Record<string, SubresourceHandler>> = {
  attach: execLike('attach'),
  binding,
  eviction,
  exec: execLike('exec'),
  log: podLog,
  portforward: portForward,
  proxy,
};
