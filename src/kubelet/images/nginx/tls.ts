// `listen … ssl`: the certificates of nginx's servers, loaded and checked when it starts. Models ngx_http_ssl_module.c and ngx_event_openssl.c.

import type { FileSystem } from '#machine/files.ts';
import type { HttpResponse } from '#machine/http.ts';
import type { KeyPair, ServerTls } from '#machine/tls.ts';
import { isPkiLoaded, loadPki, pki } from '#pki/loader.ts';
import { byteLength } from '../process.ts';
import type { ConfigError, Directive } from './config.ts';

/** What each server shows. */
export type Certificates = ReadonlyMap<Directive, KeyPair>;

const last = ({ block = [] }: Directive, name: string): Directive | undefined => block.findLast((d) => d.name === name);

/** The listen directive that makes a server speak TLS. */
const secure = ({ block = [] }: Directive): Directive | undefined =>
  block.find(({ name, args }) => name === 'listen' && args.includes('ssl'));

export function loadCertificates(servers: readonly Directive[], files: FileSystem): Certificates | ConfigError {
  const loaded = new Map<Directive, KeyPair>();
  for (const server of servers) {
    const listen = secure(server);
    if (!listen) continue;
    const [certificate, key] = [last(server, 'ssl_certificate')?.args[0], last(server, 'ssl_certificate_key')?.args[0]];
    const at = `${listen.file}:${listen.line}`;
    if (certificate === undefined)
      return { emerg: `no "ssl_certificate" is defined for the "listen ... ssl" directive in ${at}` };
    if (key === undefined) return { emerg: `no "ssl_certificate_key" is defined for certificate "${certificate}"` };
    if (!isPkiLoaded()) {
      void loadPki();
      return { emerg: 'Portolan has not fetched its code for certificates yet: the next start will find it' };
    }
    const pair = load(certificate, key, files);
    if ('emerg' in pair) return pair;
    loaded.set(server, pair);
  }
  return loaded;
}

function load(certificate: string, key: string, files: FileSystem): KeyPair | ConfigError {
  const path = (name: string): string => (name.startsWith('/') ? name : `/etc/nginx/${name}`);
  const [chain, secret] = [files.read(path(certificate)), files.read(path(key))];
  const noFile = (name: string): string =>
    `BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(${path(name)}, r) error:10000080:BIO routines::no such file)`;
  const noStart = 'failed (SSL: error:0480006C:PEM routines::no start line';
  if (chain === undefined) return { emerg: `cannot load certificate "${path(certificate)}": ${noFile(certificate)}` };
  const fault = pki().loadIdentity(chain, secret ?? '');
  if (fault === 'no certificate' || fault === 'bad certificate')
    return {
      emerg: `cannot load certificate "${path(certificate)}": PEM_read_bio_X509_AUX() ${noStart}:Expecting: TRUSTED CERTIFICATE)`,
    };
  if (secret === undefined) return { emerg: `cannot load certificate key "${path(key)}": ${noFile(key)}` };
  if (fault === 'no key' || fault === 'bad key')
    return {
      emerg: `cannot load certificate key "${path(key)}": PEM_read_bio_PrivateKey() ${noStart}:Expecting: ANY PRIVATE KEY)`,
    };
  if (fault === 'mismatch')
    return {
      emerg: `SSL_CTX_use_PrivateKey("${path(key)}") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)`,
    };
  return { certificate: chain, key: secret };
}

/** Undefined: the port speaks plain HTTP. @param serverFor The server that a name on this port leads to. */
export function tlsOf(
  servers: readonly Directive[],
  listensOn: (server: Directive) => boolean,
  certificates: Pick<Certificates, 'get' | 'has'>,
  serverFor: (name: string) => Directive,
  version: string,
  now: () => string,
): ServerTls | undefined {
  const own = servers.filter(listensOn);
  if (!own.some((server) => certificates.has(server))) return undefined;
  const hasHttp2 = own.some(
    (server) => last(server, 'http2')?.args[0] === 'on' || secure(server)?.args.includes('http2'),
  );
  return {
    identity(name) {
      const server = serverFor(name ?? '');
      if (last(server, 'ssl_reject_handshake')?.args[0] === 'on') return 'unrecognized_name';
      return certificates.get(server) ?? 'unrecognized_name';
    },
    alpn: hasHttp2 ? ['h2', 'http/1.1'] : ['http/1.1'],
    plainAnswer: () => plainAnswer(version, now()),
  };
}

/** Source: ngx_http_special_response.c, error 497. */
function plainAnswer(version: string, date: string): HttpResponse {
  const body = `<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;
  return {
    status: 400,
    headers: [
      ['Server', `nginx/${version}`],
      ['Date', date],
      ['Content-Type', 'text/html'],
      ['Content-Length', String(byteLength(body))],
      ['Connection', 'close'],
    ],
    body,
  };
}
