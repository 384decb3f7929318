// How long a certificate lives, and when it is renewed. Models pkg/util/pki/renewaltime.go and the defaults of cert-manager 1.18.

import { parseGoDuration } from '#apimachinery/duration.ts';
import type { Certificate } from '../types.ts';

/** Source: DefaultCertificateDuration 90 d. */
const DEFAULT_DURATION_MS = 90 * 86_400_000;

export const durationMs = (text: string | undefined): number =>
  text === undefined ? DEFAULT_DURATION_MS : (parseGoDuration(text) ?? DEFAULT_DURATION_MS);

interface Lifetime {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** A third before the end, unless the certificate says otherwise. Rounded down to a second. */
export function renewalMs({ notBeforeMs, notAfterMs }: Lifetime, { spec }: Pick<Certificate, 'spec'>): number {
  const life = notAfterMs - notBeforeMs;
  const wanted =
    spec.renewBefore !== undefined
      ? parseGoDuration(spec.renewBefore)
      : spec.renewBeforePercentage !== undefined
        ? (life * spec.renewBeforePercentage) / 100
        : undefined;
  const before = wanted !== undefined && wanted > 0 && wanted < life ? wanted : life / 3;
  return Math.floor((notAfterMs - before) / 1000) * 1000;
}
