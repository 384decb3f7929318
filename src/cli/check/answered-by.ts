// Who answered, on a cluster that keeps no trace: the Pod or Service that the exchange itself tells of.

import type { Pod, Service } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Hop, told } from '#machine/hop.ts';
import type { Exchange } from '#machine/http.ts';

/** Hops as a trace would end, as far as they can be known; none where nothing tells. */
export function hopsOf(
  exchange: Exchange,
  url: string,
  pods: readonly Pod[],
  services: readonly Service[],
): readonly Hop[] {
  const hops: Hop[] = [];
  const service = serviceOf(new URL(url), services);
  if (service) {
    const name = keyOf(service);
    const what = 'the address that was asked is this Service’s';
    const failed = told(`${what}, and no answer came from it`, 'service-failed', { service: name });
    const asked = exchange.ok ? told(what, 'service-asked', { service: name }) : failed;
    hops.push({ at: `service/${name}`, ...asked, object: `Service/${name}`, ok: exchange.ok });
  }
  const pod = exchange.ok ? podIn(exchange.response, pods) : undefined;
  if (pod) {
    const name = keyOf(pod);
    const what = told('the answer names this Pod', 'answer-names-pod', { pod: name });
    hops.push({ at: `pod/${name}`, ...what, object: `Pod/${name}`, ok: true });
  }
  return hops;
}

/** By its name, its cluster IP, its way through the API server. */
function serviceOf({ hostname, pathname }: URL, services: readonly Service[]): Service | undefined {
  const proxied = /\/api\/v1\/namespaces\/([^/]+)\/services\/(?:https?:)?([^/:]+)[^/]*\/proxy/.exec(pathname);
  if (proxied)
    return services.find(({ metadata }) => metadata.namespace === proxied[1] && metadata.name === proxied[2]);
  return services.find(({ metadata: { name, namespace }, spec, status }) => {
    const balancers = status?.loadBalancer?.ingress?.map(({ ip, hostname: host }) => ip ?? host) ?? [];
    return (
      [spec.clusterIP, ...(spec.externalIPs ?? []), ...balancers].includes(hostname) ||
      [`${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`].includes(
        hostname,
      ) ||
      (namespace === 'default' && hostname === name)
    );
  });
}

/** The one Pod whose name the answer gives; a host name is a Pod's name. Two names tell nothing. */
function podIn({ body, headers }: Extract<Exchange, { ok: true }>['response'], pods: readonly Pod[]): Pod | undefined {
  const lines = [...body.split(/\r?\n/), ...headers.map(([, value]) => value)].map((line) => line.trim());
  const words = new Set(lines.flatMap((line) => line.split(/[^a-z0-9.-]+/)));
  const named = pods.filter(({ metadata: { name } }) =>
    // A name without a hyphen or a digit may be a word of the page: it counts where a host name would stand.
    /[-\d]/.test(name) ? words.has(name) : lines.some((line) => line.replace(/^host ?name\s*[:=]\s*/i, '') === name),
  );
  return named.length === 1 ? named[0] : undefined;
}
