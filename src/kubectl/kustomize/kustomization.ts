// A kustomization file as it is written, and what is wrong with it. Models sigs.k8s.io/kustomize/api/types.

import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import type { FileSystem } from '#machine/files.ts';
import { Fail } from '../errors.ts';
import type { Replacement } from './replacements.ts';
import { checkKustomization } from './shape.ts';

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
    fields?: readonly { path: string; group?: string; version?: string; kind?: string; create?: boolean }[];
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
  readonly imageTags?: readonly Image[];
  readonly replacements?: readonly Replacement[];
  readonly sortOptions?: SortOptions;
  readonly apiVersion?: string;
  readonly kind?: string;
}

export interface SortOptions {
  readonly order?: string;
  readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
}

/**
 * Fields that are said not to be simulated as soon as something stands in them. Portolan does not simulate a kustomization's
 * vars, Helm charts, generators, transformers and validators, crds, openapi, configurations and buildMetadata.
 */
const NOT_SIMULATED = [
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
];

/** Each that is wrong is told on its own line. Source: Kustomization.EnforceFields. */
function checkType({ kind = 'Kustomization', apiVersion }: Kustomization, folder: string): void {
  const faults: string[] = [];
  if (kind !== '' && kind !== 'Kustomization' && kind !== 'Component')
    faults.push('kind should be Kustomization or Component');
  const wanted = kind === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (apiVersion && apiVersion !== wanted) faults.push(`apiVersion for ${kind} should be ${wanted}`);
  if (faults.length > 0) throw new Fail(`Failed to read kustomization file under ${folder}:\n${faults.join('\n')}`);
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** go-yaml v3 counts no line where the first is wrong, and parser errors a line lower than v2. */
export function goYaml3({ error, line }: { readonly error: string; readonly line: number }): string {
  const what = error.replace(/^yaml: (line \d+: )?/, '');
  const at = what.startsWith('did not find') ? line - 1 : line > 1 ? line : 0;
  return `yaml: ${at > 0 ? `line ${at}: ` : ''}${what}`;
}

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
  if (found.length > 1) throw new Fail(`Found multiple kustomization files under: ${folder}\n`);
  const text = files.read(`${folder}/${found[0]}`) ?? '';
  const parsed = parseYamlDocuments(text);
  if ('error' in parsed) throw new Fail(`invalid Kustomization: ${goYaml3(parsed)}`);
  const value = parsed.ok.find((document) => document !== null && document !== undefined) as Fields | undefined;
  if (value === undefined) throw new Fail('kustomization.yaml is empty');
  try {
    checkKustomization(value);
  } catch (error) {
    throw new Fail(`invalid Kustomization: ${(error as Fail).message}`);
  }
  for (const [name, content] of Object.entries(value))
    if (NOT_SIMULATED.includes(name) && Object.keys((content as object | null) ?? {}).length > 0)
      throw new Fail(`Portolan does not simulate ${name} of a kustomization: ${folder}/${found[0]}`);
  checkType(value as Kustomization, folder);
  if (
    Object.entries(value).every(
      ([name, content]) => content === null || ['apiVersion', 'kind', 'metadata'].includes(name),
    )
  )
    throw new Fail('kustomization.yaml is empty');
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
