// Models pkg/scheduler/framework/plugins/volumebinding: claims decide where a Pod may run, or a Pod where its volumes are.

import type { Node, Pod } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import { takeClaim } from '#controllers/persistentvolume/bind.ts';
import {
  bestVolume,
  CLAIMS,
  CLASSES,
  classOf,
  isBound,
  SELECTED_NODE,
  suitsNode,
  VOLUMES,
  waitsForConsumer,
} from '#controllers/persistentvolume/match.ts';
import { isPodTerminal } from '#controllers/pods.ts';
import { mergePatch } from '#controllers/requests.ts';

export interface VolumeNeeds {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Those whose volume is chosen, or made, with the node. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** Somebody else holds a claim that only one Pod may have. */
  readonly isExclusiveInUse: boolean;
}

/** Why no node will do. */
export interface NoNode {
  readonly refusal: string;
}

const NOTHING: VolumeNeeds = { bound: [], delayed: [], isExclusiveInUse: false };
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

const claimNames = ({ spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap((v) => (v.persistentVolumeClaim ? [v.persistentVolumeClaim.claimName] : []));

export const usesClaim = (pod: Pod, name: string): boolean => claimNames(pod).includes(name);

/** Source: PreFilter, podHasPVCs. */
export function volumeNeeds(pod: Pod, cache: Informer): VolumeNeeds | NoNode {
  const names = claimNames(pod);
  if (names.length === 0) return NOTHING;
  const { namespace = '' } = pod.metadata;
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  let isImmediate = false;
  for (const name of names) {
    const quoted = JSON.stringify(name);
    const claim = cache.get<PersistentVolumeClaim>(CLAIMS, `${namespace}/${name}`);
    if (!claim) return { refusal: `persistentvolumeclaim ${quoted} not found` };
    if (claim.status.phase === 'Lost') {
      const volume = JSON.stringify(claim.spec.volumeName ?? '');
      return { refusal: `persistentvolumeclaim ${quoted} bound to non-existent persistentvolume ${volume}` };
    }
    if (claim.metadata.deletionTimestamp) return { refusal: `persistentvolumeclaim ${quoted} is being deleted` };
    if (isBound(claim)) bound.push(claim);
    else if (!claim.spec.volumeName && waitsForConsumer(claim, cache)) delayed.push(claim);
    else isImmediate = true;
  }
  if (isImmediate) return { refusal: 'pod has unbound immediate PersistentVolumeClaims' };
  return { bound, delayed, isExclusiveInUse: isExclusiveInUse(pod, [...bound, ...delayed], cache) };
}

/** Source: VolumeRestrictions, ReadWriteOncePod. */
function isExclusiveInUse({ metadata }: Pod, claims: readonly PersistentVolumeClaim[], cache: Informer): boolean {
  const exclusive = claims.filter(({ spec }) => spec.accessModes?.includes('ReadWriteOncePod'));
  if (exclusive.length === 0) return false;
  const others = cache
    .list<Pod>('pods', metadata.namespace ?? '')
    .filter((pod) => pod.spec.nodeName && pod.metadata.uid !== metadata.uid && !isPodTerminal(pod));
  return exclusive.some((claim) => others.some((pod) => usesClaim(pod, claim.metadata.name)));
}

/** Source: FindPodVolumes. */
export function volumeRefusals({ bound, delayed }: VolumeNeeds, node: Node, cache: Informer): string[] {
  if (bound.length + delayed.length === 0) return [];
  const reasons = new Set<string>();
  for (const { spec } of bound) {
    const volume = cache.get<PersistentVolume>(VOLUMES, spec.volumeName ?? '');
    if (!volume) reasons.add('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
    else if (!suitsNode(volume, node)) reasons.add("node(s) didn't match PersistentVolume's node affinity");
  }
  if (delayed.length > 0 && !choose(delayed, node, cache))
    reasons.add("node(s) didn't find available persistent volumes to bind");
  return [...reasons];
}

interface Choice {
  readonly claim: PersistentVolumeClaim;
  /** Undefined: one is made. */
  readonly volume: PersistentVolume | undefined;
}

/** A volume on this node for each claim, existing or to be made; undefined where one has neither. */
function choose(delayed: readonly PersistentVolumeClaim[], node: Node, cache: Informer): Choice[] | undefined {
  const taken = new Set<string>();
  const choices: Choice[] = [];
  for (const claim of delayed) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined && selected !== node.metadata.name) return undefined;
    const volume = selected === undefined ? bestVolume(claim, cache, { node, taken }) : undefined;
    const provisioner = cache.get<StorageClass>(CLASSES, classOf(claim))?.provisioner ?? '';
    if (!volume && (provisioner === '' || provisioner === NO_PROVISIONER)) return undefined;
    if (volume) taken.add(volume.metadata.name);
    choices.push({ claim, volume });
  }
  return choices;
}

/** Before a Pod is bound to the node, its claims are. Empty: nothing more is to be asked for. Source: BindPodVolumes. */
export function volumeRequests({ delayed }: VolumeNeeds, node: Node, cache: Informer): readonly ApiRequest[] {
  return (choose(delayed, node, cache) ?? []).flatMap(({ claim, volume }) => {
    if (volume) return takeClaim(volume, claim) ?? [];
    if (claim.metadata.annotations?.[SELECTED_NODE] !== undefined) return [];
    return [mergePatch(CLAIMS, claim, { metadata: { annotations: { [SELECTED_NODE]: node.metadata.name } } })];
  });
}
