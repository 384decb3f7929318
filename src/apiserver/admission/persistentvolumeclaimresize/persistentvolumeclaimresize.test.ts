// Texts: plugin/pkg/admission/storage/persistentvolume/resize, from its source and as quoted from clusters.

import { expect, test } from 'vitest';
import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { persistentVolumeClaimStrategy } from '../../registry/core/persistentvolumeclaim/strategy.ts';
import { created } from '../attributes.testing.ts';
import { persistentVolumeClaimResize } from './persistentvolumeclaimresize.ts';

const claim = (storage: string, storageClassName: string, phase: string): PersistentVolumeClaim =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'c', namespace: 'default' },
    spec: { storageClassName, resources: { requests: { storage } } },
    status: { phase },
  }) as unknown as PersistentVolumeClaim;

const NOT_HERE =
  'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';

test.each([
  ['1Gi', 'fixed', 'Bound', undefined],
  ['2Gi', 'fixed', 'Bound', NOT_HERE],
  ['2Gi', '', 'Bound', NOT_HERE],
  ['2Gi', 'gone', 'Bound', NOT_HERE],
  ['2Gi', 'grows', 'Bound', undefined],
  ['2Gi', 'grows', 'Pending', 'Only bound persistent volume claims can be expanded'],
])('to %s of class %j, which is %s', (size, name, phase, why) => {
  const classes = { fixed: {}, grows: { allowVolumeExpansion: true } };
  const storage = { get: (_: string, asked: string) => classes[asked as keyof typeof classes] };
  const old = claim('1Gi', name, phase);
  const attributes = { ...created(persistentVolumeClaimStrategy, claim(size, name, phase)), operation: 'UPDATE', old };
  const refused = persistentVolumeClaimResize.validate!(attributes as never, { storage } as never);
  expect(refused?.message).toBe(why && `persistentvolumeclaims "c" is forbidden: ${why}`);
});
