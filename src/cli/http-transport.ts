// kubectl's way to a real API server, or to `portolan cluster`: HTTP, with the kubeconfig's credentials.

import type { Agent, IncomingMessage } from 'node:http';
import type { AgentOptions } from 'node:https';
import { isIP } from 'node:net';
import { isStatus } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, Transport } from '#apimachinery/wire.ts';
import { ConnectionError } from '#apimachinery/wire.ts';
import type { KubectlBindings } from '#kubectl/command.ts';
import { Fail } from '#kubectl/errors.ts';
import { proxyOf } from './proxied.ts';

type Target = Parameters<KubectlBindings['connect']>[0];

/** What only some need is loaded by those: TLS takes as long as all else that a short command does. */
const httpOf = () => process.getBuiltinModule('node:http');
const httpsOf = () => process.getBuiltinModule('node:https');

/** Text that says it is JSON and is none, as a Pod behind the API server's proxy may send it, stays text. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

export function httpTransport(target: Target): Transport {
  const base = new URL(target.server);
  const secure = base.protocol === 'https:';
  const tls: AgentOptions = {
    ...(target.certificateAuthorityData && { ca: decode(target.certificateAuthorityData) }),
    ...(target.clientCertificateData && { cert: decode(target.clientCertificateData) }),
    ...(target.clientKeyData && { key: decode(target.clientKeyData) }),
    ...(target.insecureSkipTlsVerify && { rejectUnauthorized: false }),
    ...(target.tlsServerName && { servername: target.tlsServerName }),
  };
  const named = target.proxyUrl === undefined ? undefined : proxyOf(target.proxyUrl);
  if (named && 'error' in named) throw new Fail(named.error);
  const proxy = named;
  const agentOf = async (): Promise<Agent> => {
    if (!secure) return new (httpOf().Agent)({ keepAlive: true });
    if (!proxy) return new (httpsOf().Agent)({ keepAlive: true, ...tls });
    return new (await import('./tunnel-agent.ts')).TunnelAgent(proxy, { keepAlive: true, ...tls });
  };
  let agent: Promise<Agent> | undefined;
  // Without TLS the proxy is asked for the whole URL.
  const asked = !secure && proxy ? proxy.url : base;
  const before = !secure && proxy ? base.origin : '';
  const authorization = target.token
    ? `Bearer ${target.token}`
    : target.username
      ? `Basic ${Buffer.from(`${target.username}:${target.password ?? ''}`).toString('base64')}`
      : undefined;

  /** Resolves when the head of the answer is there. */
  async function send(
    { method, path, headers = {}, body }: ApiRequest,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const { request } = secure ? httpsOf() : httpOf();
    const through = await (agent ??= agentOf());
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      const outgoing = request({
        agent: through,
        method,
        hostname: asked.hostname.replace(/^\[|\]$/g, ''),
        port: asked.port || (secure ? 443 : 80),
        path: before + base.pathname.replace(/\/$/, '') + path,
        headers: {
          'accept-encoding': 'gzip',
          ...severalOf(headers),
          ...(before && proxy && { host: base.host, ...proxy.headers }),
          ...(authorization && { authorization }),
          ...(text !== undefined && { 'content-length': Buffer.byteLength(text) }),
        },
        ...(signal && { signal }),
      });
      outgoing.on('response', resolve);
      outgoing.on('error', (error: NodeJS.ErrnoException) => reject(new ConnectionError(goMessage(error, base))));
      outgoing.end(text);
    });
  }

  const text = (message: IncomingMessage): NodeJS.ReadableStream =>
    (message.headers['content-encoding'] === 'gzip'
      ? message.pipe(process.getBuiltinModule('node:zlib').createGunzip())
      : message
    ).setEncoding('utf8');

  const whole = async (message: IncomingMessage): Promise<ApiResponse> => {
    let all = '';
    for await (const piece of text(message)) all += piece;
    const headers = headersOf(message);
    const body = (headers['content-type'] ?? '').includes('json') ? readJson(all) : all;
    return { code: message.statusCode ?? 0, headers, body, text: all };
  };

  return {
    server: target.server,
    request: async (request, signal) => whole(await send(request, signal)),
    async stream(request, piece, signal) {
      const message = await send(request, signal);
      if (message.statusCode !== 200) return whole(message);
      const headers = headersOf(message);
      const json = (headers['content-type'] ?? '').includes('json');
      let rest = '';
      try {
        for await (const chunk of text(message)) {
          if (!json) {
            piece(String(chunk));
            continue;
          }
          const lines = (rest + String(chunk)).split('\n');
          rest = lines.pop()!;
          for (const line of lines) if (line !== '') piece(JSON.parse(line));
        }
      } catch (error) {
        if (!signal.aborted) throw new ConnectionError((error as Error).message);
      }
      return { code: 200, headers, body: '' };
    },
    async exec({ path, headers = {} }, signal) {
      const url = new URL(base.pathname.replace(/\/$/, '') + path, base);
      url.protocol = secure ? 'wss:' : 'ws:';
      const { openExec } = await import('./exec-channel.ts');
      const opened = await openExec(
        url,
        {
          agent: await (agent ??= agentOf()),
          headers: { ...severalOf(headers), ...(authorization && { authorization }) },
        },
        signal,
      ).catch((error: NodeJS.ErrnoException) => {
        throw new ConnectionError(goMessage(error, base));
      });
      return 'refused' in opened ? whole(opened.refused) : opened;
    },
    async portForward({ path, headers = {} }, signal) {
      const { openForward } = await import('./forward-channel.ts');
      // A connection of its own for each: whether the server allows any shows with the first.
      return {
        async dial(port) {
          const url = new URL(`${base.pathname.replace(/\/$/, '')}${path}?ports=${port}`, base);
          url.protocol = secure ? 'wss:' : 'ws:';
          const signed = { ...severalOf(headers), ...(authorization && { authorization }) };
          try {
            const opened = await openForward(url, { agent: await (agent ??= agentOf()), headers: signed }, signal);
            if (!('refused' in opened)) return opened;
            const { code, body } = await whole(opened.refused);
            return { error: isStatus(body) ? (body.message ?? '') : `${body}` || `status ${code}` };
          } catch (error) {
            return { error: goMessage(error as NodeJS.ErrnoException, base) };
          }
        },
      };
    },
  };
}

/** Those of one name that a client means to send as several stand a line each. */
function severalOf(headers: ApiRequest['headers'] = {}): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.includes('\n') ? value.split('\n') : value]),
  );
}

function headersOf(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) if (typeof value === 'string') headers[name] = value;
  const warnings = message.headersDistinct.warning ?? [];
  if (warnings.length > 0) headers.warning = warnings.flatMap(warningTexts).join('\n');
  return headers;
}

/** `299 - "text"`, several in one line separated by commas, in UTF-8. Source: RFC 7234 5.5. */
function warningTexts(value: string): readonly string[] {
  const text = Buffer.from(value, 'latin1').toString();
  return [...text.matchAll(/\d{3} \S+ ("(?:[^"\\]|\\.)*")/g)].map(([, quoted]) => JSON.parse(quoted!) as string);
}

/** What Go's net package would have said. */
function goMessage(error: NodeJS.ErrnoException, { hostname, port, protocol }: URL): string {
  const { code, message, name } = error;
  const address = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  if (name === 'AbortError') return 'context canceled';
  if (code === 'ECONNREFUSED') return `dial tcp ${address}: connect: connection refused`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `dial tcp: lookup ${hostname}: no such host`;
  if (code === 'ETIMEDOUT') return `dial tcp ${address}: i/o timeout`;
  if (code === 'ECONNRESET') return 'EOF';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return wrongName(error);
  if (code?.includes('CERT') || code?.includes('SELF_SIGNED') || code?.includes('VERIFY'))
    return `tls: failed to verify certificate: x509: ${/expired/i.test(message) ? 'certificate has expired or is not yet valid' : 'certificate signed by unknown authority'}`;
  return message;
}

/** A certificate that is another's. Models crypto/x509 HostnameError. */
function wrongName(error: Error): string {
  const { host = '', cert } = error as { host?: string; cert?: { subjectaltname?: string } };
  const kind = isIP(host) ? 'IP Address' : 'DNS';
  const names = (cert?.subjectaltname ?? '')
    .split(', ')
    .flatMap((each) => (each.startsWith(`${kind}:`) ? [each.slice(kind.length + 1)] : []));
  if (names.length === 0 && isIP(host))
    return `tls: failed to verify certificate: x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  return `tls: failed to verify certificate: x509: certificate is ${names.length > 0 ? `valid for ${names.join(', ')}, not ${host}` : `not valid for any names, but wanted to match ${host}`}`;
}
