// What an Ingress asks for by annotations `nginx.ingress.kubernetes.io/…`. Models internal/ingress/annotations.

import type { Secret } from '#api/core/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import { textOfBase64 } from '../base64.ts';
import { AnnotationValues, CHARACTERS, PREFIX } from './annotation-values.ts';
import { bytesOfSize, flagOf, listOf, type Settings } from './settings.ts';

export interface LocationOptions {
  readonly rewriteTarget: string;
  readonly useRegex: boolean;
  readonly appRoot: string;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly preserveTrailingSlash: boolean;
  readonly redirect: { readonly url: string; readonly code: number } | undefined;
  readonly fromToWww: boolean;
  readonly basicAuth: { readonly realm: string; readonly file: string } | undefined;
  readonly externalAuth:
    | {
        readonly url: string;
        readonly method: string;
        readonly signin: string;
        readonly responseHeaders: readonly string[];
      }
    | undefined;
  /** Any of address and credentials is enough. */
  readonly satisfyAny: boolean;
  readonly allowlist: readonly string[];
  readonly denylist: readonly string[];
  readonly bodyBytes: number;
  readonly connectTimeout: number;
  readonly readTimeout: number;
  readonly protocol: 'HTTP' | 'HTTPS' | 'GRPC' | 'GRPCS';
  readonly upstreamVhost: string;
  readonly forwardedPrefix: string;
  readonly cors: Cors | undefined;
  /** Requests that pass at once beyond the rate, and the rate, a second. */
  readonly limits: readonly { readonly name: 'rps' | 'rpm'; readonly perSecond: number; readonly burst: number }[];
  readonly limitAllowlist: readonly string[];
  readonly customErrors: readonly number[];
  /** Service of the same namespace that answers for the errors, and when there is no endpoint. */
  readonly defaultBackend: string;
  readonly customHeaders: string;
  readonly accessLog: boolean;
  /** Why every request is answered with 503; undefined: none is. */
  readonly denied: string | undefined;
}

export interface Cors {
  readonly origins: readonly string[];
  readonly methods: string;
  readonly headers: string;
  readonly exposed: string;
  readonly credentials: boolean;
  readonly maxAge: number;
}

export interface Affinity {
  readonly cookie: string;
  readonly path: string;
  readonly maxAge: string;
  readonly expires: string;
  readonly sameSite: string;
  readonly secure: boolean | undefined;
  readonly persistent: boolean;
  /** Hosts on which it is given out. The rules of other Ingresses for the same Service keep to it, but do not give it. */
  readonly hosts: readonly string[];
}

export interface Canary {
  readonly weight: number;
  readonly weightTotal: number;
  readonly header: string;
  readonly headerValue: string;
  readonly headerPattern: string;
  readonly cookie: string;
}

export interface ParsedAnnotations {
  readonly location: LocationOptions;
  readonly serviceUpstream: boolean;
  /** Whoever asks for the host by TLS reaches the Service itself, if the controller runs with `--enable-ssl-passthrough`. */
  readonly sslPassthrough: boolean;
  readonly aliases: readonly string[];
  readonly canary: Canary | undefined;
  readonly affinity: Affinity | undefined;
  readonly hashBy: string;
  /** Values for which the Ingress is refused, in the words of the event. */
  readonly problems: readonly string[];
  /** Values in whose place the default stands, in the words of the log. */
  readonly warnings: readonly string[];
  /** Names, without prefix, that do something in ingress-nginx and nothing here. */
  readonly notSimulated: readonly string[];
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'];
const CORS_METHODS = 'GET, PUT, POST, DELETE, PATCH, OPTIONS';
const CORS_HEADERS =
  'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization';
/**
 * Of the project's own list of annotations. Portolan does not simulate every annotation of ingress-nginx: of the
 * others the controller's webhook warns, and its log says so.
 */
const NOT_SIMULATED =
  /^(auth-(tls-.*|cache-.*|keepalive.*|proxy-set-headers|snippet|always-set-cookie|request-redirect|signin-redirect-param)|enable-(global-auth|modsecurity|owasp-core-rules|opentelemetry|opentracing|rewrite-log|influxdb)|modsecurity-.*|mirror-.*|fastcgi-.*|influxdb-.*|opentelemetry-.*|proxy-(ssl-.*|cookie-.*|redirect-.*|buffer.*|buffering|busy-buffers-size|max-temp-file-size|request-buffering|http-version|next-upstream.*)|limit-(connections|rate|rate-after)|load-balance|upstream-hash-by-subset.*|ssl-(ciphers|prefer-server-ciphers)|(configuration|server|stream)-snippet|x-forwarded-prefix-.*|connection-proxy-header|client-body-buffer-size|relative-redirects|http2-push-preload|affinity-canary-behavior|session-cookie-(change-on-failure|domain|conditional-samesite-none|hash))$/;

/** @param secretOf A Secret by `namespace/name`. */
export function parseAnnotations(
  ingress: Ingress,
  settings: Settings,
  secretOf: (key: string) => Secret | undefined,
): ParsedAnnotations {
  const all = ingress.metadata.annotations ?? {};
  const namespace = ingress.metadata.namespace ?? 'default';
  const values = new AnnotationValues(ingress);
  const text = (name: string): string => values.text(name);

  const secretKey = (name: string): string => (name.includes('/') ? name : `${namespace}/${name}`);

  let denied: string | undefined;
  let basicAuth: LocationOptions['basicAuth'];
  const authType = text('auth-type');
  if (authType === 'basic') {
    const key = secretKey(text('auth-secret'));
    const file = passwordFile(secretOf(key), text('auth-secret-type'));
    if ('denied' in file) denied = file.denied.replace('%KEY', key);
    else basicAuth = { realm: text('auth-realm') || 'Authentication Required', file: file.text };
  } else if (authType === 'digest') denied = 'Portolan does not simulate digest authentication';
  else if (authType !== '') values.wrong('auth-type', 'refused');
  const authUrl = values.text('auth-url', CHARACTERS.urlWithVariables, 'refused');
  if (authUrl !== '' && !/^https?:\/\/[^/\s]+/.test(authUrl))
    denied = 'could not parse auth-url annotation: url host is empty';
  const authMethod = text('auth-method');
  const authHeaders = listOf(text('auth-response-headers'));
  // Source: annotations/authreq/main.go.
  if (authUrl !== '' && authMethod !== '' && !METHODS.includes(authMethod)) denied ??= 'invalid HTTP method';
  if (authUrl !== '' && !authHeaders.every((name) => /^[A-Za-z\d_-]+$/.test(name))) denied ??= 'invalid headers list';
  const size = text('proxy-body-size') === '' ? settings.bodyBytes : bytesOfSize(text('proxy-body-size'));
  if (size === undefined) values.wrong('proxy-body-size', 'default');
  const protocol = (text('backend-protocol') || 'HTTP').toUpperCase();
  const isProtocol = ['HTTP', 'HTTPS', 'GRPC', 'GRPCS', 'AUTO_HTTP'].includes(protocol);
  if (!isProtocol) values.wrong('backend-protocol', 'default');
  const burst = values.whole('limit-burst-multiplier', 5);
  const rps = values.whole('limit-rps', 0, 'refused');
  const rpm = values.whole('limit-rpm', 0, 'refused');
  const customErrors = text('custom-http-errors');
  // Of a list that cannot be read nobody is let in, and the Ingress is taken all the same. Source: ipallowlist, ipdenylist.
  const rangesOrDenied = (name: string, alias?: string): readonly string[] => {
    const found = values.ranges(name, alias) ?? [];
    if (!('wrong' in found)) return found;
    denied ??= found.wrong;
    return [];
  };
  const allowlist = rangesOrDenied('allowlist-source-range', 'whitelist-source-range');
  const denylist = rangesOrDenied('denylist-source-range');
  const limitAllowlist = values.ranges('limit-allowlist', 'limit-whitelist') ?? [];
  if ('wrong' in limitAllowlist) values.problems.push(limitAllowlist.wrong);

  return {
    location: {
      rewriteTarget: values.text('rewrite-target', CHARACTERS.pathWithCapture),
      useRegex: values.flag('use-regex'),
      appRoot: text('app-root').startsWith('/') ? text('app-root') : '',
      sslRedirect: values.flag('ssl-redirect', settings.sslRedirect),
      forceSslRedirect: values.flag('force-ssl-redirect', settings.forceSslRedirect),
      preserveTrailingSlash: values.flag('preserve-trailing-slash'),
      ...redirectOf(values),
      basicAuth,
      externalAuth:
        authUrl === '' || denied !== undefined
          ? undefined
          : {
              url: authUrl,
              method: authMethod || 'GET',
              signin: text('auth-signin'),
              responseHeaders: authHeaders,
            },
      satisfyAny: text('satisfy') === 'any',
      allowlist: allowlist.length > 0 ? allowlist : settings.allowlist,
      denylist,
      bodyBytes: size ?? settings.bodyBytes,
      connectTimeout: values.whole('proxy-connect-timeout', settings.connectTimeout),
      readTimeout: values.whole('proxy-read-timeout', settings.readTimeout),
      protocol: !isProtocol || protocol === 'AUTO_HTTP' ? 'HTTP' : (protocol as LocationOptions['protocol']),
      upstreamVhost: text('upstream-vhost'),
      forwardedPrefix: text('x-forwarded-prefix'),
      cors: values.flag('enable-cors')
        ? {
            origins: listOf(text('cors-allow-origin') || '*'),
            methods: text('cors-allow-methods') || CORS_METHODS,
            headers: text('cors-allow-headers') || CORS_HEADERS,
            exposed: text('cors-expose-headers'),
            credentials: values.flag('cors-allow-credentials', true),
            maxAge: values.whole('cors-max-age', 1_728_000),
          }
        : undefined,
      limits: [
        ...(rps > 0 ? [{ name: 'rps', perSecond: rps, burst: rps * burst } as const] : []),
        ...(rpm > 0 ? [{ name: 'rpm', perSecond: rpm / 60, burst: rpm * burst } as const] : []),
      ],
      limitAllowlist: 'wrong' in limitAllowlist ? [] : limitAllowlist,
      customErrors:
        customErrors === ''
          ? settings.customErrors
          : listOf(customErrors)
              .filter((code) => /^\d{3}$/.test(code) || void values.wrong('custom-http-errors', 'refused'))
              .map(Number),
      defaultBackend: text('default-backend'),
      customHeaders: text('custom-headers'),
      accessLog: values.flag('enable-access-log', settings.accessLog),
      denied,
    },
    serviceUpstream: values.flag('service-upstream'),
    sslPassthrough: values.flag('ssl-passthrough', false, 'refused'),
    aliases: listOf(text('server-alias')),
    canary: values.flag('canary')
      ? {
          weight: values.whole('canary-weight', 0),
          weightTotal: values.whole('canary-weight-total', 100),
          header: values.text('canary-by-header', CHARACTERS.basic),
          headerValue: values.text('canary-by-header-value', CHARACTERS.basic),
          headerPattern: values.text('canary-by-header-pattern', CHARACTERS.regex),
          cookie: values.text('canary-by-cookie', CHARACTERS.basic),
        }
      : undefined,
    affinity:
      text('affinity') === 'cookie'
        ? {
            cookie: text('session-cookie-name') || 'INGRESSCOOKIE',
            path: text('session-cookie-path'),
            maxAge: text('session-cookie-max-age'),
            expires: text('session-cookie-expires'),
            sameSite: text('session-cookie-samesite'),
            secure: flagOf(text('session-cookie-secure') || undefined),
            persistent: text('affinity-mode') === 'persistent',
            hosts: (ingress.spec.rules ?? []).map(({ host }) => host ?? ''),
          }
        : undefined,
    hashBy: text('upstream-hash-by'),
    problems: values.problems,
    warnings: values.warnings,
    notSimulated: Object.keys(all)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => name.slice(PREFIX.length))
      .filter((name) => NOT_SIMULATED.test(name)),
  };
}

/** Temporal before permanent; only the temporal one has to say `http`. Source: annotations/redirect/redirect.go. */
function redirectOf(values: AnnotationValues): Pick<LocationOptions, 'redirect' | 'fromToWww'> {
  const fromToWww = values.flag('from-to-www-redirect', false, 'refused');
  const code = (name: string, fallback: number): number => {
    const given = values.whole(name, fallback, 'refused');
    return given >= 300 && given <= 308 ? given : fallback;
  };
  const temporal = values.text('temporal-redirect', CHARACTERS.url, 'refused');
  const temporalCode = code('temporal-redirect-code', 302);
  if (temporal !== '') {
    if (!/^http[a-z0-9+.-]*:/i.test(temporal)) return { redirect: undefined, fromToWww: false };
    return { redirect: { url: temporal, code: temporalCode }, fromToWww };
  }
  const url = values.text('permanent-redirect', CHARACTERS.url, 'refused');
  const permanentCode = code('permanent-redirect-code', 301);
  return { redirect: url === '' ? undefined : { url, code: permanentCode }, fromToWww };
}

/** The htpasswd lines of a Secret: its key `auth`, or with `auth-map` a user by key. `%KEY` stands for the Secret. */
function passwordFile(
  secret: Secret | undefined,
  type: string,
): { readonly text: string } | { readonly denied: string } {
  if (!secret) return { denied: 'unexpected error reading secret %KEY: no object matching key "%KEY" in local store' };
  const data = Object.entries(secret.data ?? {});
  if (type === 'auth-map')
    return { text: data.map(([user, hash]) => `${user}:${textOfBase64(hash).trim()}`).join('\n') };
  const auth = secret.data?.auth;
  if (auth === undefined) return { denied: 'the secret %KEY does not contain a key with value auth' };
  return { text: textOfBase64(auth) };
}
