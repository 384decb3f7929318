// Reads a kustomization's JSON as Go does, into structs that know their fields. Models encoding/json with DisallowUnknownFields
// over sigs.k8s.io/kustomize/api/types.

import { Fail } from '../errors.ts';

type Shape = 'string' | 'bool' | 'int64' | 'int' | 'any' | Struct | ListOf | 'pairs';
interface ListOf {
  readonly list: Shape;
}
interface Struct {
  /** Its name in Go. */
  readonly type: string;
  readonly fields: Readonly<Record<string, Shape>>;
  /** Structs that stand in it without a name of their own: fields that come of them, and their path. */
  readonly embedded?: Readonly<Record<string, string>>;
}

const STRINGS: ListOf = { list: 'string' };
const ID = { group: 'string', version: 'string', kind: 'string', name: 'string', namespace: 'string' } as const;
const ID_PATHS = {
  ...{ group: 'ResId.Gvk', version: 'ResId.Gvk', kind: 'ResId.Gvk' },
  ...{ name: 'ResId', namespace: 'ResId' },
} as const;
const SELECTOR: Struct = {
  type: 'Selector',
  fields: { ...ID, labelSelector: 'string', annotationSelector: 'string' },
  embedded: ID_PATHS,
};
const PATCH: Struct = {
  type: 'Patch',
  fields: { path: 'string', patch: 'string', target: SELECTOR, options: 'any' },
};
const OPTIONS: Struct = {
  type: 'GeneratorOptions',
  fields: { labels: 'pairs', annotations: 'pairs', disableNameSuffixHash: 'bool', immutable: 'bool' },
};
const GENERATOR = {
  name: 'string',
  namespace: 'string',
  behavior: 'string',
  literals: STRINGS,
  files: STRINGS,
  envs: STRINGS,
  env: 'string',
  options: OPTIONS,
} as const;
const PAIR_SOURCES = 'GeneratorArgs.KvPairSources';
const ARGS = 'GeneratorArgs';
const GENERATOR_PATHS = {
  ...{ name: ARGS, namespace: ARGS, behavior: ARGS, options: ARGS },
  ...{ literals: PAIR_SOURCES, files: PAIR_SOURCES, envs: PAIR_SOURCES, env: PAIR_SOURCES },
} as const;
const FIELD_OPTIONS: Struct = {
  type: 'FieldOptions',
  fields: { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' },
};
const IMAGES: ListOf = {
  list: {
    type: 'Image',
    fields: { name: 'string', newName: 'string', newTag: 'string', digest: 'string', tagSuffix: 'string' },
  },
};

const KUSTOMIZATION: Struct = {
  type: 'Kustomization',
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: 'any',
    openapi: 'any',
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: 'pairs',
    labels: {
      list: {
        type: 'Label',
        fields: { pairs: 'pairs', includeSelectors: 'bool', includeTemplates: 'bool', fields: 'any' },
      },
    },
    commonAnnotations: 'pairs',
    patchesStrategicMerge: STRINGS,
    patchesJson6902: { list: PATCH },
    patches: { list: PATCH },
    images: IMAGES,
    imageTags: IMAGES,
    replacements: {
      list: {
        type: 'ReplacementField',
        embedded: { source: 'Replacement', sourceValue: 'Replacement', targets: 'Replacement' },
        fields: {
          path: 'string',
          source: {
            type: 'SourceSelector',
            fields: { ...ID, fieldPath: 'string', options: FIELD_OPTIONS },
            embedded: ID_PATHS,
          },
          sourceValue: 'string',
          targets: {
            list: {
              type: 'TargetSelector',
              fields: { select: SELECTOR, reject: { list: SELECTOR }, fieldPaths: STRINGS, options: FIELD_OPTIONS },
            },
          },
        },
      },
    },
    replicas: { list: { type: 'Replica', fields: { name: 'string', count: 'int64' } } },
    vars: { list: 'any' },
    sortOptions: {
      type: 'SortOptions',
      fields: {
        order: 'string',
        legacySortOptions: { type: 'LegacySortOptions', fields: { orderFirst: STRINGS, orderLast: STRINGS } },
      },
    },
    resources: STRINGS,
    components: STRINGS,
    crds: STRINGS,
    bases: STRINGS,
    configMapGenerator: { list: { type: 'ConfigMapArgs', fields: GENERATOR, embedded: GENERATOR_PATHS } },
    secretGenerator: {
      list: { type: 'SecretArgs', fields: { ...GENERATOR, type: 'string' }, embedded: GENERATOR_PATHS },
    },
    helmGlobals: 'any',
    helmCharts: { list: 'any' },
    helmChartInflationGenerator: { list: 'any' },
    generatorOptions: OPTIONS,
    configurations: STRINGS,
    generators: STRINGS,
    transformers: STRINGS,
    validators: STRINGS,
    buildMetadata: STRINGS,
  },
};

const goKind = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;

function goType(shape: Shape): string {
  if (shape === 'pairs') return 'map[string]string';
  if (typeof shape === 'string') return shape === 'any' ? 'interface {}' : shape;
  return 'list' in shape ? `[]${goType(shape.list)}` : `types.${shape.type}`;
}

const fits = (shape: Exclude<Shape, Struct | ListOf>, value: unknown): boolean => {
  if (shape === 'any') return true;
  if (shape === 'bool') return typeof value === 'boolean';
  if (shape === 'int' || shape === 'int64') return Number.isInteger(value);
  return shape === 'string' ? typeof value === 'string' : isMap(value);
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws the first thing that is wrong; names come in the order of the alphabet, as the YAML has become JSON before. */
export function checkKustomization(value: unknown): void {
  if (!isMap(value))
    throw new Fail(`json: cannot unmarshal ${goKind(value)} into Go value of type types.Kustomization`);
  check(KUSTOMIZATION, value, KUSTOMIZATION, []);
}

function check(shape: Shape, value: unknown, holder: Struct, path: readonly string[]): void {
  if (value === null || value === undefined) return;
  const refused = (): Fail => {
    const isInt = shape === 'int' || shape === 'int64';
    const of = isInt && typeof value === 'number' ? `number ${value}` : goKind(value);
    return new Fail(
      `json: cannot unmarshal ${of} into Go struct field ${holder.type}.${path.join('.')} of type ${goType(shape)}`,
    );
  };
  if (typeof shape === 'string') {
    if (!fits(shape, value)) throw refused();
    if (shape === 'pairs')
      for (const key of Object.keys(value).sort())
        check('string', (value as Record<string, unknown>)[key], holder, path);
  } else if ('list' in shape) {
    if (!Array.isArray(value)) throw refused();
    for (const item of value) check(shape.list, item, holder, path);
  } else {
    if (!isMap(value)) throw refused();
    for (const name of Object.keys(value).sort()) {
      const field = shape.fields[name];
      if (!field) throw new Fail(`json: unknown field ${JSON.stringify(name)}`);
      const within = shape.embedded?.[name];
      check(field, value[name], shape, [...path, ...(within ? [within] : []), name]);
    }
  }
}
