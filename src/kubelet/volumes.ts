// Models pkg/volume: the files that a Pod's volumes hold, and what is missing for them.
// Differs: a file that `subPath` takes out of a volume has permissions 0644, whatever the volume says.
// Differs: volumes of the network (nfs, csi, …) are empty folders of their container; Portolan does not simulate what they hold.

import type { ConfigMap, Container, Pod, Secret, Volume } from '#api/core/types.ts';
import { textOf } from '#machine/bytes.ts';
import type { FileContent } from '#machine/memory-files.ts';
import { fieldValue, resourceAsked } from './fields.ts';
import { hostPathOf, hostPathProblem, type NodeFiles } from './host-path.ts';
import type { ObjectLookup } from './runtime.ts';
import type { TokenProjection, TokenSource } from './token.ts';

/** File name in the volume → text. */
export type VolumeFiles = Readonly<Record<string, FileContent>>;

interface Item {
  readonly key: string;
  readonly path: string;
}

interface Source {
  readonly name: string;
  readonly items?: readonly Item[];
  readonly optional?: boolean;
}

/** What one volume holds, and the first thing that is missing for it. */
export function volumeFiles(
  volume: Volume,
  pod: Pod,
  cache: ObjectLookup,
  tokens: TokenSource,
): { readonly files: VolumeFiles; readonly error?: string } {
  const { configMap, secret, projected, downwardAPI } = volume;
  const failed: { error?: string } = {};
  const files: Record<string, FileContent> = {};
  const add = (part: VolumeFiles | string): void => {
    if (typeof part === 'string') failed.error ??= part;
    else Object.assign(files, part);
  };
  if (configMap) add(fromConfigMap({ name: configMap.name ?? '', ...configMap }, pod, cache));
  if (secret) add(fromSecret({ name: secret.secretName ?? '', ...secret }, pod, cache));
  if (downwardAPI) add(fromFields(downwardAPI.items ?? [], pod, cache));
  for (const source of projected?.sources ?? []) {
    if (source.configMap) add(fromConfigMap(source.configMap as Source, pod, cache));
    if (source.secret) add(fromSecret(source.secret as Source, pod, cache));
    if (source.downwardAPI)
      add(fromFields((source.downwardAPI as NonNullable<Volume['downwardAPI']>).items ?? [], pod, cache));
    if (source.serviceAccountToken) {
      const { path, ...asked } = source.serviceAccountToken as { path?: string } & TokenProjection;
      add({ [path ?? 'token']: tokens(pod, asked) });
    }
  }
  return { files, ...failed };
}

const DEFAULT_MODE = 0o644;
/** A group of its own may read what the volume holds. Source: pkg/volume/volume_linux.go, roMask. */
const GROUP_READS = 0o440;

interface Moded {
  readonly defaultMode?: number;
  readonly items?: readonly { readonly path: string; readonly mode?: number }[];
  readonly sources?: readonly Readonly<Record<string, Moded | undefined>>[];
}

/** The permissions of a file in a volume of other objects, by its path in it. Source: collectData of each volume plugin. */
export function modeIn({ configMap, secret, downwardAPI, projected }: Volume, path: string, pod: Pod): number {
  const source = (configMap ?? secret ?? downwardAPI ?? projected) as Moded | undefined;
  const items = [source, ...(source?.sources ?? []).flatMap((each) => Object.values(each))].flatMap(
    (each) => each?.items ?? [],
  );
  // What stands later in a projected volume is written over the former.
  const mode = items.findLast((item) => item.path === path)?.mode ?? source?.defaultMode ?? DEFAULT_MODE;
  const { fsGroup } = (pod.spec.securityContext ?? {}) as { readonly fsGroup?: number };
  return fsGroup === undefined ? mode : mode | GROUP_READS;
}

/** For finding out what is missing: tokens never are. */
const noTokens: TokenSource = () => '';

/** Why the first volume that cannot be mounted cannot, in the kubelet's words. Makes on the node what a `hostPath` asks to be made. */
export function mountProblem(pod: Pod, cache: ObjectLookup, node?: NodeFiles): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const { error } = volumeFiles(volume, pod, cache, noTokens);
    if (error !== undefined) return `MountVolume.SetUp failed for volume "${volume.name}" : ${error}`;
    const hostPath = node && hostPathOf(volume, pod, cache);
    const problem = hostPath && hostPathProblem(hostPath, node);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Everything mounted into a container: absolute path → text. */
export function mountedFiles(
  pod: Pod,
  container: Container,
  cache: ObjectLookup,
  tokens: TokenSource,
): Record<string, FileContent> {
  const mounted: Record<string, FileContent> = {};
  for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find((v) => v.name === name);
    if (!volume) continue;
    const { files } = volumeFiles(volume, pod, cache, tokens);
    for (const [path, text] of Object.entries(files)) {
      if (subPath === undefined) mounted[`${mountPath.replace(/\/$/, '')}/${path}`] = text;
      else if (path === subPath) mounted[mountPath] = text;
      else if (path.startsWith(`${subPath}/`)) mounted[`${mountPath}/${path.slice(subPath.length + 1)}`] = text;
    }
  }
  return mounted;
}

function fromConfigMap(source: Source, pod: Pod, cache: ObjectLookup): VolumeFiles | string {
  const { namespace = '' } = pod.metadata;
  const found = cache.get<ConfigMap>('configmaps', `${namespace}/${source.name}`);
  if (!found) return source.optional ? {} : `configmap "${source.name}" not found`;
  const data = {
    ...found.data,
    ...Object.fromEntries(Object.entries(found.binaryData ?? {}).map(([k, v]) => [k, atob(v)])),
  };
  return pick(data, source, 'configmap');
}

function fromSecret(source: Source, pod: Pod, cache: ObjectLookup): VolumeFiles | string {
  const { namespace = '' } = pod.metadata;
  const found = cache.get<Secret>('secrets', `${namespace}/${source.name}`);
  if (!found) return source.optional ? {} : `secret "${source.name}" not found`;
  return pick(decodeSecret(found), source, 'secret');
}

function pick(data: Readonly<Record<string, string>>, { items, optional }: Source, kind: string): VolumeFiles | string {
  if (!items) return data;
  const picked: Record<string, string> = {};
  for (const { key, path } of items) {
    const text = data[key];
    if (text !== undefined) picked[path] = text;
    else if (!optional) return `references non-existent ${kind === 'secret' ? 'secret' : 'config'} key: ${key}`;
  }
  return picked;
}

type FieldItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function fromFields(items: readonly FieldItem[], pod: Pod, cache: ObjectLookup): VolumeFiles {
  const text = ({ fieldRef, resourceFieldRef }: FieldItem): string =>
    fieldRef
      ? fieldValue(pod, fieldRef.fieldPath)
      : resourceFieldRef
        ? resourceAsked(pod, resourceFieldRef, cache)
        : '';
  return Object.fromEntries(items.map((item) => [item.path, text(item)]));
}

/** Base64 holds bytes; they are shown as the UTF-8 text that they nearly always are. */
export function decodeSecret({ data = {} }: Secret): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, textOf(Uint8Array.from(atob(value), (c) => c.charCodeAt(0)))]),
  );
}
