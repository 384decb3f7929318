// The types of certificates.k8s.io/v1.

import type { ApiObject } from '#apimachinery/meta.ts';

export interface CertificateCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

export interface CertificateSigningRequest extends ApiObject {
  spec: {
    /** Base64 of PEM. */
    request: string;
    signerName: string;
    expirationSeconds?: number;
    usages?: string[];
    username?: string;
    uid?: string;
    groups?: readonly string[];
    extra?: Readonly<Record<string, readonly string[]>>;
  };
  status: {
    conditions?: CertificateCondition[];
    /** Base64 of PEM. */
    certificate?: string;
  };
}

const is =
  (type: string) =>
  ({ status }: CertificateSigningRequest): boolean =>
    (status?.conditions ?? []).some((c) => c.type === type && c.status !== 'False');

export const isApproved = is('Approved');
export const isDenied = is('Denied');
export const isFailed = is('Failed');
