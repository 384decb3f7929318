// Models apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go, less what is about a schema's inside.

import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
} from '#api/apiextensions/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1035Label, isDns1123Subdomain } from '#apimachinery/validation.ts';
import { isTrue } from '../../../customresources/names.ts';
import { validateReviewVersions, validateWebhookClient } from '../../admissionregistration/webhook-client.ts';
import { internalVersions } from './internal.ts';
import { validateDeprecation, validateParts } from './version-validation.ts';

const APPROVAL = 'api-approved.kubernetes.io';

export function validateDefinition(definition: CustomResourceDefinition): FieldError[] {
  const { metadata, status } = definition;
  const spec = (definition.spec ?? {}) as Partial<CustomResourceDefinition['spec']>;
  const names: Partial<CustomResourceDefinitionNames> = spec.names ?? {};
  const errors: FieldError[] = [];
  if (metadata.name !== `${names.plural ?? ''}.${spec.group ?? ''}`) {
    errors.push(field.invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  errors.push(...validateSpec(spec, names), ...validateNames(status?.acceptedNames, 'status.acceptedNames'));
  errors.push(...validateStored(status?.storedVersions ?? [], spec.versions ?? []), ...validateApproval(definition));
  if (spec.preserveUnknownFields === true) {
    const why =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    errors.push(field.invalid('spec.preserveUnknownFields', true, why));
  }
  return errors;
}

/** Source: ValidateCustomResourceDefinitionStoredVersions. */
function validateStored(stored: readonly string[], versions: CustomResourceDefinition['spec']['versions']) {
  const at = 'status.storedVersions';
  if (stored.length === 0) return [field.invalid(at, undefined, 'must have at least one stored version')];
  return stored.flatMap((v, i) => {
    if (versions.some(({ name }) => name === v)) return [];
    const why = `missing from spec.versions; ${v} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${v} and removes ${v} from status.storedVersions`;
    return [field.invalid(`${at}[${i}]`, v, why)];
  });
}

/** Source: validateAPIApproval. */
function validateApproval({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(spec?.group ?? '')) return [];
  const approval = metadata.annotations?.[APPROVAL];
  const at = `metadata.annotations[${APPROVAL}]`;
  const asked = `protected groups must have approval annotation "${APPROVAL}"`;
  const more = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (!approval) return [field.required(at, `${asked}, ${more}`)];
  if (approval.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(approval)) return [];
  const how = 'with either a URL or a reason starting with "unapproved"';
  return [field.invalid(at, approval, `${asked} ${how}, ${more}`)];
}

function validateSpec(
  spec: Partial<CustomResourceDefinition['spec']>,
  names: Partial<CustomResourceDefinitionNames>,
): FieldError[] {
  const errors: FieldError[] = [];
  const { group, scope, versions = [] } = spec;
  const misnamed = group ? isDns1123Subdomain(group) : [];
  if (!group) errors.push(field.required('spec.group'));
  else if (misnamed.length > 0) errors.push(field.invalid('spec.group', group, misnamed.join(',')));
  else if (!group.includes('.')) {
    errors.push(field.invalid('spec.group', group, 'should be a domain with at least one dot'));
  }
  if (!scope) errors.push(field.required('spec.scope'));
  else if (scope !== 'Cluster' && scope !== 'Namespaced') {
    errors.push(field.notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  }
  versions.forEach((version, i) => {
    if (!version.schema?.openAPIV3Schema) {
      errors.push(field.required(`spec.versions[${i}].schema.openAPIV3Schema`, 'schemas are required'));
    }
  });
  const { own, shared, shown } = internalVersions(versions);
  versions.forEach((version, i) => {
    const at = `spec.versions[${i}]`;
    errors.push(...validateVersionName(version.name, `${at}.name`), ...validateDeprecation(version, at));
    errors.push(...validateParts(own[i]!, hasStatus(version)));
  });
  if (new Set(versions.map((v) => v.name)).size < versions.length) {
    errors.push(field.invalid('spec.versions', shown, 'must contain unique version names'));
  }
  if (versions.filter((v) => v.storage).length !== 1) {
    errors.push(field.invalid('spec.versions', shown, 'must have exactly one version marked as storage version'));
  }
  // The internal type says the first version's name once more.
  if (versions[0]?.name) errors.push(...validateVersionName(versions[0].name, 'spec.version'));
  for (const key of ['plural', 'singular', 'kind', 'listKind'] as const) {
    if (!names[key]) errors.push(field.required(`spec.names.${key}`));
  }
  errors.push(...validateNames(names, 'spec.names'), ...validateParts(shared, versions.some(hasStatus)));
  errors.push(...validateConversion(spec.conversion));
  return errors;
}

const hasStatus = ({ subresources }: CustomResourceDefinitionVersion): boolean => subresources?.status !== undefined;

function validateVersionName(name = '', at: string): FieldError[] {
  const misnamed = isDns1035Label(name);
  return misnamed.length > 0 ? [field.invalid(at, name, misnamed.join(','))] : [];
}

function validateConversion(conversion: CustomResourceDefinition['spec']['conversion']): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const at = 'spec.conversion';
  const client = `${at}.webhookClientConfig`;
  const versions = webhook?.conversionReviewVersions ?? [];
  const errors: FieldError[] = [];
  if (!strategy) errors.push(field.required(`${at}.strategy`));
  else if (strategy !== 'None' && strategy !== 'Webhook') {
    errors.push(field.notSupported(`${at}.strategy`, strategy, ['None', 'Webhook']));
  }
  if (strategy !== 'Webhook') {
    const why = 'should not be set when strategy is not set to Webhook';
    if (webhook?.clientConfig) errors.push(field.forbidden(client, why));
    if (versions.length > 0) errors.push(field.forbidden(`${at}.conversionReviewVersions`, why));
    return errors;
  }
  if (webhook?.clientConfig) errors.push(...validateWebhookClient(webhook.clientConfig, client));
  else errors.push(field.required(client, 'required when strategy is set to Webhook'));
  return [...errors, ...validateReviewVersions(versions, `${at}.conversionReviewVersions`)];
}

function validateNames(names: Partial<CustomResourceDefinitionNames> | undefined, path: string): FieldError[] {
  if (!names) return [];
  const errors: FieldError[] = [];
  const check = (key: string, value: string | undefined, asked = value ?? '', lead = ''): void => {
    const wrong = asked ? isDns1035Label(asked) : [];
    if (wrong.length > 0) errors.push(field.invalid(`${path}.${key}`, value, lead + wrong.join(',')));
  };
  const MIXED = 'may have mixed case, but should otherwise match: ';
  check('plural', names.plural);
  check('singular', names.singular);
  check('kind', names.kind, names.kind?.toLowerCase() ?? '', MIXED);
  check('listKind', names.listKind, names.listKind?.toLowerCase() ?? '', MIXED);
  names.shortNames?.forEach((name, i) => void check(`shortNames[${i}]`, name));
  if (names.kind && names.kind === names.listKind) {
    errors.push(field.invalid(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  }
  names.categories?.forEach((name, i) => void check(`categories[${i}]`, name));
  return errors;
}

/** Of what is written to its status. Source: ValidateUpdateCustomResourceDefinitionStatus. */
export const validateDefinitionStatus = ({ status }: CustomResourceDefinition): FieldError[] =>
  validateNames(status?.acceptedNames, 'status.acceptedNames');

export function validateDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  const { spec } = definition;
  const errors = validateDefinition(definition);
  const fixed = (path: string, value: unknown, was: unknown): void => {
    if (value !== was) errors.push(field.invalid(path, value, 'field is immutable'));
  };
  if (isTrue(old, 'Established')) {
    fixed('spec.scope', spec.scope, old.spec.scope);
    fixed('spec.names.kind', spec.names.kind, old.spec.names.kind);
  }
  fixed('spec.group', spec.group, old.spec.group);
  fixed('spec.names.plural', spec.names.plural, old.spec.names.plural);
  return errors;
}
