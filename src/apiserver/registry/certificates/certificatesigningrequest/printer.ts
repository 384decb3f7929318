// Models printCertificateSigningRequest of pkg/printers/internalversion.

import { type CertificateSigningRequest, isApproved, isDenied, isFailed } from '#api/certificates/types.ts';
import { humanDuration } from '#apimachinery/duration.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

export const certificateSigningRequestColumns: readonly Column<CertificateSigningRequest>[] = [
  nameColumn,
  ageColumn,
  text(
    'SignerName',
    'signerName indicates the requested signer, and is a qualified name.\n\nList/watch requests for CertificateSigningRequests can filter on this field using a "spec.signerName=NAME" fieldSelector.',
    ({ spec }) => spec.signerName,
  ),
  text(
    'Requestor',
    'request contains an x509 certificate signing request encoded in a "CERTIFICATE REQUEST" PEM block. When serialized as JSON or YAML, the data is additionally base64-encoded.',
    ({ spec }) => spec.username ?? '',
  ),
  text(
    'RequestedDuration',
    'expirationSeconds is the requested duration of validity of the issued certificate.',
    ({ spec: { expirationSeconds } }) =>
      expirationSeconds === undefined ? '<none>' : humanDuration(expirationSeconds * 1000),
  ),
  text(
    'Condition',
    'conditions applied to the request. Known conditions are "Approved", "Denied", and "Failed".',
    condition,
  ),
];

function condition(csr: CertificateSigningRequest): string {
  const words: string[] = [];
  if (isDenied(csr)) words.push('Denied');
  else if (isApproved(csr)) words.push('Approved');
  else words.push('Pending');
  if (isFailed(csr)) words.push('Failed');
  if (csr.status?.certificate) words.push('Issued');
  return words.join(',');
}
