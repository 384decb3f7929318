// Models pkg/registry/certificates/certificates/strategy.go csrApprovalStrategy: through it conditions are set, and nothing else.

import type { CertificateSigningRequest } from '#api/certificates/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Part } from '../../rest/strategy.ts';
import { stampConditions } from './conditions.ts';
import { validateCertificateSigningRequestUpdate } from './validation.ts';

export const approval: Part<CertificateSigningRequest> = {
  take(whole, given, { now }) {
    const conditions = stampConditions(
      given.status?.conditions ?? [],
      whole.status?.conditions ?? [],
      timestamp(now()),
    );
    whole.status = { ...whole.status, conditions };
    if (conditions.length === 0) delete whole.status.conditions;
  },
  validate: (csr, old) => validateCertificateSigningRequestUpdate(csr, old, { decisions: true }),
};
