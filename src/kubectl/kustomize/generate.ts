// ConfigMaps and Secrets from literals and files, and the hash behind their names. Models kustomize's generators and api/hasher.

import { bytesOf } from '#machine/bytes.ts';
import { basename } from '#machine/path.ts';
import { loadPki } from '#pki/loader.ts';
import { Fail } from '../errors.ts';
import { contentHash } from '../resource/content-hash.ts';
import type { Fields, Generator, GeneratorOptions } from './kustomization.ts';
import { type KustomizeObject, type Resource, rename, resourceOf } from './resource.ts';

/** The text of a file of the kustomization's folder. Throws why it may not be read. */
export type Reader = (path: string) => string;

function literal(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new Fail(`invalid literal source ${text}, expected key=value`);
  const value = text.slice(at + 1);
  const quoted = /^(['"])([\s\S]*)\1$/.exec(value);
  return [text.slice(0, at), quoted ? quoted[2]! : value];
}

const sourced = <T>(what: string, list: readonly string[], make: (item: string) => T): T[] =>
  list.map((item) => {
    try {
      return make(item);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      throw new Fail(
        `loading KV pairs: ${what} sources${what === 'literal' ? '' : ':'} [${list.join(' ')}]: ${error.message}`,
      );
    }
  });

function pairsOf(generator: Generator, read: Reader): [string, string][] {
  const { literals = [], files = [], envs = [], env } = generator;
  const ofEnv = (path: string): [string, string][] =>
    read(path)
      .split('\n')
      .map((line) => line.trimStart())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, string] => {
        const at = line.indexOf('=');
        return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
      });
  const ofFile = (text: string): [string, string] => {
    const at = text.indexOf('=');
    const path = at < 0 ? text : text.slice(at + 1);
    const shown = JSON.stringify(text);
    if (path.includes('=')) throw new Fail(`source ${shown} key name or file path contains '='`);
    if (at === 0) throw new Fail(`missing key name for file path ${JSON.stringify(path)} in source ${shown}`);
    if (path === '')
      throw new Fail(`missing file path for key name ${JSON.stringify(text.slice(0, at))} in source ${shown}`);
    return [at < 0 ? basename(text) : text.slice(0, at), read(path)];
  };
  return [
    ...sourced('env source', env ? [...envs, env] : envs, ofEnv).flat(),
    ...sourced('literal', literals, literal),
    ...sourced('file', files, ofFile),
  ];
}

const LINE = 70;

/** Long ones stand in lines of 70 characters. Source: kyaml's generators. */
function base64(text: string): string {
  const encoded = btoa(String.fromCharCode(...bytesOf(text)));
  if (encoded.length <= LINE) return encoded;
  return (encoded.match(/.{1,70}/g) ?? []).map((line) => `${line}\n`).join('');
}

function objectOf(
  kind: 'ConfigMap' | 'Secret',
  generator: Generator,
  read: Reader,
  options: GeneratorOptions,
): KustomizeObject {
  const name = generator.name ?? '';
  if (name === '') throw new Fail('a configmap must have a name');
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, value] of pairsOf(generator, read)) {
    if (key in data || key in binaryData) throw new Fail(`configmap ${name} illegally repeats the key \`${key}\``);
    const isBinary = /[\udc80-\udcff]/.test(value) && !/[\ud800-\udbff]/.test(value);
    if (kind === 'Secret') data[key] = base64(value);
    else if (isBinary) binaryData[key] = base64(value);
    else data[key] = value;
  }
  const labels = { ...options.labels, ...generator.options?.labels };
  const annotations = { ...options.annotations, ...generator.options?.annotations };
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      ...(generator.namespace && { namespace: generator.namespace }),
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...(Object.keys(data).length > 0 && { data }),
    ...(Object.keys(binaryData).length > 0 && { binaryData }),
    ...(kind === 'Secret' && { type: generator.type ?? 'Opaque' }),
    ...((generator.options?.immutable ?? options.immutable) && { immutable: true }),
  };
}

/** Adds what the generators make to `resources`, or merges it into what is there. */
export function generate(
  resources: Resource[],
  kind: 'ConfigMap' | 'Secret',
  generators: readonly Generator[],
  read: Reader,
  options: GeneratorOptions = {},
): void {
  for (const generator of generators) {
    const object = objectOf(kind, generator, read, options);
    const { name, namespace = '' } = object.metadata;
    const had = resources.find(
      (r) =>
        r.object.kind === kind &&
        [...r.before, { name: r.object.metadata.name, namespace: r.object.metadata.namespace ?? '' }].some(
          (n) => n.name === name && n.namespace === namespace,
        ),
    );
    const hashed = !(generator.options?.disableNameSuffixHash ?? options.disableNameSuffixHash ?? false);
    const { behavior } = generator;
    // Upstream prints its structs; where in memory they stand is made up.
    const gvk = `resid.Gvk{Group:"", Version:"v1", Kind:${JSON.stringify(kind)}, isClusterScoped:false}`;
    const id = `resid.ResId{Gvk:${gvk}, Name:${JSON.stringify(name)}, Namespace:${JSON.stringify(namespace)}}`;
    const failed = `merging from generator &{0xc000a46680 <nil>}: id ${id}`;
    // A behavior that nobody knows is none.
    if (behavior !== 'merge' && behavior !== 'replace') {
      if (had) throw new Fail(`${failed} exists; behavior must be merge or replace`);
      resources.push(resourceOf(object, hashed));
      continue;
    }
    if (!had) throw new Fail(`${failed} does not exist; cannot merge or replace`);
    const whole = (field: string): Fields | undefined => {
      const own = object[field] as Fields | undefined;
      const before = behavior === 'merge' ? (had.object[field] as Fields | undefined) : undefined;
      return own || before ? { ...before, ...own } : undefined;
    };
    const merged = had.object;
    for (const field of ['data', 'binaryData']) {
      const value = whole(field);
      if (value) merged[field] = value;
      else delete merged[field];
    }
    for (const field of ['labels', 'annotations'] as const) {
      const value = { ...merged.metadata[field], ...object.metadata[field] };
      if (Object.keys(value).length > 0) merged.metadata[field] = value;
    }
    if (!hashed) had.hashed = false;
  }
}

const hashOf = ({ kind, data, binaryData, type, stringData }: KustomizeObject): string =>
  contentHash(
    kind === 'Secret'
      ? { kind, type: type ?? '', name: '', data: data ?? '', ...(stringData !== undefined && { stringData }) }
      : { kind, name: '', data: data ?? '', ...(binaryData !== undefined && { binaryData }) },
  );

export async function addHashes(resources: readonly Resource[]): Promise<void> {
  if (!resources.some((r) => r.hashed)) return;
  await loadPki();
  for (const resource of resources)
    if (resource.hashed) rename(resource, { name: `${resource.object.metadata.name}-${hashOf(resource.object)}` });
}
