// The private key of the next issuance, in a temporary Secret. Models pkg/controller/certificates/keymanager of cert-manager 1.18.

import type { Secret } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { pki } from '#pki/loader.ts';
import { type ControllerContext, ownerOf, pathOf } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { keyKind, keyPem, privateKeyOf } from '../sign.ts';
import type { Certificate } from '../types.ts';
import { keyMismatches } from './matching.ts';

const COMPONENT = 'certificates-key-manager';
const NEXT = 'cert-manager.io/next-private-key';

/** Undefined: it is not there yet. */
export function nextKey(
  certificate: Certificate,
  secret: Secret | undefined,
  context: ControllerContext,
): Secret | undefined {
  const { namespace = 'default' } = certificate.metadata;
  const name = certificate.status?.nextPrivateKeySecretName;
  const held = name === undefined ? undefined : context.get<Secret>(RESOURCES.secrets, namespace, name);
  if (!held) make(certificate, secret, context);
  return held;
}

/** Keys of issuances that came to nothing. */
export function dropKeys(certificate: Certificate, context: ControllerContext): void {
  const { namespace = 'default', uid = '' } = certificate.metadata;
  for (const { metadata } of context.cache.controlled<Secret>(RESOURCES.secrets, uid))
    if (metadata.labels?.[NEXT] === 'true')
      context.ask('DELETE', `/api/v1/namespaces/${namespace}/secrets/${metadata.name}`);
  context.merge(`${pathOf(certificate)}/status`, { status: { nextPrivateKeySecretName: null } });
}

function make(certificate: Certificate, secret: Secret | undefined, context: ControllerContext): void {
  const { metadata, spec, status } = certificate;
  const { namespace = 'default', uid = '' } = metadata;
  const made = context.cache
    .controlled<Secret>(RESOURCES.secrets, uid)
    .find((s) => s.metadata.labels?.[NEXT] === 'true');
  if (made) {
    context.setStatus(certificate, { nextPrivateKeySecretName: made.metadata.name });
    return;
  }
  const existing = spec.privateKey?.rotationPolicy === 'Never' ? privateKeyOf(secret) : undefined;
  const wrong = existing ? keyMismatches(certificate, existing) : [];
  if (wrong.length > 0) {
    const text = `User intervention required: existing private key in Secret ${JSON.stringify(spec.secretName)} does not match requirements on Certificate resource, mismatching fields: [${wrong.join(' ')}], but cert-manager cannot create new private key as the Certificate's .spec.privateKey.rotationPolicy is unset or set to Never. To allow cert-manager to create a new private key you can set .spec.privateKey.rotationPolicy to 'Always' (this will result in the private key being regenerated every time a cert is renewed) `;
    context.tellOnce(COMPONENT, certificate, 'Warning', 'CannotRegenerateKey', text);
    return;
  }
  const key = existing ?? pki().generateKey(keyKind(certificate), () => context.container.random());
  const name = status?.nextPrivateKeySecretName;
  const stored = context.ask('POST', `/api/v1/namespaces/${namespace}/secrets`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...(name === undefined ? { generateName: `${metadata.name}-` } : { name }),
      namespace,
      labels: { [NEXT]: 'true', 'controller.cert-manager.io/fao': 'true' },
      ownerReferences: [ownerOf(certificate)],
    },
    type: 'Opaque',
    data: { 'tls.key': btoa(keyPem(certificate, key)) },
  });
  if (!stored) return;
  const shown = (stored.body as ApiObject).metadata.name;
  if (existing) {
    const text = `Reusing private key stored in existing Secret resource ${JSON.stringify(spec.secretName)}`;
    context.tell(COMPONENT, certificate, 'Normal', 'Reused', text);
  } else {
    const text = `Stored new private key in temporary Secret resource ${JSON.stringify(shown)}`;
    context.tell(COMPONENT, certificate, 'Normal', 'Generated', text);
  }
  if (shown !== name) context.setStatus(certificate, { nextPrivateKeySecretName: shown });
}
