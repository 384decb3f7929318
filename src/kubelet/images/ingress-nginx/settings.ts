// The controller's ConfigMap: what holds for every Ingress that does not say otherwise. Models internal/ingress/controller/config/config.go.

export interface Settings {
  /** Bytes; 0: no limit. Default 1 MiB. */
  readonly bodyBytes: number;
  /** Seconds. Default 5. */
  readonly connectTimeout: number;
  /** Seconds. Default 60. */
  readonly readTimeout: number;
  /** To HTTPS, where a certificate is configured for the host. Default true. */
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  /** Default 308. */
  readonly redirectCode: number;
  /** The value of Strict-Transport-Security; undefined: the header is not sent. */
  readonly hsts: string | undefined;
  /** Believe the client's X-Forwarded headers. Default false. */
  readonly useForwardedHeaders: boolean;
  /** What a client over its rate is answered. Default 503. */
  readonly limitStatus: number;
  readonly allowSnippets: boolean;
  /** Exact and Prefix paths may hold letters, digits and `._-/` only. Default true. */
  readonly strictPathType: boolean;
  readonly allowlist: readonly string[];
  /** Beginnings of locations that are never sent on to HTTPS, and of those that nobody has to sign in for. Default: the ACME challenge's. */
  readonly noTlsRedirect: readonly string[];
  readonly noAuth: readonly string[];
  readonly customErrors: readonly number[];
  readonly accessLog: boolean;
  /** Requests that no Ingress asked for are not logged. Default false. */
  readonly accessLogForDefaultBackend: boolean;
  /** `namespace/name` of ConfigMaps with headers for the backend, and for the client. */
  readonly proxySetHeaders: string | undefined;
  readonly addHeaders: string | undefined;
}

/** Keys that change something here. Of the others the controller says that Portolan does not simulate them. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['proxy-body-size', 'proxy-connect-timeout', 'proxy-read-timeout', 'proxy-send-timeout', 'ssl-redirect'],
  ...['force-ssl-redirect', 'http-redirect-code', 'hsts', 'hsts-max-age', 'hsts-include-subdomains', 'hsts-preload'],
  ...['use-forwarded-headers', 'limit-req-status-code', 'allow-snippet-annotations', 'strict-validate-path-type'],
  ...['whitelist-source-range', 'custom-http-errors', 'disable-access-log', 'enable-access-log-for-default-backend'],
  ...['proxy-set-headers', 'add-headers', 'server-tokens', 'no-tls-redirect-locations', 'no-auth-locations'],
]);

const ACME_CHALLENGE = '/.well-known/acme-challenge';

export const unknownSettings = (data: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(data).filter((key) => !KNOWN.has(key));

export function settingsOf(data: Readonly<Record<string, string>> = {}): Settings {
  const flag = (key: string, fallback: boolean): boolean => flagOf(data[key]) ?? fallback;
  const whole = (key: string, fallback: number): number =>
    /^\d+$/.test(data[key] ?? '') ? Number(data[key]) : fallback;
  const hsts = [
    `max-age=${whole('hsts-max-age', 31_536_000)}`,
    ...(flag('hsts-include-subdomains', true) ? ['includeSubDomains'] : []),
    ...(flag('hsts-preload', false) ? ['preload'] : []),
  ].join('; ');
  return {
    bodyBytes: bytesOfSize(data['proxy-body-size'] ?? '1m') ?? 1_048_576,
    connectTimeout: whole('proxy-connect-timeout', 5),
    readTimeout: whole('proxy-read-timeout', 60),
    sslRedirect: flag('ssl-redirect', true),
    forceSslRedirect: flag('force-ssl-redirect', false),
    redirectCode: whole('http-redirect-code', 308),
    hsts: flag('hsts', true) ? hsts : undefined,
    useForwardedHeaders: flag('use-forwarded-headers', false),
    limitStatus: whole('limit-req-status-code', 503),
    allowSnippets: flag('allow-snippet-annotations', false),
    strictPathType: flag('strict-validate-path-type', true),
    allowlist: listOf(data['whitelist-source-range']),
    noTlsRedirect: listOf(data['no-tls-redirect-locations'] ?? ACME_CHALLENGE),
    noAuth: listOf(data['no-auth-locations'] ?? ACME_CHALLENGE),
    customErrors: listOf(data['custom-http-errors']).map(Number).filter(Number.isInteger),
    accessLog: !flag('disable-access-log', false),
    accessLogForDefaultBackend: flag('enable-access-log-for-default-backend', false),
    proxySetHeaders: data['proxy-set-headers'],
    addHeaders: data['add-headers'],
  };
}

/** Source: strconv.ParseBool. */
export function flagOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined;
}

/** `8m`, `512k`, `1g`, `1024`: bytes as nginx reads them; undefined: it is no size. */
export function bytesOfSize(text: string): number | undefined {
  const match = /^(\d+)([kKmMgG]?)$/.exec(text.trim());
  if (!match) return undefined;
  const unit = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]!.toLowerCase()] ?? 1;
  return Number(match[1]) * unit;
}

export const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
