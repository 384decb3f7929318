// Models ValidateSecret and ValidateSecretUpdate of pkg/apis/core/validation/validation.go.

import type { Secret } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isConfigMapKey } from '#apimachinery/validation.ts';
import { MAX_DATA_BYTES, validateConfigMapUpdate } from '../configmap/validation.ts';
import { fromBase64 } from './base64.ts';

/** Keys without which a Secret of a type is of no use. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

export function validateSecret({ type = '', data = {}, metadata }: Secret): FieldError[] {
  const errors: FieldError[] = [];
  let total = 0;
  for (const key of Object.keys(data).sort()) {
    errors.push(...isConfigMapKey(key).map((message) => field.invalid(`data[${key}]`, key, message)));
    total += Math.floor((data[key]!.length * 3) / 4);
  }
  if (total > MAX_DATA_BYTES) errors.push(field.tooLong('data', MAX_DATA_BYTES));
  for (const key of Object.hasOwn(REQUIRED_KEYS, type) ? REQUIRED_KEYS[type]! : []) {
    const value = data[key];
    if (value === undefined) errors.push(field.required(`data[${key}]`));
    else if (key.startsWith('.docker') && !isJson(fromBase64(value))) {
      errors.push(field.invalid(`data[${key}]`, '<secret contents redacted>', 'invalid character in JSON'));
    }
  }
  if (type === 'kubernetes.io/basic-auth' && data.username === undefined && data.password === undefined) {
    errors.push(field.required('data[username]'), field.required('data[password]'));
  }
  if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.['kubernetes.io/service-account.name']) {
    errors.push(field.required('metadata.annotations[kubernetes.io/service-account.name]'));
  }
  return errors;
}

function isJson(text: string | undefined): boolean {
  if (text === undefined) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  const errors: FieldError[] = [];
  if (secret.type !== old.type) errors.push(field.invalid('type', secret.type, 'field is immutable'));
  return [...errors, ...validateConfigMapUpdate(secret, old), ...validateSecret(secret)];
}
