// What stands behind the controller's ports. Loaded when the first controller starts.

import type { AdmissionRequest, AdmissionResponse } from '#api/admission/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import type { HttpResponse } from '#machine/http.ts';
import type { ContainerView } from '../../image.ts';
import { goResponse } from '../process.ts';
import { IngressNginx } from './controller.ts';
import type { Flags } from './flags.ts';
import { page } from './pages.ts';
import type { NginxProxy } from './proxy.ts';

export type Controller = IngressNginx;

export function runController(container: ContainerView, flags: Flags): IngressNginx {
  const controller = new IngressNginx(container, flags);
  controller.run();
  return controller;
}

/** Differs: before nginx has its configuration, connections are reset, not refused. */
export function nginxOf(controller: IngressNginx | undefined): NginxProxy {
  const proxy = controller?.proxy;
  if (!proxy) throw new Error('nginx is not started yet');
  return proxy;
}

/** `/healthz` is well when nginx is. Source: internal/ingress/controller/checker.go. */
export function healthAnswer(
  container: ContainerView,
  path: string,
  controller: IngressNginx | undefined,
): HttpResponse {
  if (path === '/metrics') return goResponse(container, 200, "# Portolan does not simulate ingress-nginx's metrics\n");
  if (path !== '/healthz') return goResponse(container, 404, '404 page not found\n');
  if (controller?.proxy) return goResponse(container, 200, 'ok');
  return goResponse(
    container,
    500,
    '[+]ping ok\n[-]nginx-ingress-controller failed: reason withheld\nhealthz check failed\n',
  );
}

/** What the validating webhook answers. Source: internal/admission/controller/main.go. */
export function reviewAnswer({ uid, resource, object }: AdmissionRequest, controller: IngressNginx): AdmissionResponse {
  const isIngress = resource.resource === 'ingresses' && object !== undefined;
  if (!isIngress) return { uid, allowed: true };
  const { fault: message, warnings } = controller.review(object as Ingress);
  if (message === undefined) return { uid, allowed: true, warnings };
  return { uid, allowed: false, warnings, status: { code: 400, reason: 'BadRequest', message } };
}

/** Port 8181: the default backend as another server of the same nginx. */
export const ownDefault = (): HttpResponse => {
  const { status, body } = page(404);
  return { status, headers: [['Content-Type', 'text/html']], body };
};
