// One request as `reach` and `refuse` send it: from where, to what, as whom.

import type { HttpRequest } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';
import type { Evidence } from '../../check.ts';
import { namedIn } from '../../live.ts';
import type { Reader } from '../../reader.ts';
import { flag, mapping, mappingOf, needed, oneOf, optional, type Shape, string, url } from '../../shape.ts';
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
const PLACE = '^(laptop|internet|node|pod|node/[^/]+|pod/[^/]+/.+)$';

const place: Shape<string> = {
  read: readPlace,
  schema: {
    type: 'string',
    anyOf: [{ pattern: PLACE }, { pattern: '\\$\\{' }],
    examples: ['laptop', 'internet', 'pod/default/client', 'node/node-1'],
  },
};

function readPlace(reader: Reader): string {
  const from = reader.string();
  if (typeof reader.value === 'string' && !new RegExp(PLACE).test(from))
    reader.problem(
      'NoSuchPlace',
      'nobody can send from there',
      'Write it as: laptop, internet, node, node/node-1, pod, pod/default/client or pod/default/app=web',
      'a place',
    );
  return from;
}

/** What `reach` and `refuse` have alike. */
export const REQUEST = {
  from: needed(
    place,
    'Who sends it: `laptop`, `internet`, `node/NAME`, `pod/NAMESPACE/NAME`, `pod/NAMESPACE/LABEL=VALUE`, or any `node` or `pod`.',
  ),
  url: needed(url(SCHEMES), 'To where: a URL of `http`, `https`, `tcp`, `udp`, `ws`, `wss`, `grpc` or `grpcs`.'),
  method: optional(string, 'The method of HTTP; `GET` where nothing is said.'),
  host: optional(
    string,
    'The name that is asked for at the URL’s address: the Host header, and with TLS what the certificate must cover.',
  ),
  send: optional(
    mappingOf({
      headers: optional(mapping(string), 'Headers of the request.'),
      body: optional(string, 'Its body; of `tcp`, `udp` and `ws`, what is said.'),
    }),
    'What is sent beside.',
  ),
  tls: optional(
    mappingOf({
      insecure: optional(flag, 'Go on whatever the certificate is.'),
      trust: optional(string, '`NAMESPACE/SECRET`: trust the authority in its `ca.crt`, or else its `tls.crt`.'),
    }),
    'Which certificates are taken. Without it, those of public authorities.',
  ),
  every: optional(oneOf('node'), '`node`: asked once for each node that is ready, which `${node.any.…}` then is.'),
} as const;

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
