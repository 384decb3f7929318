// Connections to an API server through the proxy that a kubeconfig names. Models net/http's Transport.Proxy with http and https proxies.
// Portolan does not simulate SOCKS proxies: `proxy-url: socks5://…` is refused in words.

import { request as httpRequest } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';

/** Where a proxy is, and what it wants to be told. */
export interface Proxy {
  readonly url: URL;
  /** `Proxy-Authorization`, from a name and a password in the URL. */
  readonly headers: Readonly<Record<string, string>>;
}

export function proxyOf(text: string): Proxy | { readonly error: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { error: `failed to parse url: parse ${JSON.stringify(text)}: invalid URI for request` };
  }
  if (!/^https?:$/.test(url.protocol))
    return { error: `Portolan does not simulate proxies of ${url.protocol.slice(0, -1)}: proxy-url ${text}` };
  const { username, password } = url;
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { url, headers: username ? { 'proxy-authorization': `Basic ${basic}` } : {} };
}

type Connected = (error: Error | null, socket?: Duplex) => void;

/** Asks the proxy for a tunnel, and shakes hands with the API server through it. */
export class TunnelAgent extends Agent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, options: AgentOptions) {
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
