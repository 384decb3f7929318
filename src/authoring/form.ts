// What can be written at each place of lesson.yaml, for whoever makes a form of it: read from the format's own JSON Schema, so that a
// field which the format comes to have has a form at once.

import type { JsonSchema } from '#grading/shape.ts';
import type { Path } from './yaml-text.ts';

export type Form =
  /** In each language. */
  | { readonly kind: 'text' }
  | { readonly kind: 'line' }
  | { readonly kind: 'number' }
  | { readonly kind: 'flag' }
  /** A text, a number or a truth, without quotes. */
  | { readonly kind: 'scalar' }
  /** Whatever YAML can say. */
  | { readonly kind: 'value' }
  /** @param number A field whose number may stand in place of a word: `{ status: 404 }`. */
  | { readonly kind: 'choice'; readonly of: readonly string[]; readonly number?: string }
  /** @param orOne One stands without the list. */
  | { readonly kind: 'list'; readonly item: Form; readonly orOne: boolean }
  /** By names that the author gives. */
  | { readonly kind: 'names'; readonly value: Form }
  | { readonly kind: 'fields'; readonly fields: readonly FormField[] };

export interface FormField {
  readonly key: string;
  readonly form: Form;
  readonly isNeeded: boolean;
}

export type FieldsForm = Extract<Form, { readonly kind: 'fields' }>;

/** The forms of a lesson: those of a check by its kind. */
export interface LessonForms {
  readonly start: FieldsForm;
  readonly params: Form;
  readonly letsThrough: Form;
  readonly hintWhen: FieldsForm;
  /** What the kind has of its own, and what stands beside it. */
  readonly checks: Readonly<Record<string, { readonly own: FieldsForm; readonly beside: readonly FormField[] }>>;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly title?: string;
}

/** @param schema Of lesson.yaml, as `lessonSchema()` has it. */
export function lessonForms(schema: JsonSchema): LessonForms {
  const { properties, $defs } = schema as unknown as Schema & { readonly $defs: Readonly<Record<string, Schema>> };
  const exercise = $defs['exercise']!.properties!;
  const hint = exercise['hints']!.items!.anyOf!.find(({ $ref }) => $ref === undefined)!;
  return {
    start: fieldsOf(properties!['start']!),
    params: formOf(properties!['params']!),
    letsThrough: formOf(exercise['letsThrough']!),
    hintWhen: fieldsOf(hint),
    checks: Object.fromEntries(
      $defs['check']!.oneOf!.map((check) => {
        const kind = check.title!;
        const { fields } = fieldsOf(check);
        const own = fields.find(({ key }) => key === kind)!.form as FieldsForm;
        return [kind, { own, beside: fields.filter(({ key }) => !HEAD.has(key) && key !== kind) }];
      }),
    ),
  };
}

/** What every check has. */
const HEAD = new Set(['id', 'ask', 'guard']);

/** `${param}` may stand for anything: that is no form of its own. */
function formOf(schema: Schema): Form {
  const { $ref, type, items, properties, additionalProperties, enum: of } = schema;
  if ($ref === '#/$defs/text') return { kind: 'text' };
  if (of) return { kind: 'choice', of };
  if (Array.isArray(type)) return { kind: 'scalar' };
  if (type === 'boolean') return { kind: 'flag' };
  if (type === 'integer' || type === 'number') return { kind: 'number' };
  if (type === 'string') return { kind: 'line' };
  if (type === 'array') return { kind: 'list', item: formOf(items ?? {}), orOne: false };
  if (properties) return fieldsOf(schema);
  if (type === 'object') return { kind: 'names', value: formOf(additionalProperties || {}) };
  const parts = (schema.anyOf ?? []).filter((part) => part.$ref !== '#/$defs/place');
  const [first, second] = parts;
  if (!first) return { kind: 'value' };
  if (!second) return formOf(first);
  if (second.type === 'array') return { kind: 'list', item: formOf(first), orOne: true };
  const [one, other] = [formOf(first), formOf(second)];
  if (one.kind === 'choice' && other.kind === 'fields') return { ...one, number: other.fields[0]!.key };
  return { kind: 'scalar' };
}

function fieldsOf(schema: Schema): FieldsForm {
  if (!schema.properties) return formOf(schema) as FieldsForm;
  const fields = Object.entries(schema.properties).map(([key, inner]) => ({
    key,
    form: formOf(inner),
    isNeeded: (schema.required ?? []).includes(key),
  }));
  return { kind: 'fields', fields };
}

/** What is written where one of these begins. */
export function initialOf(form: Form): unknown {
  switch (form.kind) {
    case 'text':
      return { en: '', zh: '' };
    case 'number':
      return 1;
    case 'flag':
      return true;
    case 'choice':
      return form.of[0];
    case 'list':
      return form.orOne ? initialOf(form.item) : [initialOf(form.item)];
    case 'names':
      return {};
    case 'fields':
      return Object.fromEntries(
        form.fields.filter(({ isNeeded }) => isNeeded).map(({ key, form: inner }) => [key, initialOf(inner)]),
      );
    default:
      return '';
  }
}

/** Keys of the mapping at this place within the form, in the order in which one writes them. */
export function keysAt(form: Form, path: Path): readonly string[] {
  const [part, ...rest] = path;
  if (part === undefined) return form.kind === 'fields' ? form.fields.map(({ key }) => key) : [];
  if (form.kind === 'list') return keysAt(form.item, typeof part === 'number' ? rest : path);
  if (form.kind === 'names') return keysAt(form.value, rest);
  const inner = form.kind === 'fields' && form.fields.find(({ key }) => key === part);
  return inner ? keysAt(inner.form, rest) : [];
}

/** Every place where something can be written, as `reach.send.headers`. */
export function placesOf(form: Form): readonly string[] {
  if (form.kind === 'list') return placesOf(form.item);
  if (form.kind === 'names') return placesOf(form.value);
  if (form.kind !== 'fields') return [];
  return form.fields.flatMap(({ key, form: inner }) => [key, ...placesOf(inner).map((place) => `${key}.${place}`)]);
}
