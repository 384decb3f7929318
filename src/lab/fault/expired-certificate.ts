// A TLS Secret whose certificate has expired: of an authority that every client knows, so that nothing else is wrong with it.

import type { Secret } from '#api/core/types.ts';
import { loadPki, pki } from '#pki/loader.ts';

const DAY_MS = 86_400_000;
/** Certificates of the simulated world hold 90 days, and begin at most 60 days before they are asked for. */
const LONG_AGO_MS = 160 * DAY_MS;

export async function expiredSecret(
  namespace: string,
  name: string,
  hosts: readonly string[],
  nowMs: number,
): Promise<Secret> {
  await loadPki();
  const { certificate, key } = pki().siteIdentity(hosts, nowMs - LONG_AGO_MS, 'letsencrypt');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': btoa(certificate), 'tls.key': btoa(key) },
  };
}
