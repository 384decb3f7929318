// What the API server asks of nodes: container logs, and connections into the cluster's network.

import type { Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { NodeConnector } from '#apiserver/registry/rest/strategy.ts';
import type { ObjectLookup } from '#kubelet/runtime.ts';
import { goError } from '#machine/go-error.ts';
import type { HttpHeaders } from '#machine/http.ts';
import type { Network, Target } from '#network/network.ts';
import type { Runtime } from './runtime/runtime.ts';

/** Dial times out after so long. Source: apiserver proxy transport, 30 s. */
const DIAL_TIMEOUT_MS = 30_000;

/** @param unreached Called when the API server finds no webhook where one should be. */
export function connectorTo(
  network: Network,
  runtime: Runtime,
  cache: ObjectLookup,
  unreached: () => void,
): NodeConnector {
  const failed = (error: string): { readonly error: string } => {
    unreached();
    return { error };
  };
  return {
    logs: (namespace, pod, query) => runtime.logs(namespace, pod, query),
    exec: (pod, target, signal) => runtime.exec(pod, target, signal),
    portForward: (pod) => runtime.portForward(pod),
    usage: (pod) => runtime.usage(pod),

    review({ namespace, name, port }, request) {
      const service = cache.get<Service>('services', `${namespace}/${name}`);
      if (!service) return failed(`service ${JSON.stringify(name)} not found`);
      // Models apiserver/pkg/util/proxy ResolveCluster.
      if (service.spec.type === 'ExternalName') return { notSimulated: true };
      if (service.spec.clusterIP === 'None') return failed('cannot route to service with ClusterIP "None"');
      if (!service.spec.ports?.some((p) => p.port === port))
        return failed(`no service port ${port} found for service ${JSON.stringify(name)}`);
      const address = `${service.spec.clusterIP ?? ''}:${port}`;
      const endpoint = endpointOf(service, port, cache);
      // As kube-proxy on the control plane's node would refuse it.
      if (!endpoint) return failed(goError('refused', address));
      const { verdict, delivered } = network.dial('control-plane', endpoint, () => 0).trace;
      if (!delivered) return failed(goError(verdict, address));
      const webhook = runtime.webhookAt(delivered.place, delivered.port);
      return webhook ? webhook.review(request) : { notSimulated: true };
    },

    async http({ scheme, ip, port }, request) {
      const headers: HttpHeaders = Object.entries(request.headers ?? {});
      const body =
        request.body === undefined
          ? ''
          : typeof request.body === 'string'
            ? request.body
            : JSON.stringify(request.body);
      const url = `${scheme}://${ip}:${port}${request.path}`;
      const exchange = await network.fetch(
        'control-plane',
        { method: request.method, url, headers, body },
        { connectTimeoutMs: DIAL_TIMEOUT_MS, insecure: true },
      );
      const via = exchange.trace;
      if (exchange.ok) return { response: exchange.response, via };
      return { error: goError(exchange.error.kind, `${ip}:${port}`), via };
    },
  };
}

/** Where a connection to a Service's port ends up. The control plane's machine has no kube-proxy here. */
function endpointOf({ metadata, spec }: Service, port: number, cache: ObjectLookup): Target | undefined {
  const name = spec.ports?.find((p) => p.port === port)?.name ?? '';
  for (const slice of cache.list<EndpointSlice>('endpointslices.discovery.k8s.io', metadata.namespace ?? '')) {
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== metadata.name) continue;
    const target = slice.ports?.find((p) => p.name === name)?.port;
    const ready = slice.endpoints?.find(({ conditions }) => conditions?.ready !== false)?.addresses[0];
    if (target !== undefined && ready !== undefined) return { ip: ready, port: target };
  }
  return undefined;
}
