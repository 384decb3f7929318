// Models plugin/pkg/admission/certificates: who may decide about a request for a certificate, who may sign it, and what no one is given.

import type { CertificateSigningRequest } from '#api/certificates/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { onResource } from '../../authz/attributes.ts';
import { parseRequest, subjectOf } from '../../registry/certificates/certificatesigningrequest/request.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { type AdmissionPlugin, type Attributes, refuse } from '../admission.ts';

const GROUP = 'certificates.k8s.io';
const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';
const MASTERS = 'system:masters';

/** The request that is written, if it is one. */
function requestIn({ strategy, object }: Attributes): CertificateSigningRequest | undefined {
  const isOne = strategy.group === GROUP && strategy.resource === 'certificatesigningrequests';
  return isOne ? (object as CertificateSigningRequest | undefined) : undefined;
}

/** For a signer by its own name, or for all of its domain: `example.com/*`. */
function may(verb: string, signerName: string, { user }: Attributes, { authorizer }: ServerContext): boolean {
  const names = [signerName, `${signerName.split('/')[0]}/*`];
  return names.some((name) => {
    const action = onResource({ verb, group: GROUP, resource: 'signers', name });
    return authorizer.authorize({ ...action, user }).allowed;
  });
}

export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  handles: ['UPDATE'],
  validate(attributes, context) {
    const csr = attributes.subresource === 'approval' ? requestIn(attributes) : undefined;
    if (!csr || may('approve', csr.spec.signerName, attributes, context)) return undefined;
    return refuse(
      attributes,
      `user not permitted to approve requests with signerName ${JSON.stringify(csr.spec.signerName)}`,
    );
  },
};

export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  handles: ['UPDATE'],
  validate(attributes, context) {
    const csr = attributes.subresource === 'status' ? requestIn(attributes) : undefined;
    if (!csr) return undefined;
    const old = attributes.old as CertificateSigningRequest;
    const isSame =
      csr.status?.certificate === old.status?.certificate && deepEqual(csr.status?.conditions, old.status?.conditions);
    if (isSame || may('sign', csr.spec.signerName, attributes, context)) return undefined;
    return refuse(
      attributes,
      `user not permitted to sign requests with signerName ${JSON.stringify(csr.spec.signerName)}`,
    );
  },
};

export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  handles: ['CREATE'],
  validate(attributes) {
    const csr = requestIn(attributes);
    if (csr?.spec.signerName !== CLIENT_SIGNER) return undefined;
    const request = parseRequest(csr.spec.request);
    if ('error' in request || !subjectOf(request).organizations.includes(MASTERS)) return undefined;
    return refuse(attributes, `use of ${CLIENT_SIGNER} signer with ${MASTERS} group is not allowed`);
  },
};
