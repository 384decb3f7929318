// What nginx answers to a gRPC client where no backend does. Source: internal/controller/nginx/config/maps and
// /etc/nginx/grpc-error-pages.conf, grpc-error-locations.conf of NGINX Gateway Fabric.

import type { HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';

const STATUS: Readonly<Record<number, readonly [code: number, message: string]>> = {
  400: [13, 'internal'],
  401: [16, 'unauthenticated'],
  403: [7, 'permission_denied'],
  404: [12, 'unimplemented'],
  405: [13, 'internal'],
  408: [4, 'deadline_exceeded'],
  413: [8, 'resource_exhausted'],
  414: [8, 'resource_exhausted'],
  415: [13, 'internal'],
  426: [13, 'internal'],
  429: [14, 'unavailable'],
  500: [13, 'internal'],
  501: [13, 'internal'],
  502: [14, 'unavailable'],
  503: [14, 'unavailable'],
  504: [14, 'unavailable'],
};

/** The same answer, unless it is a page of nginx's own. */
export function grpcPage(answer: HttpResponse): HttpResponse {
  const page = STATUS[answer.status];
  if (!page || headerOf(answer.headers, 'content-type') !== 'text/html') return answer;
  const [code, message] = page;
  const headers = [
    ['Content-Type', 'application/grpc'],
    ['grpc-status', String(code)],
    ['grpc-message', message],
  ] as const;
  return { ...answer, status: 204, headers, body: '' };
}
