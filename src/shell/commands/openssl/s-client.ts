// openssl s_client: a TLS handshake, looked at from close by; then what is typed goes to the server. As recorded with OpenSSL 3.0.19.
// Differs: of what is typed, one HTTP request is sent; the numbers of bytes are counted from the certificates alone.

import type { Process } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import type { TlsSession } from '#machine/tls.ts';
import type { Certificate } from '#pki/certificate.ts';
import { certificateDate } from '#pki/dates.ts';
import { pki } from '#pki/loader.ts';
import { Failed, type Options } from './args.ts';
import { nameText } from './text.ts';
import { trustedBy } from './x509.ts';

/** Faults of signatures and dates, which are looked at last. */
const LATE: readonly number[] = [7, 9, 10, 32];

const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || host.includes(':');

export async function sClient(process: Process, options: Options): Promise<Failed | undefined> {
  const target = options.last('connect') ?? options.rest[0] ?? 'localhost:4433';
  const [, host = '', port = '4433'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(target) ?? [];
  const trusted = trustedBy(process, options);
  if (trusted instanceof Failed) return trusted;
  const name = options.last('servername') ?? (isAddress(host) ? undefined : host);
  const serverName = options.has('noservername') ? undefined : name;
  const alpn = options.last('alpn')?.split(',') ?? [];
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  const tls = {
    trusted,
    partialChain: options.has('partial_chain'),
    sni: serverName ?? (false as const),
    alpn,
    ...(options.has('tls1_2') && { versions: ['TLSv1.2'] as const }),
    ...(options.has('tls1_3') && { versions: ['TLSv1.3'] as const }),
  };
  const reached = await process.host.fetch(
    { method: 'HEAD', url, headers: [], body: '' },
    { insecure: true, tls: { ...tls, handshakeOnly: true }, signal: process.signal },
  );
  if (process.signal.aborted) return new Failed('', 130);
  if (!reached.ok && !reached.tls) return notConnected(process, reached.error);
  const { session, peerName } = named(reached.tls!, options.last('verify_hostname') ?? options.last('verify_ip'));
  report(process, options, session, peerName);
  if (!reached.ok) return new Failed('');
  const typed = process.terminal ? '' : await readAll(process.stdin, process.signal);
  await converse(process, typed, url, tls);
  process[options.has('brief') ? 'stderr' : 'stdout'].write(/^[QR]?\s*$/m.test(typed) ? 'DONE\n' : 'closed\n');
  const failed = session.faults.length > 0 && options.has('verify_return_error');
  return failed ? new Failed('') : undefined;
}

/** Is it who it should be? The name is looked at after the chain is built, and before signatures and dates. Source: x509_vfy.c, verify_chain. */
function named(
  session: TlsSession,
  host: string | undefined,
): { readonly session: TlsSession; readonly peerName?: string } {
  const [leaf] = pki().parseCertificates(session.chain[0] ?? '');
  if (host === undefined || !leaf) return { session };
  if (pki().certificateCovers(leaf, host, true)) return { session, peerName: pki().matchingName(leaf, host) ?? host };
  const mismatch = { code: 62, depth: 0, text: 'hostname mismatch' } as const;
  const isLate = ({ code }: TlsSession['faults'][number]): boolean => LATE.includes(code);
  const early = session.faults.filter((f) => !isLate(f));
  return { session: { ...session, faults: [...early, mismatch, ...session.faults.filter(isLate)] } };
}

function notConnected(
  process: Process,
  error: { readonly kind: string; readonly tls?: { readonly kind: string } | undefined; readonly message: string },
): Failed {
  const thread = '4047C2A5F77F0000';
  if (error.kind === 'tls') {
    process.stdout.write('CONNECTED(00000003)\n');
    const [read, at] =
      error.tls?.kind === 'plain'
        ? [5, ['ssl3_get_record', 'ssl3_record.c:354:']]
        : error.tls?.kind === 'closed'
          ? [0, ['ssl3_read_n', 'rec_layer_s3.c:322:']]
          : [7, ['ssl3_read_bytes', 'rec_layer_s3.c:1600:SSL alert number:']];
    const [, code = '', reason = ''] = /^error:(\w+):SSL routines::(.*)$/.exec(error.message) ?? [];
    process.stderr.write(`${thread}:error:${code}:SSL routines:${at[0]}:${reason}:../ssl/record/${at[1]}\n`);
    process.stdout.write(
      `---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read ${read} bytes and written 293 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\nEarly data was not sent\nVerify return code: 0 (ok)\n---\n`,
    );
    return new Failed('');
  }
  const words = {
    unresolved: `${thread}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:738:Name or service not known\nconnect:errno=22\n`,
    refused: `${thread}:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:117:calling connect()\n${thread}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\nconnect:errno=111\n`,
    unreachable: `${thread}:error:80000071:system library:BIO_connect:No route to host:../crypto/bio/bio_sock2.c:117:calling connect()\nconnect:errno=113\n`,
  } as Readonly<Record<string, string>>;
  return new Failed(
    words[error.kind] ??
      `${thread}:error:8000006E:system library:BIO_connect:Connection timed out:../crypto/bio/bio_sock2.c:117:calling connect()\nconnect:errno=110\n`,
  );
}

/** The request that was typed, and the answer as it came. */
async function converse(process: Process, typed: string, url: string, tls: object): Promise<void> {
  const [head = '', ...rest] = typed.split(/\r?\n\r?\n/);
  const [first = '', ...lines] = head.trimStart().split(/\r?\n/);
  const [, method, path] = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (!method || !path) return;
  const headers = lines.flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return name ? [[name, value ?? ''] as const] : [];
  });
  const answer = await process.host.fetch(
    { method, url: new URL(path, url).href, headers, body: rest.join('\n\n') },
    { insecure: true, tls, signal: process.signal },
  );
  if (!answer.ok) return;
  const { status, body } = answer.response;
  process.stdout.write(
    `HTTP/1.1 ${status}\r\n${answer.response.headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n${body}`,
  );
}

function report(process: Process, options: Options, session: TlsSession, peerName: string | undefined): void {
  const { parseCertificates, readPublicKey, SIGNATURE_ALGORITHMS, certificatePem } = pki();
  const read = (pems: readonly string[]): Certificate[] => parseCertificates(pems.join('')) as Certificate[];
  const chain = read(session.chain);
  const leaf = chain[0]!;
  const quiet = options.has('quiet');
  process.stderr.write(verifyLines(read(session.verified), session.faults));
  const last = session.faults.at(-1);
  const kind = readPublicKey(leaf.publicKey);
  const signature = kind.type === 'RSA' ? 'RSA-PSS' : kind.type === 'EC' ? 'ECDSA' : 'Ed25519';
  const digest =
    kind.type === 'EC' ? { 'P-256': 'SHA256', 'P-384': 'SHA384', 'P-521': 'SHA512' }[kind.curve] : 'SHA256';
  const verified = peerName === undefined ? '' : `\nVerified peername: ${peerName}`;
  const verification = last ? `Verification error: ${last.text}` : `Verification: OK${verified}`;
  if (options.has('brief')) {
    process.stderr.write(
      `CONNECTION ESTABLISHED\nProtocol version: ${session.version}\nCiphersuite: ${session.cipher}\nPeer certificate: ${nameText(leaf.subject)}\nHash used: ${digest}\nSignature type: ${signature}\n${verification}\nServer Temp Key: X25519, 253 bits\n`,
    );
    return;
  }
  if (quiet) return;
  const algorithm = (c: Certificate): string =>
    SIGNATURE_ALGORITHMS[c.signatureAlgorithm]?.name ?? c.signatureAlgorithm;
  const keyName = (c: Certificate): string => {
    const key = readPublicKey(c.publicKey);
    return `${key.type === 'RSA' ? 'rsaEncryption' : key.type === 'EC' ? 'id-ecPublicKey' : 'ED25519'}, ${key.bits} (bit)`;
  };
  const rows = chain.map(
    (c, i) =>
      ` ${i} s:${nameText(c.subject)}\n   i:${nameText(c.issuer)}\n   a:PKEY: ${keyName(c)}; sigalg: ${algorithm(c)}\n   v:NotBefore: ${certificateDate(c.notBeforeMs)}; NotAfter: ${certificateDate(c.notAfterMs)}\n${options.has('showcerts') ? certificatePem(c) : ''}`,
  );
  const code = `Verify return code: ${last?.code ?? 0} (${last?.text ?? 'ok'})`;
  const size = chain.reduce((sum, { der }) => sum + der.length + 5, 543);
  process.stdout.write(`CONNECTED(00000003)
---
Certificate chain
${rows.join('')}---
Server certificate
${certificatePem(leaf)}subject=${nameText(leaf.subject)}
issuer=${nameText(leaf.issuer)}
---
No client certificate CA names sent
Peer signing digest: ${digest}
Peer signature type: ${signature}
Server Temp Key: X25519, 253 bits
---
SSL handshake has read ${size} bytes and written 401 bytes
${verification}
---
New, ${session.version}, Cipher is ${session.cipher}
Server public key is ${kind.bits} bit
Secure Renegotiation IS ${session.version === 'TLSv1.3' ? 'NOT ' : ''}supported
Compression: NONE
Expansion: NONE
${session.alpn ? `ALPN protocol: ${session.alpn}` : 'No ALPN negotiated'}
${session.version === 'TLSv1.3' ? `Early data was not sent\n${code}` : `SSL-Session:\n    Protocol  : TLSv1.2\n    Cipher    : ${session.cipher}\n    ${code}\n    Extended master secret: yes`}
---
`);
}

/** What a callback prints that lets every fault pass: first those of the chain, then each certificate from the top down. */
function verifyLines(chain: readonly Certificate[], faults: TlsSession['faults']): string {
  const at = (depth: number): string => `depth=${depth} ${nameText(chain[depth]!.subject)}\n`;
  const error = ({ code, text, depth }: TlsSession['faults'][number]): string => {
    const date =
      code === 10
        ? `notAfter=${certificateDate(chain[depth]!.notAfterMs)}\n`
        : code === 9
          ? `notBefore=${certificateDate(chain[depth]!.notBeforeMs)}\n`
          : '';
    return `${at(depth)}verify error:num=${code}:${text}\n${date}verify return:1\n`;
  };
  let out = faults
    .filter(({ code }) => !LATE.includes(code))
    .map(error)
    .join('');
  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const own = faults.filter((f) => f.depth === depth && LATE.includes(f.code));
    out += own.map(error).join('');
    const expired = own.some(({ code }) => code === 10);
    out += `${at(depth)}${expired ? `notAfter=${certificateDate(chain[depth]!.notAfterMs)}\n` : ''}verify return:1\n`;
  }
  return out;
}
