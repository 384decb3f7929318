// A Certificate as it stands, and what its issuing is made of.

import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { Challenge, Order } from '#kubelet/images/cert-manager/acme/types.ts';
import type { Certificate, CertificateRequest, Issuer } from '#kubelet/images/cert-manager/types.ts';
import { challengeFault } from '../deciding/challenges.ts';
import { issuerFault } from '../deciding/issuers.ts';
import { certificateFault, orderFault, requestFault } from '../deciding/issuing.ts';
import { byFault, type Well } from './standing.ts';

const done = (object: ApiObject): Well => ({
  code: 'partDone',
  parameters: { object: `${object.kind}/${keyOf(object)}` },
});

export const certificateStanding = byFault<Certificate>(
  (certificate, { facts }) => certificateFault(certificate, facts),
  ({ metadata, spec, status }) => {
    const secret = `${metadata.namespace}/${spec.secretName}`;
    const parameters = { name: keyOf({ metadata }), secret, until: status?.notAfter ?? '-' };
    return { code: 'certificateIsWell', parameters };
  },
);
export const requestStanding = byFault<CertificateRequest>((request, { facts }) => requestFault(request, facts), done);
export const orderStanding = byFault<Order>((order, { facts }) => orderFault(order, facts), done);
export const challengeStanding = byFault<Challenge>((challenge, { facts }) => challengeFault(challenge, facts), done);
export const issuerStanding = byFault<Issuer>((issuer) => issuerFault(issuer), done);
