// Models pkg/apis/core/helper and the resource checks of pkg/apis/core/validation: which names resources may have, and which amounts.

import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { compareQuantities, milliValue, parseQuantity, QUANTITY_ERROR } from '#apimachinery/quantity.ts';
import { isDns1123Label, isQualifiedName } from '#apimachinery/validation.ts';

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const INTEGERS = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const QUOTA = new Set([
  ...COMPUTE,
  ...COMPUTE.map((name) => `requests.${name}`),
  ...COMPUTE.map((name) => `limits.${name}`),
  'requests.storage',
  ...INTEGERS,
]);
const STANDARD = new Set([...QUOTA, 'storage']);

const isHugePage = (name: string): boolean => name.startsWith('hugepages-');

/** A name of Kubernetes' own: without a domain, or of kubernetes.io. Source: helper.IsNativeResource. */
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** `example.com/gpu`. Source: helper.IsExtendedResourceName. */
export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;

/** More of it may be promised than there is. Source: helper.IsOvercommitAllowed. */
const overcommits = (name: string): boolean => isNative(name) && !isHugePage(name);

export const isStandardQuotaResource = (name: string): boolean =>
  QUOTA.has(name) || isHugePage(name.replace(/^requests\./, ''));

export function validateResourceName(name: string, at: string): FieldError[] {
  const wrong = isQualifiedName(name).map((m) => field.invalid(at, name, m));
  if (wrong.length > 0 || name.includes('/') || STANDARD.has(name) || isHugePage(name)) return wrong;
  return [field.invalid(at, name, 'must be a standard resource type or fully qualified')];
}

/** Of a container's requests and limits. */
export function validateContainerResourceName(name: string, at: string): FieldError[] {
  const errors = validateResourceName(name, at);
  if (!name.includes('/')) {
    return COMPUTE.includes(name) || isHugePage(name)
      ? errors
      : [...errors, field.invalid(at, name, 'must be a standard resource for containers')];
  }
  return isNative(name) || isExtended(name)
    ? errors
    : [...errors, field.invalid(at, name, "doesn't follow extended resource name standard")];
}

/** Of a Pod as a whole. Source: resourcehelper.IsSupportedPodLevelResource. */
export function validatePodResourceName(name: string, at: string): FieldError[] {
  const errors = validateResourceName(name, at);
  if (errors.length > 0 || ['cpu', 'memory'].includes(name) || isHugePage(name)) return errors;
  return [field.notSupported(at, name, ['cpu', 'memory'])];
}

/** Of a quota's `hard`. */
export function validateQuotaResourceName(name: string, at: string): FieldError[] {
  const errors = validateResourceName(name, at);
  if (name.includes('/') || isStandardQuotaResource(name)) return errors;
  return [...errors, field.invalid(at, name, 'must be a standard resource for quota')];
}

/** Not negative, and whole for what is counted. Source: ValidateResourceQuantityValue. */
export function validateAmount(name: string, value: string, at: string): FieldError[] {
  if (parseQuantity(value) === undefined) return [field.invalid(at, value, QUANTITY_ERROR)];
  const errors =
    compareQuantities(value, 0) < 0 ? [field.invalid(at, value, 'must be greater than or equal to 0')] : [];
  const counted = INTEGERS.includes(name) || isExtended(name);
  if (counted && milliValue(value) % 1000 !== 0) errors.push(field.invalid(at, value, 'must be an integer'));
  return errors;
}

interface Requirements {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
  claims?: { name?: string; request?: string }[];
}

/** Requests and limits, of a container if nothing else is said. Source: validateResourceRequirements. */
export function validateRequirements(
  { limits = {}, requests = {}, claims = [] }: Requirements,
  at: string,
  podClaims: ReadonlySet<string> = new Set(),
  validateName = validateContainerResourceName,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(limits)) {
    const here = `${at}.limits[${name}]`;
    errors.push(...validateName(name, here), ...validateAmount(name, value, here));
    errors.push(...validateHugePages(name, value, here));
  }
  for (const [name, value] of Object.entries(requests)) {
    const here = `${at}.requests[${name}]`;
    errors.push(...validateName(name, here), ...validateAmount(name, value, here));
    const limit = limits[name];
    if (limit === undefined) {
      if (!overcommits(name))
        errors.push(field.required(`${at}.limits`, 'Limit must be set for non overcommitable resources'));
    } else if (compareQuantities(value, limit) !== 0 && !overcommits(name)) {
      errors.push(field.invalid(`${at}.requests`, value, `must be equal to ${name} limit of ${limit}`));
    } else if (compareQuantities(value, limit) > 0) {
      errors.push(field.invalid(`${at}.requests`, value, `must be less than or equal to ${name} limit of ${limit}`));
    }
    errors.push(...validateHugePages(name, value, here));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePage) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(field.forbidden(at, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaims(claims, podClaims, `${at}.claims`)];
}

/** Whole pages. Source: helper.IsHugePageResourceValueDivisible. */
function validateHugePages(name: string, value: string, at: string): FieldError[] {
  if (!isHugePage(name)) return [];
  const page = parseQuantity(name.slice('hugepages-'.length)) ?? 0;
  const amount = parseQuantity(value) ?? 0;
  if (page > 0 && amount % page === 0) return [];
  return [field.invalid(at, value, `${value} is not positive integer multiple of ${name}`)];
}

/** Each names one of the Pod's. Source: validateResourceClaimNames. */
function validateClaims(
  claims: NonNullable<Requirements['claims']>,
  podClaims: ReadonlySet<string>,
  at: string,
): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap(({ name, request }, i) => {
    const here = `${at}[${i}]`;
    if (!name) return [field.required(here)];
    const errors = request ? invalids(`${here}.request`, request, isDns1123Label(request)) : [];
    const key = request ? `${name}/${request}` : name;
    const covered = seen.has(name) || (!request && [...seen].some((k) => k.startsWith(`${name}/`)));
    if (covered) errors.push(field.duplicate(here, name));
    else if (seen.has(key)) errors.push(field.duplicate(here, key));
    seen.add(key);
    if (podClaims.has(name)) return errors;
    const among = podClaims.size === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
    const missing = field.notFound(here, name);
    const body = `${missing.body}: must be one of the names in pod.spec.resourceClaims${among}`;
    return [...errors, { ...missing, body }];
  });
}
