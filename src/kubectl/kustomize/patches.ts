// Strategic merge patches and JSON patches of a kustomization. Models kustomize's PatchTransformer.

import { matches, parseSelector } from '#apimachinery/labels.ts';
import { parseYamlDocuments, toYaml } from '#apimachinery/yaml.ts';
import { Fail } from '../errors.ts';
import { goRegexp } from '../go-regexp.ts';
import { applyPatch } from '../resource/patch.ts';
import type { Reader } from './generate.ts';
import type { Fields, PatchEntry, PatchTarget } from './kustomization.ts';
import { sameKind } from './references.ts';
import { groupVersion, idOf, type KustomizeObject, namesOf, type Resource, rename } from './resource.ts';

/** A regular expression of the whole word, as Go anchors it. */
function whole(pattern: string | undefined, text: string): boolean {
  if (!pattern) return true;
  const read = goRegexp(pattern, (one) => `^(?:${one})$`);
  if ('error' in read) throw new Fail(read.error);
  return read.regexp.test(text);
}

function selects(selector: string | undefined, pairs: Record<string, string> | undefined): boolean {
  if (!selector) return true;
  const requirements = parseSelector(selector);
  if ('error' in requirements) throw new Fail(requirements.error);
  return matches(requirements, pairs ?? {});
}

function isTarget(resource: Resource, target: PatchTarget): boolean {
  const { object } = resource;
  const { group, version } = groupVersion(object.apiVersion);
  return (
    whole(target.group, group) &&
    whole(target.version, version) &&
    whole(target.kind, object.kind) &&
    namesOf(resource).some((n) => whole(target.name, n.name)) &&
    namesOf(resource).some((n) => whole(target.namespace, n.namespace)) &&
    selects(target.labelSelector, object.metadata.labels) &&
    selects(target.annotationSelector, object.metadata.annotations)
  );
}

type Parsed = { readonly merges: readonly KustomizeObject[] } | { readonly operations: readonly Fields[] };

/** What a patch's text is: JSON or YAML objects that are merged, or a list of operations. */
function parse(text: string): Parsed | undefined {
  // A list in one line is read as JSON, and a document whose list stands in lines as YAML.
  let operations: unknown;
  if (text.trimStart().startsWith('[')) {
    try {
      operations = JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  // What is merged is read as the objects are, operations as JSON that was YAML: there `yes` is true.
  const isList = /^\s*(?:#.*\n\s*)*-\s/.test(text);
  const parsed =
    operations === undefined ? parseYamlDocuments(text, { onlyTrueAndFalse: !isList }) : { ok: [operations] };
  if ('error' in parsed) return undefined;
  const documents = parsed.ok.filter((document) => document !== null && document !== undefined) as Fields[];
  if (documents.length === 1 && Array.isArray(documents[0])) return { operations: documents[0] as unknown as Fields[] };
  if (documents.length === 0 || documents.some((document) => typeof document !== 'object' || Array.isArray(document)))
    return undefined;
  return { merges: documents as KustomizeObject[] };
}

function merge(
  resources: Resource[],
  resource: Resource,
  patch: Fields,
  { allowNameChange, allowKindChange }: NonNullable<PatchEntry['options']> = {},
): void {
  const { object } = resource;
  if (patch.$patch === 'delete') {
    resources.splice(resources.indexOf(resource), 1);
    return;
  }
  // Of a whole object this says nothing: kyaml takes the directive, and leaves the object as it is.
  if (patch.$patch === 'replace') return;
  const patched = applyPatch(object, patch, 'strategic', { newFirst: true });
  if ('error' in patched) throw new Fail(patched.error);
  const next = patched.value as KustomizeObject;
  // It is found again by its own names, whatever a patch with a target says.
  resource.object = {
    ...next,
    apiVersion: object.apiVersion,
    kind: allowKindChange ? next.kind : object.kind,
    metadata: { ...next.metadata, name: object.metadata.name },
  };
  if (allowNameChange && next.metadata.name !== object.metadata.name) rename(resource, { name: next.metadata.name });
}

function operate(resource: Resource, operations: readonly Fields[]): void {
  const patched = applyPatch(resource.object, operations, 'json');
  if ('error' in patched) throw new Fail(patched.error);
  resource.object = patched.value as KustomizeObject;
}

function mergeByName(resources: Resource[], patch: KustomizeObject, failed: (id: string) => string): void {
  const { metadata } = patch;
  if (!metadata?.name)
    throw new Fail(
      `missing metadata.name in object {{${patch.apiVersion ?? ''} ${patch.kind ?? ''}} {{ } map[] map[]}}`,
    );
  const found = resources.filter(
    (r) =>
      sameKind(r.object, patch) &&
      namesOf(r).some((n) => n.name === metadata.name && (!metadata.namespace || n.namespace === metadata.namespace)),
  );
  const id = idOf(patch);
  if (found.length !== 1) {
    const why = found.length === 0 ? `no matches for Id ${id}` : `multiple matches for Id ${id}`;
    throw new Fail(`${failed(id)}${why}; failed to find unique target for patch ${id}`);
  }
  merge(resources, found[0]!, patch);
}

export function patchAll(resources: Resource[], entries: readonly PatchEntry[], read: Reader): void {
  for (const entry of entries) {
    const refuse = (why: string): Fail =>
      new Fail(`trouble configuring builtin PatchTransformer with config: \`\n${toYaml(entry)}\`: ${why}`);
    const { patch = '', path, target, options } = entry;
    if (patch === '' && !path)
      throw refuse('must specify one of patch and path in\n%{v}'.replace('%{v}', toYaml(entry)));
    if (patch !== '' && path)
      throw refuse("patch and path can't be set at the same time\n%{v}".replace('%{v}', toYaml(entry)));
    let text = patch;
    if (path) {
      try {
        text = read(path);
      } catch (error) {
        throw refuse(`failed to get the patch file from path(${path}): ${(error as Error).message}`);
      }
    }
    const parsed = parse(text);
    const shown = path ? `path: ${JSON.stringify(path)}` : `patch: ${JSON.stringify(patch)}`;
    if (!parsed) throw refuse(`unable to parse SM or JSON patch from [${shown}]`);
    if ('operations' in parsed) {
      if (!target) throw new Fail(`must specify a target for JSON patch [${shown}]`);
      for (const resource of resources.filter((r) => isTarget(r, target))) operate(resource, parsed.operations);
    } else if (target) {
      for (const resource of resources.filter((r) => isTarget(r, target)))
        for (const one of parsed.merges) merge(resources, resource, one, options);
    } else
      for (const one of parsed.merges)
        mergeByName(resources, one, (id) => `no resource matches strategic merge patch ${JSON.stringify(id)}: `);
  }
}

/** `patchesStrategicMerge`: each is a file, or the patch itself. */
export function mergeAll(resources: Resource[], entries: readonly string[], read: Reader): void {
  for (const entry of entries) {
    const parsed = parse(/\n|[{:]/.test(entry) ? entry : read(entry));
    if (!parsed || !('merges' in parsed)) throw new Fail(`unable to parse SM patch from [${entry}]`);
    for (const one of parsed.merges) mergeByName(resources, one, () => '');
  }
}
