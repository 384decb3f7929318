// Builds what a kustomization says: bases, generators, changes. Models kustomize/api/krusty and internal/target.

import { sorted } from '#apimachinery/go-value.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import type { FileSystem } from '#machine/files.ts';
import { join } from '#machine/path.ts';
import type { Factory } from '../command.ts';
import { Fail } from '../errors.ts';
import { addHashes, generate, type Reader } from './generate.ts';
import { goYaml3, type Kustomization, readKustomization } from './kustomization.ts';
import { putAnnotations, putLabels } from './labels.ts';
import { mergeAll, patchAll } from './patches.ts';
import { fixReferences } from './references.ts';
import { replaceAll } from './replacements.ts';
import { idOf, type KustomizeObject, type Resource, resourceOf } from './resource.ts';
import { sortOf } from './sort.ts';
import { affix, setImages, setNamespace, setReplicas } from './transform.ts';

interface Site {
  readonly files: FileSystem;
  readonly warn: (text: string) => void;
  /** Folders that are being built: one that names itself is a mistake. */
  readonly stack: readonly string[];
  /** May files lie outside of the folder of their kustomization? */
  readonly isUnrestricted: boolean;
}

const missing = (path: string): Fail =>
  new Fail(`evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`);

/** Files of a kustomization lie in its folder or below it. */
function readerOf({ files, isUnrestricted }: Site, folder: string): Reader {
  return (path) => {
    const at = join(folder, path);
    if (!files.stat(at)) throw missing(at);
    if (!isUnrestricted && !at.startsWith(folder === '/' ? '/' : `${folder}/`))
      throw new Fail(`security; file '${at}' is not in or below '${folder}'`);
    const text = files.read(at);
    if (text === undefined) throw new Fail(`'${at}' must resolve to a file`);
    return text;
  };
}

function objectsOf(text: string, file: string): KustomizeObject[] {
  const parsed = parseYamlDocuments(text, { onlyTrueAndFalse: true });
  if ('error' in parsed) throw new Fail(`MalformedYAMLError: ${goYaml3(parsed)} in File: ${file}`);
  const objects: KustomizeObject[] = [];
  for (const document of parsed.ok) {
    if (document === null || document === undefined) continue;
    const object = document as KustomizeObject & { items?: KustomizeObject[] };
    if (object.kind?.endsWith('List') && Array.isArray(object.items)) {
      objects.push(...object.items);
      continue;
    }
    const { apiVersion = '', kind = '', metadata } = object;
    const shown = `{{${apiVersion} ${kind}} {{${metadata?.name ?? ''} ${metadata?.namespace ?? ''}} map[] map[]}}`;
    if (typeof object !== 'object' || (!kind && !metadata)) throw new Fail('missing Resource metadata');
    if (!kind) throw new Fail(`missing kind in object ${shown}`);
    if (!metadata?.name && !metadata?.generateName) throw new Fail(`missing metadata.name in object ${shown}`);
    objects.push(object);
  }
  return objects;
}

function add(resources: Resource[], more: readonly Resource[]): void {
  for (const resource of more) {
    const id = idOf(resource.object);
    if (resources.some((r) => idOf(r.object) === id))
      throw new Fail(`may not add resource with an already registered id: ${id}`);
    resources.push(resource);
  }
}

const isRemote = (entry: string): boolean => /^(https?:\/\/|git@|ssh:\/\/|github\.com\/)/.test(entry);

/** A file, or else a folder with a kustomization of its own. What went wrong with either is told. */
async function accumulate(site: Site, folder: string, entry: string, resources: Resource[]): Promise<void> {
  if (isRemote(entry))
    throw new Fail(`accumulating resources: Portolan does not simulate kustomize's remote resources: ${entry}`);
  const at = join(folder, entry);
  let why: Fail;
  let step = 'accumulating';
  try {
    if (site.files.stat(at)?.type === 'directory') throw new Fail(`'${at}' must resolve to a file`);
    const objects = objectsOf(readerOf(site, folder)(entry), entry);
    step = 'merging';
    add(
      resources,
      objects.map((object) => resourceOf(object)),
    );
    return;
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    if (error.message.startsWith('MalformedYAMLError'))
      throw new Fail(`accumulating resources: accumulating resources from '${entry}': ${error.message}`);
    why = error;
  }
  const stat = site.files.stat(at);
  const first = `accumulating resources: accumulation err='${step} resources from '${entry}': ${why.message}': `;
  if (!stat) throw new Fail(`${first}must build at directory: not a valid directory: ${missing(at).message}`);
  if (stat.type !== 'directory') throw new Fail(`${first}must build at directory: '${at}': file is not directory`);
  if (site.stack.includes(at))
    throw new Fail(`${first}cycle detected: candidate root '${at}' contains visited root '${folder}'`);
  try {
    readKustomization(site.files, at, at);
  } catch (error) {
    throw new Fail(`${first}couldn't make target for path '${at}': ${(error as Fail).message}`);
  }
  let found: readonly Resource[];
  try {
    found = await target(site, at, at);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    throw new Fail(`${first}recursed accumulation of path '${at}': ${error.message}`);
  }
  try {
    add(resources, found);
  } catch (error) {
    throw new Fail(`${first}recursed merging from path '${at}': ${(error as Fail).message}`);
  }
}

/** What a kustomization changes in what it has. */
function change(site: Site, folder: string, own: Kustomization, resources: Resource[]): void {
  const read = readerOf(site, folder);
  mergeAll(resources, own.patchesStrategicMerge ?? [], read);
  patchAll(resources, own.patches ?? [], read);
  setNamespace(resources, own.namespace);
  affix(resources, own);
  putLabels(resources, own);
  putAnnotations(resources, own);
  patchAll(resources, own.patchesJson6902 ?? [], read);
  setReplicas(resources, own);
  setImages(resources, own);
  replaceAll(resources, own.replacements ?? [], read);
}

async function target(site: Site, folder: string, shown: string, given?: Resource[]): Promise<Resource[]> {
  const { value: own, isComponent, warnings } = readKustomization(site.files, folder, shown);
  for (const warning of warnings) site.warn(warning);
  if (given && !isComponent)
    throw new Fail(
      `accumulating components: accumulateDirectory: "expected kind 'Component' for path '${folder}' but got 'Kustomization'"`,
    );
  const inside: Site = { ...site, stack: [...site.stack, folder] };
  const resources: Resource[] = given ?? [];
  const entries = [...(own.resources ?? []), ...(own.bases ?? [])];
  for (const entry of entries) await accumulate(inside, folder, entry, resources);
  for (const entry of own.components ?? []) {
    const at = join(folder, entry);
    if (site.files.stat(at)?.type !== 'directory')
      throw new Fail(
        `accumulating components: loader.New "must build at directory: not a valid directory: ${missing(at).message}"`,
      );
    await target(inside, at, at, resources);
  }
  const read = readerOf(site, folder);
  generate(resources, 'ConfigMap', own.configMapGenerator ?? [], read, own.generatorOptions);
  generate(resources, 'Secret', own.secretGenerator ?? [], read, own.generatorOptions);
  change(site, folder, own, resources);
  fixReferences(resources);
  return resources;
}

/** The objects that `directory` says, in the order in which they are to be made. Throws what is wrong with it. */
export async function buildKustomization(
  factory: Factory,
  directory: string,
  { isUnrestricted = false }: { readonly isUnrestricted?: boolean } = {},
): Promise<KustomizeObject[]> {
  const { process } = factory;
  if (isRemote(directory)) throw new Fail(`Portolan does not simulate kustomize's remote targets: ${directory}`);
  const folder = join(process.cwd, directory);
  const stat = process.files.stat(folder);
  if (!stat)
    throw new Fail(
      `must build at directory: not a valid directory: ${missing(folder).message.replace(folder, directory)}`,
    );
  if (stat.type !== 'directory') throw new Fail(`must build at directory: '${directory}': file is not directory`);
  const sort = sortOf(readKustomization(process.files, folder, folder).value);
  const warned = new Set<string>();
  const warn = (text: string): void => {
    if (warned.has(text)) return;
    warned.add(text);
    factory.err(`${text}\n`);
  };
  const resources = await target({ files: process.files, warn, stack: [], isUnrestricted }, folder, folder);
  await addHashes(resources);
  fixReferences(resources);
  return sort(resources).map(({ object }) => sorted(object));
}
