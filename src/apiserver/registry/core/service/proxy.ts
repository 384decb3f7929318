// Models pkg/registry/core/service/storage/storage.go ResourceLocation and pkg/registry/core/service/proxy.go:
// `…/services/[scheme:]NAME[:port]/proxy/PATH`.

import type { EndpointAddress, Endpoints, Pod, Service } from '#api/core/types.ts';
import { reply, type Status, status } from '#apimachinery/status.ts';
import { type Told, told } from '#machine/hop.ts';
import type { ServerContext, SubresourceHandler } from '../../rest/strategy.ts';
import { decodeName, forward, PROXIED, splitSchemeNamePort, type Target } from '../proxy/forward.ts';
import { notPassedOn } from '../proxy/way.ts';

export const serviceProxy: SubresourceHandler = {
  kind: 'ServiceProxyOptions',
  ...PROXIED,
  connection: (_query, path) => (path ? { path } : {}),
  async handle(request, { namespace, name, query }, context) {
    if (query.has('dryRun')) return reply(status.badRequest('dryRun is not supported'));
    const id = decodeName(name);
    const object = `Service/${namespace}/${splitSchemeNamePort(id)?.name ?? id}`;
    const found = locateService(id, namespace, context);
    if ('ip' in found) return forward(request, found, object, context);
    return notPassedOn(found.refused, object, found.why);
  },
};

/**
 * The endpoint that a request to `id` goes to: the v1 Endpoints object decides, not the EndpointSlices, and the port is looked
 * up by its *name*. Only ready addresses that are a living Pod's count.
 */
export function locateService(
  id: string,
  namespace: string,
  context: ServerContext,
): Target | { readonly refused: Status; readonly why?: Told } {
  const { storage } = context;
  const parsed = splitSchemeNamePort(id);
  if (!parsed) return { refused: status.badRequest(`invalid service request ${JSON.stringify(id)}`) };
  const { scheme, name } = parsed;
  let port = parsed.port;
  const key = `${namespace}/${name}`;
  if (/^[+-]?\d+$/.test(port)) {
    const service = storage.get<Service>('services', key);
    if (!service) return { refused: status.notFound('services', '', name) };
    const found = (service.spec.ports ?? []).find((p) => p.port === Number(port));
    if (!found) {
      const message = `no service port ${Number(port)} found for service "${name}"`;
      const why = told(message, 'api-no-service-port', { service: key, port });
      return { refused: status.serviceUnavailable(message), why };
    }
    port = found.name ?? '';
  }
  const endpoints = storage.get<Endpoints>('endpoints', key);
  if (!endpoints) return { refused: status.notFound('endpoints', '', name) };
  const subsets = endpoints.subsets ?? [];
  const none = (asked: string): ReturnType<typeof locateService> => {
    const message = `no endpoints available for service "${asked}"`;
    return {
      refused: status.serviceUnavailable(message),
      why: told(message, 'api-no-endpoint', { service: key, message }),
    };
  };
  if (subsets.length === 0) return none(name);

  for (const subset of fromRandom(subsets, context)) {
    const addresses = subset.addresses ?? [];
    if (addresses.length === 0) continue;
    for (const subsetPort of subset.ports ?? []) {
      if ((subsetPort.name ?? '') !== port) continue;
      const address = fromRandom(addresses, context).find((a) => isPod(a, namespace, context));
      if (address) return { scheme, ip: address.ip, port: subsetPort.port };
    }
  }
  return none(id);
}

/** All of them, from a random one on, round. */
function fromRandom<T>(list: readonly T[], context: ServerContext): readonly T[] {
  const start = Math.floor(context.random() * list.length);
  return [...list.slice(start), ...list.slice(0, start)];
}

/** Source: isValidAddress. Hand-made Endpoints could otherwise reach anything that the control plane reaches. */
function isPod({ ip, targetRef }: EndpointAddress, namespace: string, { storage }: ServerContext): boolean {
  if (targetRef?.kind !== 'Pod' || targetRef.namespace !== namespace || !targetRef.name) return false;
  const pod = storage.get<Pod>('pods', `${namespace}/${targetRef.name}`);
  return pod !== undefined && podIps(pod).includes(ip);
}

function podIps({ status: { podIPs, podIP } = {} }: Pod): string[] {
  return podIPs?.map((entry) => entry.ip) ?? (podIP ? [podIP] : []);
}
