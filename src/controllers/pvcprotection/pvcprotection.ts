// Models pkg/controller/volume/pvcprotection: a claim that a Pod uses stays until that Pod has gone.

import type { Pod } from '#api/core/types.ts';
import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Controller } from '../controller.ts';
import { CLAIMS } from '../persistentvolume/match.ts';
import { mergePatch } from '../requests.ts';

const FINALIZER = 'kubernetes.io/pvc-protection';

const claimNames = ({ spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap((v) => (v.persistentVolumeClaim ? [v.persistentVolumeClaim.claimName] : []));

export const pvcprotection: Controller = {
  name: 'pvc-protection-controller',
  resources: [CLAIMS, 'pods'],

  keysFor({ resource, object }) {
    if (resource === CLAIMS) return [keyOf(object)];
    return claimNames(object as Pod).map((name) => `${object.metadata.namespace}/${name}`);
  },

  sync(key, cache) {
    const claim = cache.get<PersistentVolumeClaim>(CLAIMS, key);
    if (!claim) return { requests: [] };
    const { deletionTimestamp, finalizers = [], name, namespace = '' } = claim.metadata;
    const isProtected = finalizers.includes(FINALIZER);
    if (!deletionTimestamp && !isProtected)
      return { requests: [mergePatch(CLAIMS, claim, { metadata: { finalizers: [...finalizers, FINALIZER] } })] };
    // A kubelet starts no Pod whose claim is going: one without a node does not count.
    const isUsed = (): boolean =>
      cache.list<Pod>('pods', namespace).some((pod) => pod.spec.nodeName && claimNames(pod).includes(name));
    if (!deletionTimestamp || !isProtected || isUsed()) return { requests: [] };
    const left = finalizers.filter((f) => f !== FINALIZER);
    return { requests: [mergePatch(CLAIMS, claim, { metadata: { finalizers: left } })] };
  },
};
