// CertificateRequests: approved, and given to the issuer that they name. Models pkg/controller/certificaterequests/{sync,approver}.go of cert-manager 1.18.

import { type ControllerContext, type Json, rfc3339 } from '../context.ts';
import { issuerOf } from '../issuer-of.ts';
import { type CertificateRequest, conditionOf, GROUP, type Issuer, isTrue, kindOf } from '../types.ts';
import { askAcme } from './acme.ts';
import { signByKey } from './by-key.ts';

/** What an issuer makes of a request. */
export type Outcome =
  | { readonly pending: string; readonly reason: string; readonly warning?: boolean }
  | { readonly failed: string; readonly reason: string }
  | { readonly certificate: string; readonly ca?: string };

export function syncRequest(request: CertificateRequest, context: ControllerContext): void {
  const { metadata, spec, status = {} } = request;
  const { issuerRef } = spec;
  if ((issuerRef.group ?? GROUP) !== GROUP || metadata.deletionTimestamp !== undefined) return;
  if (isTrue(conditionOf(request, 'Denied'))) {
    const message = 'The CertificateRequest was denied by an approval controller';
    context.setCondition(
      request,
      { type: 'Ready', status: 'False', reason: 'Denied', message },
      failureTime(request, context),
    );
    return;
  }
  if (!isTrue(conditionOf(request, 'Approved'))) {
    approve(request, context);
    return;
  }
  const ready = conditionOf(request, 'Ready');
  if (status.certificate || ready?.reason === 'Failed') return;
  const issuer = issuerOf(issuerRef, metadata.namespace ?? 'default', context);
  if (!issuer) {
    const kind = kindOf(issuerRef);
    const why = `${kind.toLowerCase()}.cert-manager.io ${JSON.stringify(issuerRef.name)} not found`;
    tell(
      request,
      { reason: 'IssuerNotFound', pending: `Referenced ${JSON.stringify(kind)} not found: ${why}` },
      undefined,
      context,
    );
    return;
  }
  if (!isTrue(conditionOf(issuer, 'Ready'))) {
    tell(
      request,
      { reason: 'IssuerNotReady', pending: 'Referenced issuer does not have a Ready status condition' },
      issuer,
      context,
    );
    return;
  }
  const outcome = issuer.spec.acme ? askAcme(request, issuer, context) : signByKey(request, issuer, context);
  tell(request, outcome, issuer, context);
}

function approve(request: CertificateRequest, context: ControllerContext): void {
  const message = 'Certificate request has been approved by cert-manager.io';
  const condition = { type: 'Approved', status: 'True', reason: 'cert-manager.io', message } as const;
  if (context.setCondition(request, condition))
    context.tell('certificaterequests-approver', request, 'Normal', 'cert-manager.io', message);
}

const failureTime = ({ status }: CertificateRequest, context: ControllerContext): Json =>
  status?.failureTime === undefined ? { failureTime: rfc3339(context.now()) } : {};

/** There is a controller for each, and each looks at every request. */
const TYPES = ['selfsigned', 'vault', 'ca', 'acme', 'venafi'];

/** Models pkg/controller/certificaterequests/util/reporter.go. */
function tell(
  request: CertificateRequest,
  outcome: Outcome,
  issuer: Issuer | undefined,
  context: ControllerContext,
): void {
  const own = issuer && [issuer.spec.selfSigned ? 'selfsigned' : issuer.spec.acme ? 'acme' : 'ca'];
  const say = (type: 'Normal' | 'Warning', reason: string, message: string): void => {
    // Of which type an issuer is that is not there nobody knows: each type's controller tells of it.
    for (const name of own ?? TYPES) context.tell(`certificaterequests-issuer-${name}`, request, type, reason, message);
  };
  const ready = (reason: string, message: string, more: Json = {}): boolean => {
    const status = reason === 'Issued' ? 'True' : 'False';
    return context.setCondition(request, { type: 'Ready', status, reason, message }, more);
  };
  if ('pending' in outcome) {
    if (ready('Pending', outcome.pending)) say('Normal', outcome.reason, outcome.pending);
  } else if ('failed' in outcome) {
    if (ready('Failed', outcome.failed, failureTime(request, context))) say('Warning', outcome.reason, outcome.failed);
  } else {
    const message = 'Certificate fetched from issuer successfully';
    const more = { certificate: outcome.certificate, ...(outcome.ca !== undefined && { ca: outcome.ca }) };
    if (ready('Issued', message, more)) say('Normal', 'CertificateIssued', message);
  }
}
