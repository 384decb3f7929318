// Models SetDefaults_PersistentVolumeClaim of pkg/apis/core/v1/defaults.go.

import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';

export function setClaimDefaults(claim: PersistentVolumeClaim): void {
  claim.spec ??= {};
  claim.status ??= {};
  claim.status.phase ??= 'Pending';
  claim.spec.volumeMode ??= 'Filesystem';
  claim.spec.resources ??= {};
}
