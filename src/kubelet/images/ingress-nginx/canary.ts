// Canaries: an Ingress beside another of the same host and path, which takes a part of its requests. Models
// mergeAlternativeBackends, and rootfs/etc/nginx/lua/balancer.lua route_to_alternative_balancer.

import type { Ingress } from '#api/networking/types.ts';
import type { Canary } from './annotations.ts';
import { type Backend, backendName, DEFAULT_BACKEND } from './backends.ts';
import { regexOf } from './locations.ts';
import { DEFAULT_SERVER, type Server } from './routes.ts';

/** Makes the canary's backends alternatives of those whose host and path they share. Changes `backends`. */
export function mergeCanary(
  ingress: Ingress,
  servers: ReadonlyMap<string, Server>,
  backends: Map<string, Backend>,
  warn: (text: string) => void,
): void {
  const namespace = ingress.metadata.namespace ?? 'default';
  for (const { host, http } of ingress.spec.rules ?? [])
    for (const { path = '', pathType, backend } of http?.paths ?? []) {
      if (!backend.service) continue;
      const name = backendName(namespace, backend.service);
      const kind = pathType === 'Exact' ? 'Exact' : 'Prefix';
      const location = servers
        .get(host || DEFAULT_SERVER)
        ?.locations.find((l) => l.path === (path || '/') && l.pathType === kind);
      const primary = location && backends.get(location.backend);
      if (!primary || primary.name === DEFAULT_BACKEND.name || primary.name === name) {
        warn(`unable to find real backend for alternative backend ${name}. Deleting.`);
        continue;
      }
      const alternative = backends.get(name);
      if (!alternative) continue;
      if (!primary.alternatives.includes(name))
        backends.set(primary.name, { ...primary, alternatives: [...primary.alternatives, name] });
      if (primary.affinity) backends.set(name, { ...alternative, affinity: primary.affinity });
    }
}

export interface CanaryRequest {
  header(name: string): string | undefined;
  cookie(name: string): string | undefined;
  random(): number;
}

/** Header before cookie before weight. */
export function takesCanary(policy: Canary, { header, cookie, random }: CanaryRequest): boolean {
  const given = policy.header === '' ? undefined : header(policy.header);
  if (given !== undefined) {
    if (policy.headerValue !== '') {
      if (given === policy.headerValue) return true;
    } else if (policy.headerPattern !== '') {
      if (regexOf(policy.headerPattern, '')?.test(given)) return true;
    } else if (given === 'always') return true;
    else if (given === 'never') return false;
  }
  const biscuit = policy.cookie === '' ? undefined : cookie(policy.cookie);
  if (biscuit === 'always') return true;
  if (biscuit === 'never') return false;
  const total = policy.weightTotal > 100 ? policy.weightTotal : 100;
  return Math.floor(random() * total) + 1 <= policy.weight;
}
