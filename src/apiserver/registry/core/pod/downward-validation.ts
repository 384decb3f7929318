// Models validateObjectFieldSelector and validateContainerResourceFieldSelector: what a Pod may tell its containers of itself.

import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { canonicalQuantity, compareQuantities } from '#apimachinery/quantity.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';

export interface FieldRef {
  apiVersion?: string;
  fieldPath?: string;
}

export interface ResourceRef {
  containerName?: string;
  resource?: string;
  divisor?: string;
}

/** Source: podshelper.ConvertDownwardAPIFieldLabel. */
const KNOWN = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);
const SUBSCRIPTED = /^(.*)\['(.*)'\]$/;

/** `allowed` in byte order. */
export function validateFieldRef(
  { apiVersion, fieldPath }: FieldRef,
  allowed: readonly string[],
  at: string,
): FieldError[] {
  if (!apiVersion) return [field.required(`${at}.apiVersion`)];
  if (!fieldPath) return [field.required(`${at}.fieldPath`)];
  const [, base, subscript] = SUBSCRIPTED.exec(fieldPath) ?? [];
  const wrong = conversionError(apiVersion, fieldPath, base);
  if (wrong) return [field.invalid(`${at}.fieldPath`, fieldPath, `error converting fieldPath: ${wrong}`)];
  if (base === 'metadata.annotations')
    return invalids(at, subscript!.toLowerCase(), isQualifiedName(subscript!.toLowerCase()));
  if (base === 'metadata.labels') return invalids(at, subscript, isQualifiedName(subscript!));
  // What the old name stood for.
  const path = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  return allowed.includes(path) ? [] : [field.notSupported(`${at}.fieldPath`, path, allowed)];
}

function conversionError(version: string, path: string, base: string | undefined): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  if (base !== undefined) {
    if (base === 'metadata.annotations' || base === 'metadata.labels') return undefined;
    return `field label does not support subscript: ${path}`;
  }
  return KNOWN.has(path) || path === 'spec.host' ? undefined : `field label not supported: ${path}`;
}

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const HUGE = /^(requests|limits)\.hugepages-/;
const SIZES = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';
const DIVISORS: Readonly<Record<string, readonly [values: string, name: string]>> = {
  cpu: ['1m and 1', 'cpu'],
  memory: [SIZES, 'memory'],
  'ephemeral-storage': [SIZES, 'local ephemeral storage'],
};

/** A volume has to name the container. */
export function validateResourceRef(
  { containerName, resource = '', divisor = '0' }: ResourceRef,
  ofVolume: boolean,
  at: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (ofVolume && !containerName) errors.push(field.required(`${at}.containerName`));
  else if (!resource) errors.push(field.required(`${at}.resource`));
  else if (!RESOURCES.includes(resource) && !HUGE.test(resource))
    errors.push(field.notSupported(`${at}.resource`, resource, RESOURCES));
  if (compareQuantities(divisor, 0) === 0) return errors;
  const [values, name] = HUGE.test(resource)
    ? [SIZES, 'hugepages']
    : (RESOURCES.includes(resource) && DIVISORS[resource.replace(/^\w+\./, '')]) || [];
  if (values && !values.split(/, | and /).includes(canonicalQuantity(divisor) ?? '')) {
    const why = `only divisor's values ${values} are supported with the ${name} resource`;
    errors.push(field.invalid(`${at}.divisor`, resource, why));
  }
  return errors;
}
