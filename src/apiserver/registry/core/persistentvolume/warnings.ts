// Models GetWarningsForPersistentVolume of pkg/api/persistentvolume/util.go.

import type { PersistentVolume } from '#api/core/volume-types.ts';
import { nodeLabelDeprecation } from '../node/labels.ts';

const ANNOTATIONS: Readonly<Record<string, string>> = {
  'volume.beta.kubernetes.io/storage-class': 'deprecated since v1.8; use "storageClassName" attribute instead',
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
};
const GONE: Readonly<Record<string, string>> = {
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

interface Required {
  nodeSelectorTerms?: { matchExpressions?: { key: string }[] }[];
}

export function volumeWarnings({ metadata, spec }: PersistentVolume): readonly string[] {
  const warnings = Object.entries(ANNOTATIONS)
    .filter(([name]) => metadata.annotations?.[name] !== undefined)
    .map(([name, why]) => `metadata.annotations[${name}]: ${why}`);
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const why = 'is deprecated. Instead, the recommended approach is to use dynamic provisioning.';
    warnings.push(`spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy ${why}`);
  }
  for (const [name, why] of Object.entries(GONE)) if (spec[name]) warnings.push(`spec.${name}: ${why}`);
  const required = spec.nodeAffinity?.required as Required | undefined;
  (required?.nodeSelectorTerms ?? []).forEach(({ matchExpressions = [] }, i) => {
    matchExpressions.forEach(({ key }, e) => {
      const why = nodeLabelDeprecation(key);
      const at = `spec.nodeAffinity.required.nodeSelectorTerms[${i}].matchExpressions[${e}].key`;
      if (why) warnings.push(`${at}: ${key} is ${why}`);
    });
  });
  return warnings;
}
