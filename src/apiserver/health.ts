// Models apiserver/pkg/server/healthz: /healthz, /livez and /readyz, as a whole and check by check.

import type { ApiResponse } from '#apimachinery/wire.ts';

const BASICS = ['ping', 'log', 'etcd'];

/** In their order. Source: GET /readyz?verbose of a kubeadm cluster of v1.34.3. */
const HOOKS = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
  'autoregister-completion',
  'apiservice-openapi-controller',
  'apiservice-openapiv3-controller',
].map((name) => (name === 'autoregister-completion' ? name : `poststarthook/${name}`));

/** What each endpoint asks. The last three tell of beginning and ending, not of living. Source: apiserver/pkg/server/healthz.go. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: [...BASICS, ...HOOKS],
  livez: [...BASICS, ...HOOKS],
  readyz: [...BASICS, 'etcd-readiness', 'informer-sync', ...HOOKS, 'shutdown'],
};

/** Every path of theirs. */
export const HEALTH_PATHS: readonly string[] = Object.entries(CHECKS).flatMap(([endpoint, checks]) => [
  `/${endpoint}`,
  ...checks.map((check) => `/${endpoint}/${check}`),
]);
const PATHS = new Set(HEALTH_PATHS);

/**
 * The answer to a path below one of the three, or undefined.
 * Differs: no check can fail. Portolan's control plane has no parts that could be ill.
 */
export function health(pathname: string, query: URLSearchParams): ApiResponse | undefined {
  if (!PATHS.has(pathname)) return undefined;
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  const endpoint = pathname.slice(1);
  const checks = CHECKS[endpoint];
  // One check alone is answered without that header. Source: adaptCheckToHandler.
  if (!checks) return { code: 200, headers: { 'content-type': headers['content-type'] }, body: 'ok' };
  if (!query.has('verbose')) return { code: 200, headers, body: 'ok' };
  const excluded = new Set(query.getAll('exclude'));
  const lines = checks.map((check) => `[+]${check} ${excluded.delete(check) ? 'excluded: ok' : 'ok'}`);
  if (excluded.size > 0) {
    const names = [...excluded].sort().map((name) => JSON.stringify(name));
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names.join(',')}`);
  }
  return { code: 200, headers, body: `${[...lines, `${endpoint} check passed`].join('\n')}\n` };
}
