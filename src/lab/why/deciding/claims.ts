// Why a Pod's volume is not there: its claim is missing, or nothing gives it a volume.

import type { Pod } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { classOf, isBound, isDefaultClass, mismatch } from '#controllers/persistentvolume/match.ts';
import { type Facts, find } from '../facts.ts';
import { type Finding, type Note, note } from './finding.ts';
import { inOf } from './place.ts';

export function claimFault(pod: Pod, facts: Facts): Finding | undefined {
  const { namespace } = pod.metadata;
  for (const [i, { persistentVolumeClaim }] of (pod.spec.volumes ?? []).entries()) {
    if (!persistentVolumeClaim) continue;
    const name = persistentVolumeClaim.claimName;
    const claim = find<PersistentVolumeClaim>(facts, `PersistentVolumeClaim/${namespace}/${name}`);
    const key = `${namespace}/${name}`;
    if (!claim) {
      const path = `spec.volumes[${i}].persistentVolumeClaim.claimName`;
      return { object: `Pod/${keyOf(pod)}`, path, notes: [note('claim-missing', { claim: key, in: inOf(namespace) })] };
    }
    if (!isBound(claim)) return unbound(claim, facts);
  }
  return undefined;
}

function unbound(claim: PersistentVolumeClaim, facts: Facts): Finding {
  const key = keyOf(claim);
  const object = `PersistentVolumeClaim/${key}`;
  const path = 'spec.storageClassName';
  const about = (more: Note, at = path): Finding => ({
    object,
    path: at,
    notes: [note('claim-unbound', { claim: key }), more],
  });
  const name = classOf(claim);
  const classes = facts.list<StorageClass>('StorageClass');
  const known = classes.map(({ metadata }) => metadata.name).join(', ') || '-';
  const found = classes.find(({ metadata }) => metadata.name === name);
  if (name === '' && !classes.some(isDefaultClass)) return about(note('class-not-named', { classes: known }));
  const volumes = facts.list<PersistentVolume>('PersistentVolume');
  if (!found && name !== '' && !volumes.some((volume) => classOf(volume) === name))
    return about(note('storage-class-missing', { class: name, classes: known }));
  const wrong = volumes
    .filter(({ status }) => status.phase === 'Available')
    .map((volume) => `${volume.metadata.name}: ${mismatch(volume, claim) ?? '-'}`);
  return about(note('no-volume-suits', { volumes: wrong.join('; ') || '-' }), 'spec');
}
