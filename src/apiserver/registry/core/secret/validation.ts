// Models ValidateSecret and ValidateSecretUpdate of pkg/apis/core/validation/validation.go.

import type { Secret } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { jsonSyntaxError } from '#apimachinery/go-json.ts';
import { isConfigMapKey } from '#apimachinery/validation.ts';
import { MAX_DATA_BYTES, validateConfigMapUpdate } from '../configmap/validation.ts';
import { fromBase64 } from './base64.ts';

/** Keys without which a Secret of a type is of no use. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
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
    else if (key.startsWith('.docker')) {
      const why = notAnObject(fromBase64(value) ?? '');
      if (why) errors.push(field.invalid(`data[${key}]`, '<secret contents redacted>', why));
    }
  }
  if (type === 'kubernetes.io/ssh-auth' && !data['ssh-privatekey']) errors.push(field.required('data[ssh-privatekey]'));
  if (type === 'kubernetes.io/basic-auth' && data.username === undefined && data.password === undefined) {
    errors.push(field.required('data[username]'), field.required('data[password]'));
  }
  if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.['kubernetes.io/service-account.name']) {
    errors.push(field.required('metadata.annotations[kubernetes.io/service-account.name]'));
  }
  return errors;
}

/** In encoding/json's words, for what wants a map. */
function notAnObject(text: string): string | undefined {
  const syntax = jsonSyntaxError(text);
  if (syntax) return syntax;
  const value: unknown = JSON.parse(text);
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
  const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${what} into Go value of type map[string]interface {}`;
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  const errors: FieldError[] = [];
  if (secret.type !== old.type) errors.push(field.invalid('type', secret.type, 'field is immutable'));
  return [...errors, ...validateConfigMapUpdate(secret, old), ...validateSecret(secret)];
}
