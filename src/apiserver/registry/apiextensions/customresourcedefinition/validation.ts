// Models apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go, less what is about a schema's inside.

import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
} from '#api/apiextensions/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { JsonPathError, parseJsonPath } from '#apimachinery/jsonpath.ts';
import { isDns1035Label, isDns1123Subdomain } from '#apimachinery/validation.ts';
import { isTrue } from '../../../customresources/names.ts';
import { validateRules } from './rules-validation.ts';
import { validateRootSchema } from './schema-validation.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['binary', 'bool', 'byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const APPROVAL = 'api-approved.kubernetes.io';

export function validateDefinition(definition: CustomResourceDefinition): FieldError[] {
  const { metadata, spec, status } = definition;
  const errors: FieldError[] = [];
  const names = spec?.names ?? { plural: '', kind: '' };
  if (metadata.name !== `${names.plural ?? ''}.${spec?.group ?? ''}`) {
    errors.push(field.invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  if (!spec) return [...errors, field.required('spec.group'), field.required('spec.scope')];
  errors.push(...validateSpec(spec, names), ...validateNames(status?.acceptedNames, 'status.acceptedNames'));
  if (/(^|\.)(k8s|kubernetes)\.io$/.test(spec.group ?? '') && !metadata.annotations?.[APPROVAL]) {
    errors.push(
      field.required(
        `metadata.annotations[${APPROVAL}]`,
        `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`,
      ),
    );
  }
  return errors;
}

function validateSpec(spec: CustomResourceDefinition['spec'], names: CustomResourceDefinitionNames): FieldError[] {
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
  if (spec.preserveUnknownFields === true) {
    const why =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    errors.push(field.invalid('spec.preserveUnknownFields', true, why));
  }
  versions.forEach((version, i) => {
    if (!version.schema?.openAPIV3Schema) {
      errors.push(field.required(`spec.versions[${i}].schema.openAPIV3Schema`, 'schemas are required'));
    }
  });
  versions.forEach((version, i) => void errors.push(...validateVersion(version, `spec.versions[${i}]`)));
  if (new Set(versions.map((v) => v.name)).size < versions.length) {
    errors.push(field.invalid('spec.versions', versions, 'must contain unique version names'));
  }
  if (versions.filter((v) => v.storage).length !== 1) {
    const why = 'must have exactly one version marked as storage version';
    errors.push(field.invalid('spec.versions', versions, why));
  }
  for (const key of ['plural', 'singular', 'kind', 'listKind'] as const) {
    if (!names[key]) errors.push(field.required(`spec.names.${key}`));
  }
  errors.push(...validateNames(names, 'spec.names'), ...validateConversion(spec.conversion));
  return errors;
}

function validateConversion(conversion: CustomResourceDefinition['spec']['conversion']): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  if (!strategy) return [field.required('spec.conversion.strategy')];
  if (strategy === 'None') {
    return webhook?.clientConfig
      ? [
          field.forbidden(
            'spec.conversion.webhookClientConfig',
            'should not be set when strategy is not set to Webhook',
          ),
        ]
      : [];
  }
  if (strategy !== 'Webhook') return [field.notSupported('spec.conversion.strategy', strategy, ['None', 'Webhook'])];
  const errors: FieldError[] = [];
  if (!webhook?.clientConfig) {
    errors.push(field.required('spec.conversion.webhookClientConfig', 'required when strategy is set to Webhook'));
  }
  if ((webhook?.conversionReviewVersions ?? []).length === 0) {
    errors.push(field.required('spec.conversion.conversionReviewVersions'));
  }
  return errors;
}

function validateNames(names: CustomResourceDefinitionNames | undefined, path: string): FieldError[] {
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

function validateVersion(version: CustomResourceDefinitionVersion, path: string): FieldError[] {
  const { name, deprecated, deprecationWarning, schema, subresources, additionalPrinterColumns = [] } = version;
  const errors: FieldError[] = [];
  const misnamed = isDns1035Label(name ?? '');
  if (misnamed.length > 0) errors.push(field.invalid(`${path}.name`, name ?? '', misnamed.join(',')));
  if (deprecationWarning !== undefined && !deprecated) {
    errors.push(
      field.invalid(`${path}.deprecationWarning`, deprecationWarning, 'can only be set for deprecated versions'),
    );
  }
  if (schema?.openAPIV3Schema) {
    const at = `${path}.schema.openAPIV3Schema`;
    const unstructural = validateRootSchema(schema.openAPIV3Schema, at, subresources?.status !== undefined);
    errors.push(...unstructural);
    // Rules speak of values whose structure is known.
    if (unstructural.length === 0) errors.push(...validateRules(schema.openAPIV3Schema, at));
  }
  const { scale } = subresources ?? {};
  if (scale) {
    const at = `${path}.subresources.scale`;
    errors.push(...validatePath(scale.specReplicasPath, `${at}.specReplicasPath`, '.spec'));
    errors.push(...validatePath(scale.statusReplicasPath, `${at}.statusReplicasPath`, '.status'));
    if (scale.labelSelectorPath && !/^\.(status|spec)\./.test(scale.labelSelectorPath)) {
      const why = 'should be a json path under either .spec or .status';
      errors.push(field.invalid(`${at}.labelSelectorPath`, scale.labelSelectorPath, why));
    }
  }
  additionalPrinterColumns.forEach((column, i) => {
    const at = `${path}.additionalPrinterColumns[${i}]`;
    const types = `must be one of ${COLUMN_TYPES.join(',')}`;
    if (!column.name) errors.push(field.required(`${at}.name`));
    if (!column.type) errors.push(field.required(`${at}.type`, types));
    else if (!COLUMN_TYPES.includes(column.type)) errors.push(field.invalid(`${at}.type`, column.type, types));
    if (column.format && !COLUMN_FORMATS.includes(column.format)) {
      errors.push(field.invalid(`${at}.format`, column.format, `must be one of ${COLUMN_FORMATS.join(',')}`));
    }
    errors.push(...validatePath(column.jsonPath, `${at}.jsonPath`));
  });
  return errors;
}

function validatePath(path: string | undefined, at: string, below?: string): FieldError[] {
  if (!path) return [field.required(at)];
  if (!path.startsWith('.')) return [field.invalid(at, path, 'must be a simple json path starting with .')];
  try {
    parseJsonPath(`{${path}}`);
  } catch (e) {
    if (!(e instanceof JsonPathError)) throw e;
    return [field.invalid(at, path, 'is an invalid path: '.concat(e.message))];
  }
  return below && !path.startsWith(`${below}.`)
    ? [field.invalid(at, path, `should be a json path under ${below}`)]
    : [];
}

export function validateDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  const { spec, status } = definition;
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
  status?.storedVersions?.forEach((v, i) => {
    if (spec.versions.some(({ name }) => name === v)) return;
    const why = `missing from spec.versions; ${v} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${v} and removes ${v} from status.storedVersions`;
    errors.push(field.invalid(`status.storedVersions[${i}]`, v, why));
  });
  return errors;
}
