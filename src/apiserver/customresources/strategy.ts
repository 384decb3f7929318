// Models apiextensions-apiserver/pkg/registry/customresource/strategy.go: the Strategies that a definition stands for, one a served version.

import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '#api/apiextensions/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, type FieldErrorType, field } from '#apimachinery/field.ts';
import { parseJsonPath, valueText } from '#apimachinery/jsonpath.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { STANDARD_FINALIZERS } from '../registry/rest/metadata.ts';
import type { Strategy, Verb } from '../registry/rest/strategy.ts';
import { columnsOf } from './columns.ts';
import { applyDefaults } from './defaulting.ts';
import { validateEmbedded } from './embedded.ts';
import { validateListTypes } from './list-types.ts';
import { isTrue, storageVersionOf } from './names.ts';
import { customSchemas } from './openapi.ts';
import { prune } from './pruning.ts';
import { hasRules, Rules } from './rules.ts';
import type { Schema } from './schema.ts';
import { structOfSchema } from './struct.ts';
import { NO_PATH, validateSchema } from './validation.ts';

type CustomObject = ApiObject & { status?: unknown };

/** In the order in which discovery tells them. Source: apiextensions-apiserver customresource_discovery_controller.go. */
const VERBS: readonly Verb[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
/** While the definition is going. */
const LAST_VERBS: readonly Verb[] = ['delete', 'deletecollection', 'get', 'list', 'watch'];

/** None until its names are accepted and it is established. */
export function strategiesOf(definition: CustomResourceDefinition): readonly Strategy[] {
  if (!isTrue(definition, 'Established')) return [];
  return definition.spec.versions.filter((v) => v.served).map((v) => strategyOf(definition, v));
}

function strategyOf(definition: CustomResourceDefinition, version: CustomResourceDefinitionVersion): Strategy {
  const { spec, metadata } = definition;
  const names = definition.status?.acceptedNames ?? spec.names;
  const schema: Schema = version.schema?.openAPIV3Schema ?? {};
  const { scale, status: hasStatus } = version.subresources ?? {};
  const apiVersion = `${spec.group}/${version.name}`;
  const storedVersion = `${spec.group}/${storageVersionOf(definition).name}`;
  const keepsAll = spec.preserveUnknownFields === true;
  const listKind = names.listKind ?? `${names.kind}List`;
  const published = { group: spec.group, version: version.name, kind: names.kind, listKind, plural: names.plural };
  const embeds = JSON.stringify(schema).includes('"x-kubernetes-embedded-resource":true');
  const rules = hasRules(schema) ? new Rules(schema) : undefined;
  const validate = (object: ApiObject, old?: ApiObject): FieldError[] => {
    // Enums may look at apiVersion: it is that of the version that was asked for.
    const value = { ...object, apiVersion };
    const all = [
      ...validateSchema(value, schema),
      ...(embeds ? validateEmbedded(value, schema) : []),
      ...validateListTypes(value, schema),
    ];
    const errors = old ? all.filter((e) => !isRatcheted(e, object, old)) : all;
    if (!rules) return errors;
    if (errors.some(({ type }) => BLOCKING.has(type))) return [...errors, field.invalid(NO_PATH, 'null', NOT_CHECKED)];
    return [...errors, ...rules.judge(value, old && { ...old, apiVersion }).errors];
  };
  const read = new WeakMap<ApiObject, ApiObject>();

  const decode = (value: Record<string, unknown>) => prune(value, schema, keepsAll);

  return {
    resource: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    kind: names.kind,
    listKind,
    group: spec.group,
    version: version.name,
    namespaced: spec.scope === 'Namespaced',
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    verbs: metadata.deletionTimestamp ? LAST_VERBS : VERBS,
    statusSubresource: hasStatus !== undefined,
    statusResetFields: [['metadata'], ['spec']],
    generation: true,
    allowUnconditionalUpdate: false,
    custom: {
      schema,
      struct: structOfSchema(schema),
      decode,
      openApi: (openapi) => customSchemas(published, version.schema?.openAPIV3Schema, openapi),
    },
    storedAs: {
      resource: `${names.plural}.${spec.group}`,
      apiVersion: storedVersion,
      // What a definition has learnt since is seen in what was stored before it. Source: the decoder of crdHandler.
      fromStored(object) {
        let shown = read.get(object);
        if (!shown) {
          shown = {
            ...(decode(object as unknown as Record<string, unknown>).value as unknown as ApiObject),
            apiVersion,
          };
          applyDefaults(shown, schema);
          read.set(object, shown);
        }
        return shown;
      },
      toStored: (object) => ({ ...object, apiVersion: storedVersion }),
    },
    ...(version.deprecated && {
      deprecation: version.deprecationWarning ?? `${apiVersion} ${names.kind} is deprecated`,
    }),
    ...(scale && {
      scale: {
        specReplicas: scale.specReplicasPath,
        statusReplicas: scale.statusReplicasPath,
        selector: (object: ApiObject) => (scale.labelSelectorPath ? textAt(object, scale.labelSelectorPath) : ''),
      },
    }),
    setDefaults: (object) => applyDefaults(object, schema),
    prepareForCreate(object: CustomObject) {
      if (hasStatus) delete object.status;
    },
    validate: (object) => validate(object),
    validateUpdate: validate,
    validateStatusUpdate: validate,
    warnings: (object: ApiObject, old?: ApiObject) => [
      ...finalizerWarnings(object, old),
      ...(rules
        ?.judge({ ...object, apiVersion }, old && { ...old, apiVersion })
        .let.map((e) => `${e.field}: ${e.body}`) ?? []),
    ],
    selectableFields: Object.fromEntries(
      (version.selectableFields ?? []).map(({ jsonPath }) => [
        jsonPath.replace(/^\./, ''),
        (object: ApiObject) => textAt(object, jsonPath),
      ]),
    ),
    columns: columnsOf(version),
  };
}

const textAt = (object: ApiObject, path: string): string => valueText(parseJsonPath(`{${path}}`).find(object)[0]?.[0]);

/** Of these, what a rule would see of the object is not to be relied on. Source: apiextensions registry hasBlockingErr. */
const BLOCKING: ReadonlySet<FieldErrorType> = new Set<FieldErrorType>([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);
const NOT_CHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/** A mistake in what the update left alone is let through. Source: ratcheting.go. */
function isRatcheted(error: FieldError, object: ApiObject, old: ApiObject): boolean {
  if (error.field === NO_PATH || error.type === 'FieldValueRequired') return false;
  const path = error.field.split(/[.[\]]+/).filter(Boolean);
  const at = (root: unknown): unknown =>
    path.reduce<unknown>((v, key) => (v as Record<string, unknown> | undefined)?.[key], root);
  const now = at(object);
  return now !== undefined && deepEqual(now, at(old));
}

/** Of finalizers that are new. Source: generateWarningsFromObj. */
function finalizerWarnings({ metadata }: ApiObject, old: ApiObject | undefined): string[] {
  const before = [...(old?.metadata.finalizers ?? []), ...STANDARD_FINALIZERS];
  const why =
    'prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers';
  return (metadata.finalizers ?? [])
    .filter((name) => !name.includes('/') && !before.includes(name))
    .map((name) => `metadata.finalizers: ${JSON.stringify(name)}: ${why}`);
}
