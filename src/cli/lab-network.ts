// The simulated network, as programs of this machine use it that belong to a `portolan cluster`: from the laptop's place. Addresses of
// loopback are this machine's, where `kubectl port-forward` listens.

import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { Exchange, HttpHeaders, HttpRequest, NetworkError } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

export type Fetch = (request: HttpRequest, options?: FetchOptions) => Promise<Exchange>;

/** @param kubeconfig The file of the cluster. The error is in words. */
export function labNetwork(kubeconfig: string | undefined): Fetch | { readonly error: string } {
  const server = serverOf(kubeconfig);
  if ('error' in server) return server;
  return (request, options = {}) =>
    LOOPBACK.test(new URL(request.url).hostname)
      ? onThisMachine(request, options)
      : inTheLab(server.url, request, options);
}

/** The cluster's address, with its token as the first segment of the path. */
function serverOf(kubeconfig: string | undefined): { readonly url: URL } | { readonly error: string } {
  if (!kubeconfig) return { error: 'set KUBECONFIG to the file that `portolan cluster` has written' };
  let text: string;
  try {
    text = readFileSync(kubeconfig, 'utf8');
  } catch (error) {
    return { error: `KUBECONFIG: ${(error as Error).message}` };
  }
  const read = parseYamlDocuments(text);
  const [config] = 'ok' in read ? (read.ok as { clusters?: { cluster?: { server?: string } }[] }[]) : [];
  const server = config?.clusters?.[0]?.cluster?.server ?? '';
  return server.startsWith('http://')
    ? { url: new URL(server) }
    : { error: `KUBECONFIG: ${kubeconfig} names no \`portolan cluster\` without --tls, whose network could be asked` };
}

async function inTheLab(server: URL, request: HttpRequest, options: FetchOptions): Promise<Exchange> {
  const { signal, keep: _own, ...told } = options;
  const token = server.pathname.slice(1);
  try {
    const { status, body } = await send(new URL('/portolan/v1/exchange', server), {
      method: 'POST',
      headers: [
        ['content-type', 'application/json'],
        ['authorization', `Bearer ${token}`],
      ],
      body: JSON.stringify({ from: 'laptop', request, options: told }),
      signal,
    });
    if (status === 200) return JSON.parse(body) as Exchange;
    return failed({ kind: 'unreachable', phase: 'connect', message: `portolan cluster answered ${status}: ${body}` });
  } catch (error) {
    return failed({
      kind: 'refused',
      phase: 'connect',
      message: `portolan cluster does not answer: ${(error as Error).message}`,
    });
  }
}

async function onThisMachine(request: HttpRequest, { signal, connectTimeoutMs }: FetchOptions): Promise<Exchange> {
  const url = new URL(request.url);
  const remote = { ip: '127.0.0.1', port: Number(url.port) || 80 };
  const started = performance.now();
  const facts = () => ({ trace: [], elapsedMs: performance.now() - started, remote });
  if (url.protocol === 'https:')
    return failed({ kind: 'protocol', phase: 'tls', message: 'Portolan does not simulate TLS to this machine itself' });
  try {
    const { status, reason, headers, body } = await send(url, { ...request, signal, connectTimeoutMs });
    return { ...facts(), ok: true, response: { status, reason, headers, body } };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const at = `${url.hostname} port ${remote.port}`;
    const kinds: Readonly<Record<string, NetworkError>> = {
      ECONNREFUSED: {
        kind: 'refused',
        phase: 'connect',
        message: `Failed to connect to ${at} after 0 ms: Couldn't connect to server`,
      },
      ECONNRESET: { kind: 'reset', phase: 'transfer', message: 'Recv failure: Connection reset by peer' },
    };
    return { ...facts(), ok: false, error: kinds[code ?? ''] ?? { kind: 'empty', phase: 'transfer', message } };
  }
}

const failed = (error: NetworkError): Exchange => ({ ok: false, error, trace: [], elapsedMs: 0 });

interface Sent {
  readonly method: string;
  readonly headers: HttpHeaders;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
  readonly connectTimeoutMs?: number | undefined;
}

interface Got {
  readonly status: number;
  readonly reason: string;
  readonly headers: HttpHeaders;
  readonly body: string;
}

function send(url: URL, { method, headers, body, signal }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, {
      method,
      headers: { connection: 'close', ...Object.fromEntries(headers) },
      ...(signal && { signal }),
    });
    outgoing.on('response', (message) => {
      const pieces: Buffer[] = [];
      message.on('data', (piece: Buffer) => pieces.push(piece));
      message.on('error', reject);
      message.on('end', () =>
        resolve({
          status: message.statusCode ?? 0,
          reason: message.statusMessage ?? '',
          headers: Array.from(
            { length: message.rawHeaders.length / 2 },
            (_, i) => [message.rawHeaders[2 * i]!, message.rawHeaders[2 * i + 1]!] as const,
          ),
          body: textOf(Buffer.concat(pieces)),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(bytesOf(body));
  });
}
