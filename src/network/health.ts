// What load balancers ask the kube-proxy of a node. Models pkg/proxy/healthcheck.

import { goTime } from '#machine/go-time.ts';
import type { HttpResponse } from '#machine/http.ts';
import type { Place } from '#machine/program.ts';
import type { ServicePortRule } from './proxy/service-port.ts';

/** Source: --healthz-bind-address. */
export const PROXY_HEALTH_PORT = 10_256;

/** Has the node endpoints of this Service? Models service_health.go. */
export function healthAnswer(rule: ServicePortRule, node: Place): HttpResponse {
  const localEndpoints = rule.readyOnNode(node.replace(/^node\//, ''));
  const [namespace, name] = rule.service.split('/');
  const body = JSON.stringify(
    { service: { namespace, name }, localEndpoints, serviceProxyHealthy: true },
    undefined,
    '\t',
  );
  return json(localEndpoints > 0 ? 200 : 503, body, [['X-Load-Balancing-Endpoint-Weight', String(localEndpoints)]]);
}

/** Does kube-proxy work, and is the node to stay? Models proxy_health.go: only /healthz tells of a node that goes. */
export function proxyHealthAnswer(url: string, isLeaving: boolean, nowMs: number): HttpResponse {
  const path = /^\w+:\/\/[^/]+(\/[^?#]*)/.exec(url)?.[1] ?? '/';
  const now = goTime(nowMs);
  if (path === '/livez') return json(200, `{"lastUpdated": "${now}","currentTime": "${now}"}`);
  if (path === '/healthz')
    return json(
      isLeaving ? 503 : 200,
      `{"lastUpdated": "${now}","currentTime": "${now}", "nodeEligible": ${String(!isLeaving)}}`,
    );
  const body = '404 page not found\n';
  return {
    status: 404,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Content-Length', String(body.length)],
    ],
    body,
  };
}

function json(status: number, body: string, more: HttpResponse['headers'] = []): HttpResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Content-Type-Options', 'nosniff'],
      ...more,
      ['Content-Length', String(body.length)],
    ],
    body,
  };
}
