// Models k8s.io/component-helpers/storage/volume: which volume suits a claim.

import { matchesTerms, type NodeSelectorTerm } from '#api/core/scheduling.ts';
import type { Node } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { compareQuantities } from '#apimachinery/quantity.ts';
import type { Informer } from '#client/informer.ts';

export const CLAIMS = 'persistentvolumeclaims';
export const VOLUMES = 'persistentvolumes';
export const CLASSES = 'storageclasses.storage.k8s.io';

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** Empty: none. */
export const classOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string =>
  metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';

export const isDefaultClass = ({ metadata }: StorageClass): boolean =>
  metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ||
  metadata.annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true';

/** The scheduler decides on the node first. Source: IsDelayBindingMode. */
export const waitsForConsumer = (claim: PersistentVolumeClaim, cache: Informer): boolean =>
  cache.get<StorageClass>(CLASSES, classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer';

export const isBound = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  Boolean(spec.volumeName) && metadata.annotations?.[BIND_COMPLETED] !== undefined;

/** The volume names this claim, or one of its name that had no UID yet. Source: IsVolumeBoundToClaim. */
export function isMeantFor({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

export const suitsNode = ({ spec }: PersistentVolume, node: Node): boolean => {
  const required = spec.nodeAffinity?.required as { nodeSelectorTerms?: NodeSelectorTerm[] } | undefined;
  return !required || matchesTerms(required.nodeSelectorTerms ?? [], node);
};

const isLargeEnough = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  compareQuantities(volume.spec.capacity?.storage ?? '0', claim.spec.resources?.requests?.storage ?? '0') >= 0;

const hasModes = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode));

const isSameMode = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (volume.spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem');

const isSameAttributes = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (volume.spec.volumeAttributesClassName ?? '') === (claim.spec.volumeAttributesClassName ?? '');

/** Why the volume that a claim names will not do. Source: checkVolumeSatisfyClaim. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp)
    return `the volume is marked for deletion ${JSON.stringify(volume.metadata.name)}`;
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if (!isSameAttributes(volume, claim)) return 'volumeAttributesClassName does not match';
  if (!isSameMode(volume, claim)) return 'incompatible volumeMode';
  return hasModes(volume, claim) ? undefined : 'incompatible accessMode';
}

export interface Wish {
  /** The scheduler asks for this node. */
  readonly node?: Node;
  /** Names of volumes that are taken already. */
  readonly taken?: ReadonlySet<string>;
  /** Only what was meant for this claim from the beginning. */
  readonly onlyMeant?: boolean;
}

/** The smallest volume that suits, with the fewest modes beyond those asked for. Source: FindMatchingVolume, findBestMatchForClaim. */
export function bestVolume(
  claim: PersistentVolumeClaim,
  cache: Informer,
  { node, taken, onlyMeant = false }: Wish = {},
): PersistentVolume | undefined {
  const suitable = cache
    .list<PersistentVolume>(VOLUMES)
    .filter(
      (volume) =>
        !taken?.has(volume.metadata.name) &&
        (!volume.spec.claimRef || isMeantFor(volume, claim)) &&
        isLargeEnough(volume, claim) &&
        isSameMode(volume, claim) &&
        isSameAttributes(volume, claim) &&
        hasModes(volume, claim) &&
        !volume.metadata.deletionTimestamp,
    );
  const suits = (volume: PersistentVolume): boolean => !node || suitsNode(volume, node);
  const meant = suitable.find((volume) => isMeantFor(volume, claim));
  if (meant) return suits(meant) ? meant : undefined;
  if (onlyMeant) return undefined;
  const { selector } = claim.spec;
  const modes = ({ spec }: PersistentVolume): number => spec.accessModes?.length ?? 0;
  return suitable
    .filter(
      (volume) =>
        volume.status.phase === 'Available' &&
        (!selector || matchesSelector(selector, volume.metadata.labels)) &&
        classOf(volume) === classOf(claim) &&
        suits(volume),
    )
    .sort(
      (a, b) =>
        (node ? 0 : modes(a) - modes(b)) ||
        compareQuantities(a.spec.capacity?.storage ?? '0', b.spec.capacity?.storage ?? '0') ||
        (a.metadata.name < b.metadata.name ? -1 : 1),
    )[0];
}
