// One request as `reach` and `refuse` send it: from where, to what, as whom.

import type { HttpRequest } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';
import type { Evidence } from '../../check.ts';
import { namedIn } from '../../live.ts';
import type { Reader } from '../../reader.ts';
import { subjectOf } from '../../subject.ts';
import { type Outcome, outcomeOf, PATIENCE_MS } from './outcome.ts';
import { placeOf } from './place.ts';
import { sendDatagram, sendGrpc, sendOnWebSocket, sendStream } from './protocols.ts';

export interface RequestSpec {
  /** `laptop`, `internet`, `node/NAME`, `pod/NS/NAME`, `pod/NS/LABEL=VALUE`, or any: `node`, `pod`. */
  readonly from: string;
  readonly url: string;
  /** Default `GET`. */
  readonly method?: string;
  /** The name that is asked for at the URL's address: in the Host header, and with TLS the one that the certificate must cover. */
  readonly host?: string;
  /** What is sent beside. For `tcp`, `udp` and `ws` the body is what is said. */
  readonly send?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string };
  readonly tls?: {
    /** Go on whatever the certificate is. */
    readonly insecure?: boolean;
    /** `NAMESPACE/SECRET`: trust what its `ca.crt`, or else its `tls.crt`, says. */
    readonly trust?: string;
  };
  /** Asked once for each node that is ready; `node.any` is that node. */
  readonly every?: 'node';
}

const SCHEMES = ['http', 'https', 'tcp', 'udp', 'ws', 'wss', 'grpc', 'grpcs'] as const;
export const REQUEST_FIELDS = ['from', 'url', 'method', 'host', 'send', 'tls', 'every'] as const;
const PLACE = /^(laptop|internet|node|pod|node\/[^/]+|pod\/[^/]+\/.+)$/;

export function readRequest(reader: Reader): RequestSpec {
  const text = (name: string) => reader.field(name).optional((r) => r.string());
  const [method, host] = [text('method'), text('host')];
  const every = reader.field('every').optional((r) => r.oneOf('node'));
  const send = reader.field('send').optional((r) => {
    r.only('headers', 'body');
    const headers = r.field('headers').optional((h) => h.mapping((value) => value.string()));
    const body = r.field('body').optional((b) => b.string());
    return { ...(headers && { headers }), ...(body !== undefined && { body }) };
  });
  const tls = reader.field('tls').optional((r) => {
    r.only('insecure', 'trust');
    const insecure = r.field('insecure').optional((i) => i.boolean());
    const trust = r.field('trust').optional((t) => t.string());
    return { ...(insecure !== undefined && { insecure }), ...(trust !== undefined && { trust }) };
  });
  const from = reader.field('from').string();
  if (typeof reader.field('from').value === 'string' && !PLACE.test(from))
    reader
      .field('from')
      .problem(
        'NoSuchPlace',
        'nobody can send from there',
        'Write it as: laptop, internet, node, node/node-1, pod, pod/default/client or pod/default/app=web',
        'a place',
      );
  return {
    from,
    url: reader.field('url').url(SCHEMES),
    ...(method !== undefined && { method }),
    ...(host !== undefined && { host }),
    ...(send && { send }),
    ...(tls && { tls }),
    ...(every && { every }),
  };
}

/** What the request names, as a learner would type it. */
export function aboutRequest({ url, host }: RequestSpec): readonly string[] {
  if (host !== undefined) return [host.split('.')[0]!];
  const named = namedIn(url);
  if (named.length > 0) return named;
  const literal = url.replace(/\$\{[^{}\s]*\}/g, '0.0.0.0');
  const { port } = new URL(literal);
  return literal === url ? [subjectOf(url)] : port ? [port] : [];
}

/** @returns `unable`: the evidence cannot speak that protocol. `noPlace`: nobody is there to send from. */
export async function send(
  spec: RequestSpec,
  evidence: Evidence,
): Promise<Outcome | { readonly noPlace: string } | { readonly unable: string }> {
  const from = await placeOf(spec.from, evidence);
  if (from === undefined) return { noPlace: spec.from };
  const url = new URL(spec.url);
  const scheme = url.protocol.slice(0, -1);
  const { send: { body = '' } = {} } = spec;
  const unable = { unable: scheme };
  if (scheme === 'tcp') return (await sendStream(evidence, from, url, body)) ?? unable;
  if (scheme === 'udp') return (await sendDatagram(evidence, from, url, body)) ?? unable;
  const { request, options } = await httpOf(spec, url, evidence);
  if (scheme === 'ws' || scheme === 'wss') return sendOnWebSocket(evidence, from, request, options, body);
  if (scheme === 'grpc' || scheme === 'grpcs') return sendGrpc(evidence, from, request, options);
  return outcomeOf(await evidence.fetch(from, request, options));
}

/** `ws:` and `grpc:` travel as HTTP. */
async function httpOf(
  { method = 'GET', host, send: { headers = {}, body = '' } = {}, tls }: RequestSpec,
  url: URL,
  evidence: Evidence,
): Promise<{ readonly request: HttpRequest; readonly options: FetchOptions }> {
  const secure = /^(https|wss|grpcs):$/.test(url.protocol);
  const port = url.port || (secure ? '443' : '80');
  // At an address the name is asked for as if it had resolved to that; at a name, only the header differs, and what TLS asks for.
  const resolves = host !== undefined && /^[\d.]+$/.test(url.hostname);
  const asked = host !== undefined && !resolves ? host : undefined;
  const trusted = tls?.trust === undefined ? undefined : await authorityIn(tls.trust, evidence);
  const own = Object.entries(headers);
  const without = (name: string): boolean => headerOf(own, name) === undefined;
  return {
    request: {
      method,
      url: `${secure ? 'https' : 'http'}://${resolves ? host : url.hostname}${url.port ? `:${url.port}` : ''}${url.pathname}${url.search}`,
      headers: [
        ...(asked !== undefined && without('host') ? [['Host', asked] as const] : []),
        ...(without('user-agent') ? [['User-Agent', 'curl/7.88.1'] as const] : []),
        ...(without('accept') ? [['Accept', '*/*'] as const] : []),
        ...(body !== '' && without('content-length')
          ? [['Content-Length', String(new TextEncoder().encode(body).length)] as const]
          : []),
        ...own,
      ],
      body: /^https?:$/.test(url.protocol) ? body : '',
    },
    options: {
      timeoutMs: PATIENCE_MS,
      ...(tls?.insecure && { insecure: true }),
      ...(resolves && { resolve: { [`${host}:${port}`]: url.hostname } }),
      ...((trusted !== undefined || asked !== undefined) && {
        tls: { ...(trusted !== undefined && { trusted }), ...(asked !== undefined && { serverName: asked }) },
      }),
    },
  };
}

/** The certificates of a Secret; none if it is not there, and then nobody is trusted. */
async function authorityIn(secret: string, evidence: Evidence): Promise<string> {
  const [namespace, name] = secret.includes('/') ? secret.split('/') : ['default', secret];
  const found = (await evidence.list('secrets')).find(
    (o) => o.metadata.name === name && o.metadata.namespace === namespace,
  ) as { data?: Readonly<Record<string, string>> } | undefined;
  const encoded = found?.data?.['ca.crt'] ?? found?.data?.['tls.crt'];
  return encoded === undefined ? '' : atob(encoded);
}
