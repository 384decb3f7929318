// Whom curl trusts, and what it shows of itself: from options, environment and files. Words as recorded with curl 7.88.1.

import { join } from '#machine/path.ts';
import type { Process, TlsOptions } from '#machine/program.ts';
import { TRUST_STORE } from '#machine/public-roots.ts';
import { loadPki, pki } from '#pki/loader.ts';
import type { CurlFailure } from './errors.ts';
import type { CurlOptions } from './options.ts';
import type { CurlUrl } from './url.ts';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

export interface Prepared {
  readonly tls: TlsOptions;
  /** As -v names it. */
  readonly caFile: string;
}

/** The application protocols that it offers. */
export const offeredBy = ({ alpn, http11 }: CurlOptions): readonly string[] =>
  alpn ? (http11 ? ['http/1.1'] : ['h2', 'http/1.1']) : [];

export async function tlsOptions(process: Process, options: CurlOptions): Promise<Prepared | CurlFailure> {
  await loadPki();
  const { env, files, cwd } = process;
  const caFile = options.cacert ?? env.CURL_CA_BUNDLE ?? env.SSL_CERT_FILE ?? TRUST_STORE;
  const trusted = files.read(join(cwd, caFile)) ?? '';
  if (!options.insecure && pki().parseCertificates(trusted).length === 0)
    return { exit: 77, text: `error setting certificate file: ${caFile}` };
  const identity = identityOf(process, options);
  if (identity && 'exit' in identity) return identity;
  const versions = VERSIONS.filter((v) => v >= options.tlsMin && v <= options.tlsMax);
  return { caFile, tls: { trusted, versions, alpn: offeredBy(options), ...(identity && { identity }) } };
}

function identityOf({ files, cwd }: Process, { cert, key }: CurlOptions): TlsOptions['identity'] | CurlFailure {
  if (cert === undefined) return undefined;
  const certificate = files.read(join(cwd, cert));
  const unloadable = (why: string): CurlFailure => ({
    exit: 58,
    text: `could not load PEM client certificate from ${cert}, OpenSSL error ${why}, (no key found, wrong pass phrase, or wrong file format?)`,
  });
  if (certificate === undefined) return unloadable('error:80000002:system library::No such file or directory');
  const keyFile = key ?? cert;
  const loaded = pki().loadIdentity(certificate, files.read(join(cwd, keyFile)) ?? '');
  if (loaded === 'no certificate' || loaded === 'bad certificate')
    return unloadable('error:0480006C:PEM routines::no start line');
  if (loaded === 'no key' || loaded === 'bad key')
    return { exit: 58, text: `unable to set private key file: '${keyFile}' type PEM` };
  if (loaded === 'mismatch') return { exit: 58, text: 'Private key does not match the certificate public key' };
  return { certificate, key: files.read(join(cwd, keyFile)) ?? '' };
}

/** `--connect-to HOST1:PORT1:HOST2:PORT2`: the first that fits; what is left out fits all, or stays as it is. */
export function connectTarget({ host, port }: CurlUrl, { connectTo }: CurlOptions): string | undefined {
  for (const entry of connectTo) {
    const [, host1 = '', port1 = '', host2 = '', port2 = ''] =
      /^([^:]*):(\d*):(\[[^\]]*\]|[^:]*):(\d*)$/.exec(entry) ?? [];
    if (host2 === '' && port2 === '') continue;
    if ((host1 === '' || host1 === host) && (port1 === '' || Number(port1) === port))
      return `${host2 || host}:${port2 || port}`;
  }
  return undefined;
}
