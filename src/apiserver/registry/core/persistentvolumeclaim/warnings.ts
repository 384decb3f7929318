// Models GetWarningsForPersistentVolumeClaim of pkg/api/persistentvolumeclaim.

import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '#api/core/volume-types.ts';
import { milliValue } from '#apimachinery/quantity.ts';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

export function claimSpecWarnings({ resources }: PersistentVolumeClaimSpec, at: string): readonly string[] {
  return (['requests', 'limits'] as const).flatMap((list) => {
    const value = resources?.[list]?.storage;
    return value !== undefined && milliValue(value) % 1000 !== 0
      ? [
          `${at}.resources.${list}[storage]: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`,
        ]
      : [];
  });
}

export function claimWarnings({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  const beta = metadata.annotations?.[BETA_CLASS] !== undefined;
  const why = 'deprecated since v1.8; use "storageClassName" attribute instead';
  return [...(beta ? [`metadata.annotations[${BETA_CLASS}]: ${why}`] : []), ...claimSpecWarnings(spec, 'spec')];
}
