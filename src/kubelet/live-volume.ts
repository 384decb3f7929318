// Models the kubelet's repeated mounting of configMap, secret, downwardAPI and projected volumes: what they hold follows their objects.
// Differs: files stand in the folder itself, not behind the `..data` link that a real kubelet turns over.

import type { Pod, Volume } from '#api/core/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { ObjectLookup } from './runtime.ts';
import type { TokenSource } from './token.ts';
import { type VolumeFiles, volumeFiles } from './volumes.ts';

/** How often a kubelet looks at a Pod of which it has heard nothing new. Source: --sync-frequency. */
const SYNC_MS = 60_000;

export interface LiveDeps {
  readonly cache: ObjectLookup;
  readonly tokens: TokenSource;
  now(): number;
  /** What has changed is there at once: nobody waits for the next look. */
  readonly atOnce: boolean;
}

/** Does it hold what other objects say? The usual volume of the service account's token is not worth the trouble: its files never change. */
export const isLive = ({ name, configMap, secret, downwardAPI, projected }: Volume): boolean =>
  (configMap ?? secret ?? downwardAPI ?? projected) !== undefined && !name.startsWith('kube-api-access-');

/** What the volume holds at the moment when somebody looks. What has gone missing meanwhile stays as it was. */
export function liveFiles(volume: Volume, pod: Pod, { cache, tokens, now, atOnce }: LiveDeps): () => VolumeFiles {
  const startMs = now();
  const read = (): { readonly files: VolumeFiles; readonly error?: string } =>
    volumeFiles(volume, cache.get<Pod>('pods', keyOf(pod)) ?? pod, cache, tokens);
  let { files } = read();
  let known: readonly (ApiObject | undefined)[] = [];
  return () => {
    const lookedMs = startMs + Math.floor((now() - startMs) / SYNC_MS) * SYNC_MS;
    const isSeen = (object: ApiObject): boolean => atOnce || changedMs(object) <= lookedMs;
    const sources = sourcesOf(volume, pod, cache);
    const given = [cache.get('pods', keyOf(pod)), ...sources];
    // Objects never change in place.
    const isSame = given.length === known.length && given.every((object, i) => object === known[i]);
    if (isSame || !sources.every(isSeen)) return files;
    known = given;
    const found = read();
    if (found.error === undefined) ({ files } = found);
    return files;
  };
}

function sourcesOf({ configMap, secret, projected }: Volume, pod: Pod, cache: ObjectLookup): readonly ApiObject[] {
  type Named = { readonly name?: string; readonly secretName?: string } | undefined;
  const parts = [{ configMap, secret }, ...(projected?.sources ?? [])] as { configMap?: Named; secret?: Named }[];
  const at = (resource: string, source: Named): ApiObject[] => {
    const found = cache.get(resource, `${pod.metadata.namespace}/${source?.name ?? source?.secretName ?? ''}`);
    return found ? [found] : [];
  };
  return parts.flatMap((part) => [
    ...(part.configMap ? at('configmaps', part.configMap) : []),
    ...(part.secret ? at('secrets', part.secret) : []),
  ]);
}

/** When it was last written, as far as its managed fields tell. */
function changedMs({ metadata }: ApiObject): number {
  const times = (metadata.managedFields ?? []).map(({ time }) => Date.parse(time ?? ''));
  return Math.max(Date.parse(metadata.creationTimestamp ?? '') || 0, ...times.filter((ms) => !Number.isNaN(ms)));
}
