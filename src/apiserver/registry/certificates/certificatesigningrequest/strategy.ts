// Models pkg/registry/certificates/certificates/strategy.go.

import type { CertificateSigningRequest } from '#api/certificates/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import { loadPki } from '#pki/loader.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { approval } from './approval.ts';
import { stampConditions } from './conditions.ts';
import { certificateSigningRequestColumns } from './printer.ts';
import { validateCertificateSigningRequest, validateCertificateSigningRequestUpdate } from './validation.ts';

export const certificateSigningRequestStrategy: Strategy<CertificateSigningRequest> = {
  resource: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  kind: 'CertificateSigningRequest',
  group: 'certificates.k8s.io',
  version: 'v1',
  namespaced: false,
  shortNames: ['csr'],
  statusSubresource: true,
  nameRule: 'path-segment',
  load: loadPki,

  prepareForCreate(csr, { user }) {
    csr.spec ??= {} as CertificateSigningRequest['spec'];
    const { name, uid, groups, extra } = user;
    for (const own of ['username', 'uid', 'groups', 'extra'] as const) delete csr.spec[own];
    Object.assign(csr.spec, { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) });
    csr.status = {};
  },
  // What was asked stays as it was asked.
  prepareForUpdate(csr, old) {
    csr.spec = structuredClone(old.spec);
  },
  /** Nobody decides by the way: who signs may add that it failed. Source: csrStatusStrategy. */
  prepareForStatusUpdate(csr, old, { now }) {
    csr.spec = structuredClone(old.spec);
    const conditions = csr.status?.conditions;
    if (conditions) csr.status.conditions = stampConditions(conditions, old.status?.conditions ?? [], timestamp(now()));
  },
  validate: validateCertificateSigningRequest,
  validateUpdate: (csr, old) => validateCertificateSigningRequestUpdate(csr, old),
  validateStatusUpdate: (csr, old) => validateCertificateSigningRequestUpdate(csr, old, { certificate: true }),

  selectableFields: { 'spec.signerName': ({ spec }) => spec?.signerName ?? '' },
  columns: certificateSigningRequestColumns,
  parts: { approval },
};
