// What clients outside speak through port-forward, and servers inside do not have on the wire: TLS with the certificate that the Pod's
// server shows, and HTTP/2. Portolan does not simulate TLS that the server passes on by name when it comes through port-forward.
// Differs: a Pod's server that asks for client certificates has them judged by this machine's clock.

import { createServer } from 'node:http2';
import type { Duplex } from 'node:stream';
import {
  createSecureContext,
  createServer as createTlsServer,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { alpnOf, type Served } from '#machine/served.ts';
import { connectedPair } from '#machine/stream.ts';
import type { ServerTls, TlsSession } from '#machine/tls.ts';
import { securedTo } from '#network/listener.ts';
import { carry } from './pod-connection.ts';

/** As the Pod sees whoever comes through port-forward: its own localhost. Source: containerd's sandbox_portforward_linux.go. */
const PEER = { ip: '127.0.0.1', port: 0 } as const;

export function endTls(tunnel: Duplex, served: Served): void {
  const { tls } = served;
  if (!tls) {
    tunnel.destroy();
    return;
  }
  const server = createTlsServer({
    ...settingsOf(tls, undefined),
    SNICallback(name, done) {
      const settings = settingsOf(tls, name);
      if (settings) done(null, createSecureContext(settings));
      else done(new Error(`no certificate for ${name}`));
    },
    ALPNProtocols: [...alpnOf(served)],
    requestCert: tls.clients !== undefined,
    rejectUnauthorized: tls.clients?.required ?? false,
  });
  server.on('tlsClientError', () => tunnel.destroy());
  server.on('secureConnection', (socket) => {
    socket.on('error', () => tunnel.destroy());
    const session = sessionOf(socket, tls);
    if (session.alpn === 'h2') {
      endHttp2(socket, served, session);
      return;
    }
    const [near, far] = connectedPair({ client: { local: PEER, remote: PEER }, server: { local: PEER, remote: PEER } });
    securedTo(served, session)(far);
    carry(socket, near);
  });
  server.emit('connection', tunnel);
}

/** Undefined: the server has no certificate for that name, and ends the handshake. */
function settingsOf(tls: ServerTls, name: string | undefined): SecureContextOptions | undefined {
  const pair = tls.identity(name);
  if (typeof pair === 'string') return undefined;
  const [lowest, highest] = [tls.versions?.[0], tls.versions?.at(-1)];
  return {
    cert: pair.certificate,
    key: pair.key,
    ...(tls.clients && { ca: tls.clients.authorities }),
    ...(lowest && { minVersion: lowest }),
    ...(highest && { maxVersion: highest }),
  };
}

function sessionOf(socket: TLSSocket, tls: ServerTls): TlsSession {
  const { raw } = socket.getPeerCertificate() as { raw?: Buffer };
  const { servername } = socket as { servername?: string | false };
  return {
    version: socket.getProtocol() === 'TLSv1.2' ? 'TLSv1.2' : 'TLSv1.3',
    cipher: socket.getCipher().name,
    alpn: socket.alpnProtocol || undefined,
    serverName: servername || undefined,
    ...{ chain: [], faults: [], covers: true, verified: [] },
    asksForCertificate: tls.clients !== undefined,
    clientChain: raw ? [pem(raw)] : [],
  };
}

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

/** Messages in, messages out: one server for the connection. */
export function endHttp2(socket: Duplex, { handler }: Served, session?: TlsSession): void {
  const server = createServer((asked, answer) => {
    const pieces: Buffer[] = [];
    const gone = new AbortController();
    asked.on('data', (piece: Buffer) => pieces.push(piece));
    answer.once('close', () => gone.abort());
    asked.on('end', () => {
      const own: HttpHeaders = Object.entries(asked.headers)
        .filter(([name]) => !name.startsWith(':'))
        .flatMap(([name, value]) => [value ?? []].flat().map((text) => [name, text] as const));
      const request: HttpRequest = {
        method: asked.method,
        url: `${session ? 'https' : 'http'}://${asked.authority}${asked.url}`,
        headers: [['Host', asked.authority], ...own],
        body: textOf(Buffer.concat(pieces)),
        version: 'HTTP/2',
      };
      const peer = { ...PEER, gone: gone.signal, ...(session && { tls: session }) };
      void Promise.resolve()
        .then(() => handler(request, peer))
        .then((response) => ('status' in response ? send(response) : answer.stream.close()))
        .catch(() => answer.stream.close());
    });
    const send = ({ status, headers, body, trailers = [] }: HttpResponse): void => {
      answer.writeHead(status, fieldsOf(headers));
      if (trailers.length > 0) answer.addTrailers(fieldsOf(trailers));
      answer.end(bytesOf(asked.method === 'HEAD' ? '' : body));
    };
  });
  server.on('sessionError', () => socket.destroy());
  server.emit('connection', socket);
}

/** Those of a connection are not HTTP/2's. Source: RFC 9113, 8.2.2. */
function fieldsOf(headers: HttpHeaders): Record<string, string | string[]> {
  const fields: Record<string, string[]> = {};
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    if (/^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade|content-length)$/.test(name)) continue;
    fields[name] = [...(fields[name] ?? []), value];
  }
  return Object.fromEntries(Object.entries(fields).map(([name, all]) => [name, all.length === 1 ? all[0]! : all]));
}
