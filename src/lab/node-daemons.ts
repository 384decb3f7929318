// What a node's own daemons answer on its loopback. Models pkg/kubelet/server healthz and cmd/kube-proxy's metrics server, of which
// people ask the mode. Portolan does not simulate kube-proxy's metrics and kubelet's port 10250.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { Ports } from './ports.ts';

/** Source: --healthz-port of kubelet, --metrics-bind-address of kube-proxy. */
const KUBELET_PORT = 10_248;
const PROXY_PORT = 10_249;

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Content-Length', String(body.length)],
  ],
  body,
});

const answering =
  (pages: Readonly<Record<string, string>>) =>
  ({ url }: HttpRequest): HttpResponse => {
    const { pathname } = new URL(url);
    if (pathname === '/metrics') return text(501, 'Portolan does not simulate these metrics\n');
    const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
    return page === undefined ? text(404, '404 page not found\n') : text(200, page);
  };

/** kubelet comes and goes; without it nothing listens. */
export function kubeletListens(ports: Ports, isRunning: boolean): void {
  if (isRunning) ports.open(KUBELET_PORT, answering({ '/healthz': 'ok' }), '127.0.0.1');
  else ports.close(KUBELET_PORT, 'TCP', '127.0.0.1');
}

export function kubeProxyListens(ports: Ports): void {
  ports.open(PROXY_PORT, answering({ '/healthz': 'ok', '/proxyMode': 'iptables' }), '127.0.0.1');
}
