// Connections to an API server by TLS through a proxy. Models net/http's Transport.dialConn, its CONNECT.

import { request as httpRequest } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import type { Proxy as NamedProxy } from './proxied.ts';

type Connected = (error: Error | null, socket?: Duplex) => void;

/** Asks the proxy for a tunnel, and shakes hands with the API server through it. */
export class TunnelAgent extends Agent {
  readonly #proxy: NamedProxy;

  constructor(proxy: NamedProxy, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(
    options: ConnectionOptions & { host?: string; port?: number },
    connected: Connected,
  ): undefined {
    const { url, headers } = this.#proxy;
    const to = `${options.host?.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
    const asked = (url.protocol === 'https:' ? httpsRequest : httpRequest)({
      host: url.hostname,
      port: url.port || (url.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: to,
      headers: { host: to, ...headers },
      agent: false,
    });
    asked.once('connect', ({ statusCode, statusMessage = '' }, socket) => {
      if (statusCode === 200) {
        const secured = connect(
          {
            ...options,
            socket,
            servername: options.servername || (isIP(options.host ?? '') ? '' : (options.host ?? '')),
          },
          () => connected(null, secured),
        );
        secured.once('error', (error) => connected(error));
      } else {
        socket.destroy();
        connected(new Error(statusMessage));
      }
    });
    asked.once('error', (error) => connected(new Error(`proxyconnect tcp: ${error.message}`)));
    asked.end();
    return undefined;
  }
}
