// Models pkg/controller/volume/pvprotection: a volume that is bound stays until its claim has gone.

import type { PersistentVolume } from '#api/core/volume-types.ts';
import type { Controller } from '../controller.ts';
import { VOLUMES } from '../persistentvolume/match.ts';
import { mergePatch } from '../requests.ts';

const FINALIZER = 'kubernetes.io/pv-protection';

export const pvprotection: Controller = {
  name: 'pv-protection-controller',
  resources: [VOLUMES],

  keysFor: ({ object }) => [object.metadata.name],

  sync(key, cache) {
    const volume = cache.get<PersistentVolume>(VOLUMES, key);
    if (!volume) return { requests: [] };
    const { deletionTimestamp, finalizers = [] } = volume.metadata;
    const isProtected = finalizers.includes(FINALIZER);
    const patch = (wanted: readonly string[]) => ({
      requests: [mergePatch(VOLUMES, volume, { metadata: { finalizers: wanted } })],
    });
    if (!deletionTimestamp) return isProtected ? { requests: [] } : patch([...finalizers, FINALIZER]);
    const mayGo = isProtected && volume.status.phase !== 'Bound';
    return mayGo ? patch(finalizers.filter((f) => f !== FINALIZER)) : { requests: [] };
  },
};
