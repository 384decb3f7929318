// Models pkg/proxy/healthcheck service_health.go: what a load balancer asks to find nodes with local endpoints.

import type { HttpResponse } from '#machine/http.ts';
import type { Place } from '#machine/program.ts';
import type { ServicePortRule } from './proxy/rules.ts';

export function healthAnswer({ service, backendsOnNode }: ServicePortRule, node: Place): HttpResponse {
  const localEndpoints = backendsOnNode.get(node.replace(/^node\//, ''))?.length ?? 0;
  const [namespace, name] = service.split('/');
  const body = JSON.stringify(
    { service: { namespace, name }, localEndpoints, serviceProxyHealthy: true },
    undefined,
    '\t',
  );
  return {
    status: localEndpoints > 0 ? 200 : 503,
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Content-Type-Options', 'nosniff'],
      ['X-Load-Balancing-Endpoint-Weight', String(localEndpoints)],
      ['Content-Length', String(body.length)],
    ],
    body,
  };
}
