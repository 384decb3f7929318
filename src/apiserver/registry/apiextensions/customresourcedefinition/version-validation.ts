// Models what apiextensions validation asks of a version's parts: its schema, subresources, columns and selectable fields.

import type { CustomResourceDefinitionVersion, JSONSchemaProps, PrinterColumn } from '#api/apiextensions/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { fieldAt } from './field-path.ts';
import type { Parts } from './internal.ts';
import { validateRules } from './rules-validation.ts';
import { validateRootSchema } from './schema-validation.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const MOST_SELECTABLE = 8;
const WARNING_LIMIT = 256;

/** `hasStatus`: a status subresource limits what the schema may be at its root. */
export function validateParts({ at, parts }: Parts, hasStatus: boolean): FieldError[] {
  const { schema, subresources, additionalPrinterColumns = [], selectableFields = [] } = parts;
  const errors: FieldError[] = [];
  if (schema?.openAPIV3Schema) {
    const here = `${at('schema')}.openAPIV3Schema`;
    const unstructural = validateRootSchema(schema.openAPIV3Schema, here, hasStatus);
    errors.push(...unstructural);
    // Rules speak of values whose structure is known.
    if (unstructural.length === 0) errors.push(...validateRules(schema.openAPIV3Schema, here));
  }
  errors.push(...validateScale(subresources?.scale, `${at('subresources')}.scale`));
  const columns = at('additionalPrinterColumns');
  additionalPrinterColumns.forEach((c, i) => void errors.push(...validateColumn(c, `${columns}[${i}]`)));
  if (selectableFields.length > 0) {
    const paths = selectableFields.map(({ jsonPath = '' }) => jsonPath);
    errors.push(...validateSelectable(paths, schema?.openAPIV3Schema ?? {}, at('selectableFields')));
  }
  return errors;
}

function validateScale(
  scale: NonNullable<CustomResourceDefinitionVersion['subresources']>['scale'],
  at: string,
): FieldError[] {
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  const errors = [
    ...validatePath(specReplicasPath, `${at}.specReplicasPath`, '.spec'),
    ...validatePath(statusReplicasPath, `${at}.statusReplicasPath`, '.status'),
  ];
  if (!labelSelectorPath) return errors;
  const here = `${at}.labelSelectorPath`;
  const unsimple = validatePath(labelSelectorPath, here);
  if (unsimple.length > 0 || /^\.(status|spec)\./.test(labelSelectorPath)) return [...errors, ...unsimple];
  return [...errors, field.invalid(here, labelSelectorPath, 'should be a json path under either .spec or .status')];
}

/** Source: ValidateCustomResourceColumnDefinition, which writes JSONPath so. */
function validateColumn({ name, type, format, jsonPath }: PrinterColumn, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (!name) errors.push(field.required(`${at}.name`));
  if (!type) errors.push(field.required(`${at}.type`, types));
  else if (!COLUMN_TYPES.includes(type)) errors.push(field.invalid(`${at}.type`, type, types));
  if (format && !COLUMN_FORMATS.includes(format)) {
    errors.push(field.invalid(`${at}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`));
  }
  return [...errors, ...validatePath(jsonPath, `${at}.JSONPath`)];
}

/** Source: validateSimpleJSONPath. */
function validatePath(path: string | undefined, at: string, below?: string): FieldError[] {
  if (!path) return [field.required(at)];
  if (!path.startsWith('.')) return [field.invalid(at, path, 'must be a simple json path starting with .')];
  return below && !path.startsWith(`${below}.`)
    ? [field.invalid(at, path, `should be a json path under ${below}`)]
    : [];
}

/** Source: ValidateCustomResourceSelectableFields. */
function validateSelectable(paths: readonly string[], schema: JSONSchemaProps, at: string): FieldError[] {
  const seen = new Set<string>();
  const errors = paths.flatMap((path, i): FieldError[] => {
    const here = `${at}[${i}].jsonPath`;
    if (path === '') return [field.required(here)];
    const found = fieldAt(path, schema);
    if ('wrong' in found) return [field.invalid(here, path, `is an invalid path: ${found.wrong}`)];
    const wrong: FieldError[] = [];
    if (/^\.metadata\b/.test(path)) wrong.push(field.invalid(here, path, 'must not point to fields in metadata'));
    if (!['string', 'boolean', 'integer'].includes(found.schema.type ?? '')) {
      const why =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      wrong.push(field.invalid(here, path, why));
    }
    if (seen.has(path)) wrong.push(field.duplicate(here, path));
    seen.add(path);
    return wrong;
  });
  return seen.size > MOST_SELECTABLE ? [...errors, field.tooMany(at, seen.size, MOST_SELECTABLE)] : errors;
}

/** Source: validateDeprecationWarning. */
export function validateDeprecation(version: CustomResourceDefinitionVersion, path: string): FieldError[] {
  const { deprecated, deprecationWarning: warning } = version;
  if (warning === undefined) return [];
  const refuse = (why: string): FieldError => field.invalid(`${path}.deprecationWarning`, warning, why);
  if (!deprecated) return [refuse('can only be set for deprecated versions')];
  return [
    ...(warning.length > WARNING_LIMIT ? [refuse('must be <= 256 characters long')] : []),
    ...(warning === '' ? [refuse('must not be an empty string')] : []),
  ];
}
