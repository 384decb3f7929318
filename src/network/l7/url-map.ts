// From an Ingress to a URL map of Google's application load balancer: hosts, paths, and which Service each is for.
// Models kubernetes/ingress-gce pkg/controller/translator and the path rules of Compute Engine's URL maps.

import type { Ingress, IngressBackend } from '#api/networking/types.ts';

export interface UrlMap {
  readonly hosts: readonly HostRule[];
  /** Undefined: the cluster's own 404 server. */
  readonly fallback: ServicePort | undefined;
}

export interface HostRule {
  /** `*` is any. */
  readonly host: string;
  readonly paths: readonly { readonly path: string; readonly backend: ServicePort }[];
}

export interface ServicePort {
  readonly service: string;
  readonly port: string;
}

const backendOf = ({ service }: IngressBackend): ServicePort | undefined =>
  service && { service: service.name, port: String(service.port?.number ?? service.port?.name ?? '') };

export function urlMapOf({ spec }: Ingress): UrlMap {
  const hosts = new Map<string, { path: string; backend: ServicePort }[]>();
  for (const { host = '*', http } of spec.rules ?? [])
    for (const { path = '', pathType, backend: given } of http?.paths ?? []) {
      const backend = backendOf(given);
      if (!backend) continue;
      const rules = hosts.get(host || '*') ?? [];
      hosts.set(host || '*', rules);
      for (const one of pathsOf(path, pathType)) rules.push({ path: one, backend });
    }
  return {
    hosts: [...hosts].map(([host, paths]) => ({ host, paths })),
    fallback: spec.defaultBackend && backendOf(spec.defaultBackend),
  };
}

/** A star stands at the end only, after a slash. ImplementationSpecific is taken as it is written. */
function pathsOf(path: string, pathType: string | undefined): readonly string[] {
  if (pathType === 'Exact') return [path];
  if (pathType === 'Prefix') {
    const itself = path.replace(/\/+$/, '');
    return itself === '' ? ['/*'] : [itself, `${itself}/*`];
  }
  return [path === '' ? '/*' : path];
}

/** `host` without a port. Exact hosts before wildcards before all; the longest path wins. */
export function matchUrl({ hosts, fallback }: UrlMap, host: string, path: string): ServicePort | undefined {
  const name = host.toLowerCase();
  const rule =
    hosts.find((r) => r.host === name) ??
    hosts.find((r) => r.host.startsWith('*.') && name.endsWith(r.host.slice(1))) ??
    hosts.find((r) => r.host === '*');
  const best = rule?.paths
    .filter((p) => (p.path.endsWith('/*') ? path.startsWith(p.path.slice(0, -1)) : p.path === path))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return best?.backend ?? fallback;
}

/** Every backend, each once. */
export function backendsOf({ hosts, fallback }: UrlMap): readonly ServicePort[] {
  const all = [...(fallback ? [fallback] : []), ...hosts.flatMap(({ paths }) => paths.map(({ backend }) => backend))];
  return [...new Map(all.map((backend) => [`${backend.service}:${backend.port}`, backend])).values()];
}
