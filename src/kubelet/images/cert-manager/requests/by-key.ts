// Requests that a key in a Secret signs: an authority's, or the request's own. Models pkg/controller/certificaterequests/{ca,selfsigned} of cert-manager 1.18.

import type { Secret } from '#api/core/types.ts';
import type { ControllerContext } from '../context.ts';
import { secretsOf } from '../issuer-of.ts';
import { RESOURCES } from '../resources.ts';
import { privateKeyOf, type Signer, sign, signerOf } from '../sign.ts';
import { ANNOTATION, type CertificateRequest, type Issuer } from '../types.ts';
import type { Outcome } from './requests.ts';

export function signByKey(request: CertificateRequest, issuer: Issuer, context: ControllerContext): Outcome {
  const signer = issuer.spec.ca ? authority(issuer, context) : ownKey(request, context);
  if (!('key' in signer)) return signer;
  const signed = sign(request, signer, context.now(), () => context.container.random());
  if (typeof signed === 'string') return { failed: `Error signing certificate: ${signed}`, reason: 'SigningError' };
  return { certificate: btoa(signed.certificate), ca: btoa(signed.ca) };
}

function authority(issuer: Issuer, context: ControllerContext): Signer | Outcome {
  const namespace = secretsOf(issuer, context);
  const name = issuer.spec.ca!.secretName;
  const secret = context.get<Secret>(RESOURCES.secrets, namespace, name);
  if (!secret)
    return {
      reason: 'SecretMissing',
      pending: `Referenced secret ${namespace}/${name} not found: secret ${JSON.stringify(name)} not found`,
    };
  const signer = signerOf(secret);
  return typeof signer === 'string'
    ? {
        reason: 'SecretInvalidData',
        pending: `Failed to parse signing CA keypair from secret ${namespace}/${name}: ${signer}`,
      }
    : signer;
}

function ownKey(request: CertificateRequest, context: ControllerContext): Signer | Outcome {
  const { namespace = 'default', annotations = {} } = request.metadata;
  const name = annotations[ANNOTATION.privateKey];
  const annotation = JSON.stringify(ANNOTATION.privateKey);
  if (!name)
    return {
      reason: 'MissingAnnotation',
      failed: `Annotation ${annotation} missing or reference empty: secret name missing`,
    };
  const secret = context.get<Secret>(RESOURCES.secrets, namespace, name);
  const missing = `Referenced secret ${namespace}/${name} not found: secret ${JSON.stringify(name)} not found`;
  if (!secret) return { reason: 'MissingSecret', pending: missing };
  const key = privateKeyOf(secret);
  if (key) return { key };
  return {
    reason: 'ErrorParsingKey',
    failed: `Failed to get key ${JSON.stringify(name)} referenced in annotation ${annotation}: error decoding private key PEM block`,
  };
}
