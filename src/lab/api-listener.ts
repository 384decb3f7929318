// The API server's own port, for clients that come over the network: curl from a Pod, a browser.

import { sentHeaders, serializeBody } from '#apimachinery/serialize.ts';
import { status } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, Method } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { byteLength } from '#machine/bytes.ts';
import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import type { KeyPair } from '#machine/tls.ts';
import type { Served } from '#network/listener.ts';

/**
 * Serves with a certificate that the cluster's own authority signed, which no client outside knows.
 * Differs: no audit-id, and nothing of priority and fairness.
 */
export function apiListener(
  handle: (request: ApiRequest) => Answer | Promise<Answer>,
  certificate: () => KeyPair,
  now: () => number,
): Served {
  const answer = async (request: HttpRequest, { ip }: Peer): Promise<HttpResponse> => {
    const { pathname, search } = new URL(request.url);
    const path = pathname + search;
    const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
    const send = (code: number, body: unknown, more: Readonly<Record<string, string>> = {}): HttpResponse => {
      const text = serializeBody({ code, headers: more, body }, { path, headers });
      const isHead = request.method === 'HEAD';
      return {
        status: code,
        headers: [
          ...sentHeaders(more),
          ['content-length', (isHead && more['content-length']) || String(byteLength(text))],
          ['date', new Date(now()).toUTCString()],
        ],
        body: isHead ? '' : text,
      };
    };
    const result = await handle({
      method: request.method as Method,
      path,
      headers,
      ...(request.body !== '' && { body: request.body }),
      peerIP: ip,
    });
    if (isStreaming(result))
      return send(
        501,
        status.badRequest('Portolan does not stream watches over its simulated network; use kubectl get --watch'),
      );
    return send(result.code, result.body, result.headers);
  };
  return { handler: answer, tls: { identity: certificate, alpn: ['h2', 'http/1.1'], software: 'go' } };
}
