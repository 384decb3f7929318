// Models ValidateEnv and ValidateEnvFrom of pkg/apis/core/validation.

import type { Container } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isConfigMapKey, isDns1123Subdomain, isEnvVarName } from '#apimachinery/validation.ts';
import { validateFieldRef, validateResourceRef } from './downward-validation.ts';

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

type EnvVar = NonNullable<Container['env']>[number];

function validateKeyRef({ name = '', key }: { name?: string; key: string }, at: string): FieldError[] {
  return [
    ...invalids(`${at}.name`, name, isDns1123Subdomain(name)),
    ...(key ? invalids(`${at}.key`, key, isConfigMapKey(key)) : [field.required(`${at}.key`)]),
  ];
}

function validateValueFrom({ value, valueFrom }: EnvVar, at: string): FieldError[] {
  if (!valueFrom) return [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  const errors: FieldError[] = [];
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELDS, `${at}.fieldRef`));
  if (resourceFieldRef) errors.push(...validateResourceRef(resourceFieldRef, false, `${at}.resourceFieldRef`));
  if (configMapKeyRef) errors.push(...validateKeyRef(configMapKeyRef, `${at}.configMapKeyRef`));
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, `${at}.secretKeyRef`));
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef].filter((ref) => ref).length;
  if (count === 0) {
    const why = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    errors.push(field.invalid(at, '', why));
  } else if (value) errors.push(field.invalid(at, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(field.invalid(at, '', 'may not have more than one field specified at a time'));
  return errors;
}

export function validateEnv({ env = [], envFrom = [] }: Container, at: string): FieldError[] {
  return [
    ...env.flatMap((variable, i) => {
      const here = `${at}.env[${i}]`;
      const { name } = variable;
      return [
        ...(name ? invalids(`${here}.name`, name, isEnvVarName(name)) : [field.required(`${here}.name`)]),
        ...validateValueFrom(variable, `${here}.valueFrom`),
      ];
    }),
    ...envFrom.flatMap(({ prefix, configMapRef, secretRef }, i) => {
      const here = `${at}.envFrom[${i}]`;
      const errors = prefix ? invalids(`${here}.prefix`, prefix, isEnvVarName(prefix)) : [];
      for (const [kind, ref] of Object.entries({ configMapRef, secretRef })) {
        if (ref && !ref.name) errors.push(field.required(`${here}.${kind}.name`));
        else if (ref) errors.push(...invalids(`${here}.${kind}.name`, ref.name, nameOrPrefix(ref.name!)));
      }
      // Upstream names the list, not the item.
      if (!configMapRef && !secretRef)
        errors.push(field.invalid(`${at}.envFrom`, '', 'must specify one of: `configMapRef` or `secretRef`'));
      else if (configMapRef && secretRef)
        errors.push(field.invalid(`${at}.envFrom`, '', 'may not have more than one field specified at a time'));
      return errors;
    }),
  ];
}

/** A dash at the end is let through. Source: NameIsDNSSubdomain with `prefix`. */
const nameOrPrefix = (name: string): string[] => isDns1123Subdomain(name.replace(/-$/, 'a'));
