// A TLS handshake, decided at once: what the server shows, what the client makes of it. Models TLS 1.2 and 1.3 as OpenSSL 3 speaks them.
// Differs: nothing is encrypted; resumption and early data do not happen.

import type { Certificate } from './certificate.ts';
import { certificatePem, parseCertificates } from './certificate.ts';
import { type Identity, isIdentityFault, loadIdentity } from './identity.ts';
import { certificateCovers } from './names.ts';
import { readPublicKey } from './public-key.ts';
import { type VerifyFault, verifyChain } from './verify.ts';

/** PEM texts: a chain, the server's own certificate first, and the key of that one. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** What a server says instead of going on. Source: RFC 8446, 6.2. */
export type TlsAlert =
  | 'handshake_failure'
  | 'protocol_version'
  | 'unrecognized_name'
  | 'internal_error'
  | 'no_application_protocol'
  | 'certificate_required'
  | 'bad_certificate'
  | 'certificate_expired'
  | 'unknown_ca';

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

export interface TlsServer {
  /**
   * What is shown to a client that asks for this name; undefined: it asked for none, as with an address. Asked at each handshake, so it may
   * change while the server runs. A pair that does not load ends the handshake with `internal_error`: servers check theirs
   * when they start, with `loadIdentity`.
   */
  identity(serverName: string | undefined): KeyPair | TlsAlert;
  /** Application protocols, the preferred first. Default: `http/1.1`. */
  readonly alpn?: readonly string[];
  readonly versions?: readonly TlsVersion[];
  /** Whose habits decide on the cipher. Default `openssl`. */
  readonly software?: 'openssl' | 'go';
  /** Asks clients for a certificate that one of these authorities (PEM) signed. */
  readonly clients?: { readonly authorities: string; readonly required: boolean };
}

export interface TlsClient {
  /** Name or address that the certificate has to cover. */
  readonly host: string;
  /** What is sent as SNI. Default: `host`, if it is a name. `false`: nothing. */
  readonly serverName?: string | false;
  /** PEM: whom it trusts. */
  readonly trusted: string;
  readonly nowMs: number;
  /** Goes on whatever the certificate is. */
  readonly insecure?: boolean;
  readonly alpn?: readonly string[];
  readonly versions?: readonly TlsVersion[];
  readonly identity?: KeyPair;
  /** Whose rules: curl goes by the common name where there is no alternative name, Go never does. Default `openssl`. */
  readonly software?: 'openssl' | 'go';
  /** See `VerifyOptions`. Default true. */
  readonly partialChain?: boolean;
}

export interface TlsSession {
  readonly version: TlsVersion;
  /** OpenSSL's name. */
  readonly cipher: string;
  readonly alpn: string | undefined;
  readonly serverName: string | undefined;
  /** PEM, each certificate as it was sent. */
  readonly chain: readonly string[];
  /** What is wrong with it, in the order in which OpenSSL finds it. Empty: nothing. */
  readonly faults: readonly VerifyFault[];
  /** Does it cover the host? */
  readonly covers: boolean;
  /** PEM: the chain as the client built it, up to what it trusts, as far as it came. */
  readonly verified: readonly string[];
  /** Did the server ask for a certificate? */
  readonly asksForCertificate: boolean;
  /** The one the client showed, as PEM. */
  readonly clientChain: readonly string[];
}

export type TlsFault =
  | TlsRefusal
  /** The other side closed the connection instead of an answer. */
  | { readonly kind: 'closed' };

/** How a handshake ends that both sides began. */
export type TlsRefusal =
  | { readonly kind: 'verify'; readonly fault: VerifyFault }
  | { readonly kind: 'name'; readonly host: string }
  | { readonly kind: 'alert'; readonly alert: TlsAlert; readonly version: TlsVersion }
  /** The other side does not speak TLS. */
  | { readonly kind: 'plain' };

export interface TlsOutcome {
  /** Undefined: it did not get as far as a certificate. */
  readonly session?: TlsSession;
  readonly fault?: TlsRefusal;
}

const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || host.includes(':');
const BOTH: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

const trustStores = new Map<string, readonly Certificate[]>();

function storeOf(pem: string): readonly Certificate[] {
  let known = trustStores.get(pem);
  if (!known) {
    if (trustStores.size > 50) trustStores.clear();
    known = parseCertificates(pem).filter((c) => c !== undefined);
    trustStores.set(pem, known);
  }
  return known;
}

const identities = new WeakMap<KeyPair, Identity | undefined>();

function identityOf(pair: KeyPair): Identity | undefined {
  if (!identities.has(pair)) {
    const loaded = loadIdentity(pair.certificate, pair.key);
    identities.set(pair, isIdentityFault(loaded) ? undefined : loaded);
  }
  return identities.get(pair);
}

/** OpenSSL goes by the client's order, Go by what both machines are fast at. */
function cipherOf(version: TlsVersion, software: 'openssl' | 'go', { chain }: Identity): string {
  if (version === 'TLSv1.3') return software === 'go' ? 'TLS_AES_128_GCM_SHA256' : 'TLS_AES_256_GCM_SHA384';
  const kind = readPublicKey(chain[0]!.publicKey).type === 'RSA' ? 'RSA' : 'ECDSA';
  return software === 'go' ? `ECDHE-${kind}-AES128-GCM-SHA256` : `ECDHE-${kind}-AES256-GCM-SHA384`;
}

/** The name that a client sends as SNI; undefined: none. */
export function sentName({
  host,
  serverName,
}: {
  readonly host: string;
  readonly serverName?: string | false | undefined;
}): string | undefined {
  if (serverName === false) return undefined;
  return serverName ?? (isAddress(host) ? undefined : host.replace(/\.$/, ''));
}

export function shakeHands(server: TlsServer, client: TlsClient): TlsOutcome {
  const { host, nowMs, insecure = false, software = 'openssl', partialChain = true } = client;
  const serverName = sentName(client);
  const refused = (alert: TlsAlert, version: TlsVersion = 'TLSv1.3', session?: TlsSession): TlsOutcome => ({
    fault: { kind: 'alert', alert, version },
    ...(session && { session }),
  });
  const { versions: spoken = BOTH } = server;
  const version = (client.versions ?? BOTH).filter((v) => spoken.includes(v)).at(-1);
  if (!version) return refused('protocol_version');
  const shown = server.identity(serverName);
  if (typeof shown === 'string') return refused(shown, version);
  const identity = identityOf(shown);
  if (!identity) return refused('internal_error', version);
  const { alpn: offered = [] } = client;
  const { alpn: known = ['http/1.1'], clients } = server;
  const own = client.identity && identityOf(client.identity);
  const { faults, chain: verified } = verifyChain(identity.chain, {
    nowMs,
    trusted: storeOf(client.trusted),
    partialChain,
    purpose: 'server',
  });
  const covers = certificateCovers(identity.chain[0]!, host, software === 'openssl');
  const session: TlsSession = {
    version,
    cipher: cipherOf(version, server.software ?? 'openssl', identity),
    alpn: known.find((protocol) => offered.includes(protocol)),
    serverName,
    chain: identity.chain.map(certificatePem),
    faults,
    covers,
    verified: verified.map(certificatePem),
    asksForCertificate: clients !== undefined,
    clientChain: clients && own ? own.chain.map(certificatePem) : [],
  };
  if (!insecure) {
    if (faults[0]) return { session, fault: { kind: 'verify', fault: faults[0] } };
    if (!covers) return { session, fault: { kind: 'name', host } };
  }
  if (clients) {
    const alert = refusalOf(own, clients, nowMs, version);
    if (alert) return refused(alert, version, session);
  }
  return { session };
}

/** What the server says to the client's certificate; undefined: it is content. */
function refusalOf(
  own: Identity | undefined,
  { authorities, required }: NonNullable<TlsServer['clients']>,
  nowMs: number,
  version: TlsVersion,
): TlsAlert | undefined {
  if (!own) return !required ? undefined : version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure';
  const trusted = storeOf(authorities);
  const first = verifyChain(own.chain, { nowMs, trusted, partialChain: true, purpose: 'client' }).faults[0];
  if (!first) return undefined;
  if (first.code === 9 || first.code === 10) return first.code === 10 ? 'certificate_expired' : 'bad_certificate';
  return [2, 18, 19, 20, 21].includes(first.code) ? 'unknown_ca' : 'bad_certificate';
}
