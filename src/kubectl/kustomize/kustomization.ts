// A kustomization file as it is written, and what is wrong with it. Models sigs.k8s.io/kustomize/api/types.

import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import type { FileSystem } from '#machine/files.ts';
import { Fail } from '../errors.ts';

export type Fields = Record<string, unknown>;

export interface PatchTarget {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface PatchEntry {
  readonly patch?: string;
  readonly path?: string;
  readonly target?: PatchTarget;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface GeneratorOptions {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface Generator {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly type?: string;
  readonly options?: GeneratorOptions;
}

export interface Image {
  readonly name?: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
  readonly tagSuffix?: string;
}

export interface Kustomization {
  readonly resources?: readonly string[];
  readonly bases?: readonly string[];
  readonly components?: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly commonLabels?: Record<string, string>;
  readonly labels?: readonly {
    pairs?: Record<string, string>;
    includeSelectors?: boolean;
    includeTemplates?: boolean;
  }[];
  readonly commonAnnotations?: Record<string, string>;
  readonly patches?: readonly PatchEntry[];
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly PatchEntry[];
  readonly images?: readonly Image[];
  readonly replicas?: readonly { name?: string; count?: number }[];
  readonly configMapGenerator?: readonly Generator[];
  readonly secretGenerator?: readonly Generator[];
  readonly generatorOptions?: GeneratorOptions;
}

type Shape = 'string' | 'strings' | 'pairs' | 'list' | 'object' | 'bool';

/** Every field that there is, by the shape of its value. */
const FIELDS: Readonly<Record<string, Shape>> = {
  apiVersion: 'string',
  kind: 'string',
  metadata: 'object',
  openapi: 'object',
  namePrefix: 'string',
  nameSuffix: 'string',
  namespace: 'string',
  commonLabels: 'pairs',
  labels: 'list',
  commonAnnotations: 'pairs',
  patchesStrategicMerge: 'strings',
  patchesJson6902: 'list',
  patches: 'list',
  images: 'list',
  imageTags: 'list',
  replacements: 'list',
  replicas: 'list',
  vars: 'list',
  sortOptions: 'object',
  resources: 'strings',
  components: 'strings',
  crds: 'strings',
  bases: 'strings',
  configMapGenerator: 'list',
  secretGenerator: 'list',
  helmGlobals: 'object',
  helmCharts: 'list',
  helmChartInflationGenerator: 'list',
  generatorOptions: 'object',
  configurations: 'strings',
  generators: 'strings',
  transformers: 'strings',
  validators: 'strings',
  buildMetadata: 'strings',
};

/** Fields that are said not to be simulated as soon as something stands in them. */
const NOT_SIMULATED = [
  'replacements',
  'vars',
  'helmCharts',
  'helmChartInflationGenerator',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'crds',
  'openapi',
  'buildMetadata',
  'imageTags',
];

const goKind = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;
const GO_TYPES: Readonly<Record<Shape, string>> = {
  string: 'string',
  strings: '[]string',
  pairs: 'map[string]string',
  list: '[]',
  object: '',
  bool: 'bool',
};

function checkShape(name: string, shape: Shape, value: unknown): void {
  const refuse = (of: unknown, type: string): never => {
    throw new Fail(
      `invalid Kustomization: json: cannot unmarshal ${goKind(of)} into Go struct field Kustomization.${name} of type ${type}`,
    );
  };
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (value === null || value === undefined) return;
  if (shape === 'string' && typeof value !== 'string') refuse(value, 'string');
  if ((shape === 'strings' || shape === 'list') && !Array.isArray(value)) refuse(value, GO_TYPES[shape]);
  if (shape === 'strings') for (const item of value as unknown[]) if (typeof item !== 'string') refuse(item, 'string');
  if (shape === 'pairs') {
    if (!isObject) refuse(value, GO_TYPES[shape]);
    for (const item of Object.values(value as Fields)) if (typeof item !== 'string') refuse(item, 'string');
  }
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** `folder`: absolute. `shown`: as errors name it. Warnings of what is deprecated come back beside it. */
export function readKustomization(
  files: FileSystem,
  folder: string,
  shown: string,
): { readonly value: Kustomization; readonly isComponent: boolean; readonly warnings: readonly string[] } {
  const found = NAMES.filter((name) => files.stat(`${folder}/${name}`)?.type === 'file');
  if (found.length === 0)
    throw new Fail(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${shown}'`,
    );
  if (found.length > 1)
    throw new Fail(`Found multiple kustomization files: ${found.map((name) => `${folder}/${name}`).join(', ')}\n`);
  const text = files.read(`${folder}/${found[0]}`) ?? '';
  const parsed = parseYamlDocuments(text);
  if ('error' in parsed)
    throw new Fail(
      `invalid Kustomization: error converting YAML to JSON: yaml: ${parsed.line ? `line ${parsed.line}: ` : ''}${parsed.error.replace(/^yaml: (line \d+: )?/, '')}`,
    );
  const value = parsed.ok.find((document) => document !== null && document !== undefined) as Fields | undefined;
  if (value === undefined) throw new Fail('kustomization.yaml is empty');
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Fail(
      `invalid Kustomization: json: cannot unmarshal ${goKind(value)} into Go value of type types.Kustomization`,
    );
  for (const [name, content] of Object.entries(value)) {
    const shape = FIELDS[name];
    if (!shape) throw new Fail(`invalid Kustomization: json: unknown field ${JSON.stringify(name)}`);
    checkShape(name, shape, content);
    if (NOT_SIMULATED.includes(name) && Object.keys((content as object | null) ?? {}).length > 0)
      throw new Fail(`Portolan does not simulate ${name} of a kustomization: ${folder}/${found[0]}`);
  }
  const instead: Readonly<Record<string, string>> = {
    bases: 'resources',
    imageTags: 'images',
    patchesJson6902: 'patches',
    patchesStrategicMerge: 'patches',
    commonLabels: 'labels',
    vars: 'replacements',
  };
  const warnings = Object.keys(instead)
    .filter((name) => name in value)
    .map((name) => {
      const mark = name === 'vars' ? ' [EXPERIMENTAL]' : '';
      return `# Warning: '${name}' is deprecated. Please use '${instead[name]}' instead.${mark} Run 'kustomize edit fix' to update your Kustomization automatically.`;
    });
  return { value: value as Kustomization, isComponent: value.kind === 'Component', warnings };
}
