// What the certificate that a server shows must be.

import type { TlsSession } from '#machine/tls.ts';
import { loadPki, pki } from '#pki/loader.ts';
import { duration, lines, mappingOf, optional, string } from '../../shape.ts';
import type { Text } from '../../text.ts';

export interface CertificateSpec {
  readonly names?: readonly string[];
  readonly issuer?: string;
  /** Milliseconds. */
  readonly valid?: number;
}

export const certificate = mappingOf({
  names: optional(lines, 'It must cover each of these names.'),
  issuer: optional(string, 'The issuer’s name must contain this.'),
  valid: optional(duration, 'It must be valid for at least so long from now on.'),
});

const DAY_MS = 86_400_000;

/** What is wrong with what was shown; undefined: nothing. */
export async function certificateFault(
  { names = [], issuer, valid }: CertificateSpec,
  session: TlsSession | undefined,
  url: string,
  nowMs: number | undefined,
): Promise<Text | undefined> {
  await loadPki();
  const { parseCertificates, certificateCovers, shortName } = pki();
  const shown = session?.chain[0] === undefined ? undefined : parseCertificates(session.chain[0])[0];
  if (!shown) return { en: `${url} showed no certificate.`, zh: `${url} 没有出示证书。` };
  const uncovered = names.find((name) => !certificateCovers(shown, name, false));
  if (uncovered !== undefined)
    return { en: `The certificate of ${url} does not cover ${uncovered}.`, zh: `${url} 的证书不包含 ${uncovered}。` };
  const by = shown.issuer.map((part) => `${shortName(part)}=${part.value}`).join(', ');
  if (issuer !== undefined && !by.includes(issuer))
    return {
      en: `The certificate of ${url} was issued by ${by}, not by ${issuer}.`,
      zh: `${url} 的证书由 ${by} 签发，而不是 ${issuer}。`,
    };
  const leftMs = nowMs === undefined ? undefined : shown.notAfterMs - nowMs;
  if (valid !== undefined && leftMs !== undefined && leftMs < valid) {
    const days = Math.floor(leftMs / DAY_MS);
    return {
      en: `The certificate of ${url} is valid for ${days} more days only.`,
      zh: `${url} 的证书只剩 ${days} 天有效期。`,
    };
  }
  return undefined;
}
