// Values of one object put into others. Models kustomize's ReplacementTransformer and api/filters/replacement.

import { matches, parseSelector } from '#apimachinery/labels.ts';
import { parseYamlDocuments, toYaml } from '#apimachinery/yaml.ts';
import { Fail } from '../errors.ts';
import { fieldsAt, splitPath, valueAt } from './field-path.ts';
import type { Reader } from './generate.ts';
import type { PatchTarget } from './kustomization.ts';
import { groupVersion, namesOf, type Resource } from './resource.ts';
import { ownField, setField } from './walk.ts';

interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
}

interface Source extends PatchTarget {
  readonly fieldPath?: string;
  readonly options?: FieldOptions;
}

export interface Replacement {
  /** A file with the rest, or with a list of such. */
  readonly path?: string;
  readonly source?: Source;
  readonly sourceValue?: string;
  readonly targets?: readonly {
    readonly select?: PatchTarget;
    readonly reject?: readonly PatchTarget[];
    readonly fieldPaths?: readonly string[];
    readonly options?: FieldOptions;
  }[];
}

const NAME = 'metadata.name';
const ONLY_SCALARS = 'delimiter option can only be used with scalar nodes';

export function replaceAll(resources: readonly Resource[], entries: readonly Replacement[], read: Reader): void {
  for (const { source, sourceValue, targets } of entries.flatMap((entry) => written(entry, entries, read))) {
    if (source && sourceValue !== undefined)
      throw new Fail('only one of source and sourceValue can be set in a replacement');
    if (!(source || sourceValue !== undefined) || !targets)
      throw new Fail('replacements must specify a source and at least one target');
    const value = source ? sourced(resources, source) : sourceValue;
    for (const { select, reject = [], fieldPaths = [NAME], options = {} } of targets) {
      if (!select) throw new Fail('target must specify resources to select');
      for (const resource of resources)
        if (isTarget(resource, select, reject))
          for (const path of fieldPaths.length === 0 ? [NAME] : fieldPaths) put(resource, path, value, options);
    }
  }
}

function written(entry: Replacement, all: readonly Replacement[], read: Reader): readonly Replacement[] {
  const { path, source, targets } = entry;
  if (path === undefined) return [entry];
  if (source || targets) throw new Fail('cannot specify both path and inline replacement');
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    const shown = toYaml({ Replacements: all });
    throw new Fail(
      `trouble configuring builtin ReplacementTransformer with config: \`\n${shown}\`: ${(error as Error).message}`,
    );
  }
  const parsed = parseYamlDocuments(text);
  if ('error' in parsed) throw new Fail(parsed.error);
  return parsed.ok.flat() as Replacement[];
}

const named = ({ kind, version, group, name, namespace }: PatchTarget): string =>
  `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}/${name || '[noName]'}.${namespace || '[noNs]'}`;

function shownSource(source: Source): string {
  const { fieldPath, options: { delimiter = '', index = 0, create = false } = {} } = source;
  const options = delimiter === '' && !create ? [] : [`${delimiter}(${index}), create=${create}`];
  return [named(source), ...(fieldPath ? [fieldPath] : []), ...options].join(':');
}

function sourced(resources: readonly Resource[], source: Source): unknown {
  const found = resources.filter((resource) => isNamed(resource, source));
  if (found.length > 1) throw new Fail(`multiple matches for selector ${shownSource(source)}`);
  if (found.length === 0) throw new Fail(`nothing selected by ${shownSource(source)}`);
  const path = source.fieldPath || NAME;
  const value = valueAt(found[0]!.object, splitPath(path));
  if (isEmpty(value)) throw new Fail(`fieldPath \`${path}\` is missing for replacement source ${named(source)}`);
  const { delimiter = '', index = 0 } = source.options ?? {};
  if (delimiter === '') return value;
  if (typeof value === 'object') throw new Fail(ONLY_SCALARS);
  const parts = String(value).split(delimiter);
  if (index < 0 || index >= parts.length)
    throw new Fail(`options.index ${index} is out of bounds for value ${String(value)}`);
  return parts[index];
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** By its present name, or by one that it had; unlike a patch's target these are no regular expressions. */
function isNamed(resource: Resource, { group, version, kind, name, namespace }: PatchTarget): boolean {
  const own = groupVersion(resource.object.apiVersion ?? '');
  return (
    (!kind || kind === resource.object.kind) &&
    (!group || group === own.group) &&
    (!version || version === own.version) &&
    namesOf(resource).some(
      (n) => (!name || name === n.name) && (!namespace || namespace === (n.namespace || 'default')),
    )
  );
}

function selects(selector: string | undefined, pairs: Record<string, string> | undefined): boolean {
  if (!selector) return true;
  const requirements = parseSelector(selector);
  if ('error' in requirements) throw new Fail(requirements.error);
  return matches(requirements, pairs ?? {});
}

function isLabelled({ object }: Resource, { labelSelector, annotationSelector }: PatchTarget): boolean {
  const { labels, annotations } = object.metadata;
  return selects(labelSelector, labels) && selects(annotationSelector, annotations);
}

function isTarget(resource: Resource, select: PatchTarget, reject: readonly PatchTarget[]): boolean {
  if (!isLabelled(resource, select) || !isNamed(resource, select)) return false;
  return !reject.some(
    (r) =>
      ((r.labelSelector || r.annotationSelector) && isLabelled(resource, r)) ||
      ([r.group, r.version, r.kind, r.name, r.namespace].some(Boolean) && isNamed(resource, r)),
  );
}

function put(
  resource: Resource,
  path: string,
  value: unknown,
  { delimiter = '', index = 0, create = false }: FieldOptions,
): void {
  const failed = `unable to find ${create ? 'or create ' : ''}field ${JSON.stringify(path)} in replacement target`;
  const found = fieldsAt(resource.object, splitPath(path), create ? value : undefined);
  if ('error' in found) throw new Fail(`${failed}: ${found.error}`);
  if (found.ok.length === 0) throw new Fail(failed);
  for (const { holder, key, made } of found.ok) {
    const before = ownField(holder, key);
    let next = value;
    if (delimiter !== '') {
      if (typeof before === 'object' && before !== null) throw new Fail(ONLY_SCALARS);
      const parts = made ? [''] : String(before ?? '').split(delimiter);
      if (index < 0) parts.unshift(String(value));
      else if (index >= parts.length) parts.push(String(value));
      else parts[index] = String(value);
      next = parts.join(delimiter);
    }
    setField(holder, key, made ? structuredClone(untyped(next)) : keptType(before, next));
  }
}

/** A field that was not there says nothing of its type: what is put there is read anew. */
function untyped(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const parsed = parseYamlDocuments(value, { onlyTrueAndFalse: true });
  const [read] = 'ok' in parsed ? parsed.ok : [];
  return typeof read === 'number' || typeof read === 'boolean' ? read : value;
}

/** A scalar stays what it was, number or text; only its value changes. */
function keptType(before: unknown, value: unknown): unknown {
  if (typeof before === 'object' && before !== null) return structuredClone(value);
  const text = typeof value === 'object' ? '' : String(value);
  if (typeof before === 'string') return text;
  return before === null || before === undefined ? structuredClone(value) : untyped(text);
}
