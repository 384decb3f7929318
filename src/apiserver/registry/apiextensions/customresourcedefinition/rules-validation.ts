// Models apiextensions validation of x-kubernetes-validations: what is wrong with a rule is told when the definition is written.

import type { ValidationRule } from '#api/apiextensions/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { cel } from '../../../cel/loader.ts';
import { compileRules, hasRules } from '../../../customresources/rules.ts';
import { additionalOf, isEmbedded, itemsOf, type Schema } from '../../../customresources/schema.ts';
import { fieldAt } from './field-path.ts';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const TOO_COSTLY =
  'estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';
const hasBreak = (text: string): boolean => text.includes('\n');

/** Of the schema of a whole object at `path`. Needs CEL where there are rules. */
export function validateRules(schema: Schema, path: string): FieldError[] {
  return hasRules(schema) ? rulesAt(schema, path, true, undefined, 1) : [];
}

/** What rules ask for that nobody here can work out; they are not enforced. */
export function unsimulatedRules(schema: Schema, isResource = true): string[] {
  if (!hasRules(schema)) return [];
  const own = (schema['x-kubernetes-validations'] ?? []).length > 0 ? compileRules(schema, isResource)?.rules : [];
  const names = (own ?? []).flatMap(({ program, message }) =>
    [program, message].flatMap((p) => (p && 'unsimulated' in p ? [p.unsimulated] : [])),
  );
  return [...names, ...membersOf(schema, '').flatMap(([inner]) => unsimulatedRules(inner, isEmbedded(inner)))];
}

function membersOf(schema: Schema, path: string): readonly (readonly [Schema, string])[] {
  const items = itemsOf(schema);
  const additional = additionalOf(schema);
  return [
    ...(items ? [[items, `${path}.items`] as const] : []),
    ...Object.entries(schema.properties ?? {}).map(([key, s]) => [s, `${path}.properties[${key}]`] as const),
    ...(additional ? [[additional, `${path}.additionalProperties`] as const] : []),
  ];
}

/**
 * @param unrelated Where a list's items cannot be told apart: below it nobody knows what was there before.
 * @param times How often such a value may be in an object.
 */
function rulesAt(
  schema: Schema,
  path: string,
  isResource: boolean,
  unrelated: string | undefined,
  times: number,
): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  const errors = rules.flatMap((rule, i) => validateRule(rule, schema, `${path}.x-kubernetes-validations[${i}]`));
  const isList = schema.type === 'array' && schema['x-kubernetes-list-type'] !== 'map';
  const isAtomicMap = schema.type === 'object' && schema['x-kubernetes-map-type'] === 'atomic';
  const below = unrelated ?? (isList || isAtomicMap ? path : undefined);
  for (const [inner, at] of membersOf(schema, path)) {
    if (!hasRules(inner)) continue;
    const often = inner === itemsOf(schema) || inner === additionalOf(schema) ? cel().mostMembers(schema) : 1;
    errors.push(...rulesAt(inner, at, isEmbedded(inner), below, times * often));
  }
  if (rules.length === 0 || errors.length > 0) return errors;
  const compiled = compileRules(schema, isResource);
  if (!compiled) {
    const kept = schema['x-kubernetes-preserve-unknown-fields'] === true;
    const why = `rule declared on schema that does not support validation rules type: '${schema.type ?? ''}' x-kubernetes-preserve-unknown-fields: '${kept}'`;
    return [{ type: 'InternalError', field: `${path}.x-kubernetes-validations`, body: `Internal error: ${why}` }];
  }
  compiled.rules.forEach(({ rule, program, message, usesOldSelf }, i) => {
    const at = `${path}.x-kubernetes-validations[${i}]`;
    const invalid = (member: string, why: string): void =>
      void errors.push(field.invalid(`${at}.${member}`, shown(rule), why));
    const cost = 'turns' in program ? program.turns(schema) * times : 0;
    if (cost > 100 * cel().COST_LIMIT) errors.push(field.forbidden(`${at}.rule`, TOO_COSTLY));
    if ('error' in program) invalid('rule', `compilation failed: ${program.error}`);
    else if ('type' in program && program.type !== 'bool') invalid('rule', 'cel expression must evaluate to a bool');
    if (message && 'error' in message) {
      invalid('messageExpression', `messageExpression compilation failed: ${message.error}`);
    } else if (message && 'type' in message && message.type !== 'string') {
      invalid('messageExpression', 'messageExpression must evaluate to a string');
    }
    if (usesOldSelf && unrelated) {
      const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${unrelated}`;
      errors.push(field.invalid(`${at}.rule`, rule.rule, why));
    }
  });
  return errors;
}

/** As encoding/json writes the internal type, which has no names for JSON. */
const shown = (rule: ValidationRule): unknown => ({
  Rule: rule.rule,
  Message: rule.message ?? '',
  MessageExpression: rule.messageExpression ?? '',
  Reason: rule.reason ?? null,
  FieldPath: rule.fieldPath ?? '',
  OptionalOldSelf: rule.optionalOldSelf ?? null,
});

function validateRule(rule: ValidationRule, schema: Schema, path: string): FieldError[] {
  const { rule: text = '', message = '', messageExpression = '', reason, fieldPath = '' } = rule;
  const errors: FieldError[] = [];
  if (text.trim() === '') errors.push(field.required(`${path}.rule`, 'rule is not specified'));
  else if (message !== '' && message.trim() === '') {
    errors.push(field.invalid(`${path}.message`, message, 'must be non-empty if specified'));
  } else if (hasBreak(message.trim())) {
    errors.push(field.invalid(`${path}.message`, message, 'must not contain line breaks'));
  } else if (hasBreak(text.trim()) && message.trim() === '') {
    errors.push(field.required(`${path}.message`, 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    const why = 'messageExpression must be non-empty if specified';
    errors.push(field.required(`${path}.messageExpression`, why));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(field.notSupported(`${path}.reason`, reason, REASONS));
  }
  if (fieldPath === '') return errors;
  if (fieldPath.trim() === '') {
    errors.push(field.invalid(`${path}.fieldPath`, fieldPath, 'must be non-empty if specified'));
  }
  if (hasBreak(fieldPath)) {
    errors.push(field.invalid(`${path}.fieldPath`, fieldPath, 'must not contain line breaks'));
  }
  if ('wrong' in fieldAt(fieldPath, schema)) {
    errors.push(field.invalid(`${path}.fieldPath`, fieldPath, 'must be a valid path'));
  }
  return errors;
}
