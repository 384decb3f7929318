// Is this chain to be trusted? Models OpenSSL 3.0 crypto/x509/x509_vfy.c: X509_verify_cert, with its order of search and of faults.
// Differs: revocation, policies and name constraints are not looked at.

import { hex } from './bytes.ts';
import { type Certificate, PURPOSE } from './certificate.ts';
import { sameName } from './name.ts';
import { readPublicKey } from './public-key.ts';
import { verifySignature } from './signatures.ts';

/** OpenSSL's numbers and words. Source: include/openssl/x509_vfy.h, crypto/x509/x509_txt.c of 3.0. */
export const FAULTS = {
  2: 'unable to get issuer certificate',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  21: 'unable to verify the first certificate',
  25: 'path length constraint exceeded',
  26: 'unsuitable certificate purpose',
  32: 'key usage does not include certificate signing',
  62: 'hostname mismatch',
  66: 'EE certificate key too weak',
  67: 'CA certificate key too weak',
  79: 'invalid CA certificate',
} as const;

export type FaultCode = keyof typeof FAULTS;

export interface VerifyFault {
  readonly code: FaultCode;
  readonly text: string;
  /** Where in the chain: 0 is the server's own certificate. */
  readonly depth: number;
}

export interface Verification {
  /** From the server's own up, as far as it could be built. */
  readonly chain: readonly Certificate[];
  /** In the order found. A client that stops at the first one sees only that; `openssl s_client` goes on. */
  readonly faults: readonly VerifyFault[];
}

export interface VerifyOptions {
  readonly nowMs: number;
  readonly trusted: readonly Certificate[];
  /** Does any trusted certificate end the chain, not only one signed by itself? curl and Go say so; `openssl` says so with -partial_chain. */
  readonly partialChain?: boolean;
  /** What the certificate is shown as. Undefined: anything. */
  readonly purpose?: 'server' | 'client';
}

const same = (a: Certificate, b: Certificate): boolean => hex(a.der) === hex(b.der);

/** Source: X509_self_signed without its check of the signature. */
export const isSelfIssued = (c: Certificate): boolean => mayHaveIssued(c, c);

function mayHaveIssued(issuer: Certificate, subject: Certificate): boolean {
  return (
    sameName(issuer.subject, subject.issuer) &&
    (!subject.authorityKeyId || !issuer.subjectKeyId || subject.authorityKeyId === issuer.subjectKeyId)
  );
}

/** Of several, one that is valid now is preferred, then the one that is valid longest. Source: get0_best_issuer_sk. */
function issuerAmong(list: readonly Certificate[], subject: Certificate, nowMs: number): Certificate | undefined {
  const all = list.filter((c) => mayHaveIssued(c, subject));
  const valid = all.find((c) => c.notBeforeMs <= nowMs && nowMs <= c.notAfterMs);
  return (
    valid ??
    all.reduce<Certificate | undefined>((best, c) => (!best || c.notAfterMs > best.notAfterMs ? c : best), undefined)
  );
}

/** Certificates are read once, and looked at with each handshake: the costly part is done once too. */
const checked = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

function isSignedBy(subject: Certificate, issuer: Certificate): boolean {
  let known = checked.get(subject);
  if (!known) checked.set(subject, (known = new WeakMap()));
  let result = known.get(issuer);
  if (result === undefined) {
    result = verifySignature(issuer.publicKey, subject.signatureAlgorithm, subject.signature, subject.signed);
    known.set(issuer, result);
  }
  return result;
}

interface Built {
  readonly chain: readonly Certificate[];
  readonly fault?: { readonly code: FaultCode; readonly depth: number };
}

function build(sent: readonly Certificate[], { trusted, nowMs, partialChain = false }: VerifyOptions): Built {
  const chain = [sent[0]!];
  let untrusted = sent.slice(1);
  for (;;) {
    const top = chain.at(-1)!;
    const selfSigned = isSelfIssued(top);
    const anchor = selfSigned ? trusted.find((c) => same(c, top)) : (issuerAmong(trusted, top, nowMs) ?? undefined);
    if (anchor) {
      if (!selfSigned) chain.push(anchor);
      return closed(chain, trusted, partialChain, nowMs);
    }
    const issuer = selfSigned ? undefined : issuerAmong(untrusted, top, nowMs);
    if (!issuer) break;
    untrusted = untrusted.filter((c) => c !== issuer);
    chain.push(issuer);
  }
  if (partialChain && trusted.some((c) => same(c, chain[0]!))) return { chain: [chain[0]!] };
  const depth = chain.length - 1;
  if (!isSelfIssued(chain[depth]!)) return { chain, fault: { code: 20, depth } };
  return { chain, fault: { code: depth === 0 ? 18 : 19, depth } };
}

/** The chain has come to a trusted certificate: up from there, only trusted ones count. */
function closed(chain: Certificate[], trusted: readonly Certificate[], partialChain: boolean, nowMs: number): Built {
  while (!partialChain && !isSelfIssued(chain.at(-1)!)) {
    const issuer = issuerAmong(trusted, chain.at(-1)!, nowMs);
    if (!issuer || chain.includes(issuer)) return { chain, fault: { code: 2, depth: chain.length - 1 } };
    chain.push(issuer);
  }
  return { chain };
}

/** Source: X509_check_ca. */
function isAuthority({ version, basicConstraints, keyUsage, subject, issuer }: Certificate): boolean {
  if (keyUsage && !keyUsage.includes('keyCertSign')) return false;
  if (basicConstraints) return basicConstraints.isCa;
  return version === 1 ? sameName(subject, issuer) : keyUsage !== undefined;
}

function suits(
  { extendedKeyUsage, keyUsage }: Certificate,
  purpose: 'server' | 'client',
  asAuthority: boolean,
): boolean {
  const wanted = purpose === 'server' ? PURPOSE.serverAuth : PURPOSE.clientAuth;
  if (extendedKeyUsage && !extendedKeyUsage.includes(wanted) && !extendedKeyUsage.includes(PURPOSE.any)) return false;
  if (asAuthority || !keyUsage) return true;
  const allowed =
    purpose === 'server'
      ? ['digitalSignature', 'keyEncipherment', 'keyAgreement']
      : ['digitalSignature', 'keyAgreement'];
  return keyUsage.some((usage) => allowed.includes(usage));
}

/** @param sent What the server sent, its own certificate first. Not empty. */
export function verifyChain(sent: readonly Certificate[], options: VerifyOptions): Verification {
  const { purpose, nowMs, partialChain = false } = options;
  const { chain, fault } = build(sent, options);
  const faults: VerifyFault[] = [];
  const say = (code: FaultCode, depth: number): void => {
    faults.push({ code, depth, text: FAULTS[code] });
  };
  if (fault) say(fault.code, fault.depth);

  let authoritiesBelow = 0;
  chain.forEach((certificate, depth) => {
    const asAuthority = depth > 0;
    if (asAuthority && !isAuthority(certificate)) say(79, depth);
    else if (purpose && !suits(certificate, purpose, asAuthority)) say(26, depth);
    const pathLength = certificate.basicConstraints?.pathLength;
    if (depth > 1 && pathLength !== undefined && authoritiesBelow > pathLength) say(25, depth);
    if (asAuthority && !isSelfIssued(certificate)) authoritiesBelow++;
  });
  chain.forEach((certificate, depth) => {
    // Source: security level 2 of Debian's OpenSSL: 112 bits of security, which is RSA of 2048.
    const { type, bits } = readPublicKey(certificate.publicKey);
    if (type === 'RSA' && bits < 2048) say(depth === 0 ? 66 : 67, depth);
  });

  const last = chain.length - 1;
  const top = chain[last]!;
  let depth = last;
  if (!isSelfIssued(top) && !(partialChain && !fault)) {
    if (last === 0) say(21, 0);
    else depth--;
  }
  for (; depth >= 0; depth--) {
    const certificate = chain[depth]!;
    const issuer = chain[depth + 1];
    if (issuer) {
      if (issuer.keyUsage && !issuer.keyUsage.includes('keyCertSign')) say(32, depth + 1);
      if (!isSignedBy(certificate, issuer)) say(7, depth);
    }
    if (nowMs < certificate.notBeforeMs) say(9, depth);
    if (nowMs > certificate.notAfterMs) say(10, depth);
  }
  return { chain, faults };
}
