// Models what ValidatePersistentVolumeSpec asks of the storage behind a volume: one kind of it, the first that is there.

import type { PersistentVolume } from '#api/core/volume-types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { LEGACY_SOURCES } from '../pod/legacy-volumes.ts';
import { validateNoBacksteps } from '../pod/paths.ts';
import { validateCsiDriver, validateHostPath, validateNfs } from '../pod/volume-validation.ts';

type Spec = PersistentVolume['spec'];
type Fields = Readonly<Record<string, unknown>>;
type Check = (source: never, at: string, spec: Spec) => FieldError[];

function validateLocal({ path }: { path?: string }, at: string, { nodeAffinity }: Spec): FieldError[] {
  const errors = path ? validateNoBacksteps(path, `${at}.path`) : [field.required(`${at}.path`)];
  if (!nodeAffinity) errors.push(field.required('spec.nodeAffinity', 'Local volume requires node affinity'));
  return errors;
}

const SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

/** Source: validateCSIPersistentVolumeSource. */
function validateCsi(csi: { driver?: string; volumeHandle?: string } & Fields, at: string): FieldError[] {
  const errors = validateCsiDriver(csi.driver, `${at}.driver`);
  if (!csi.volumeHandle) errors.push(field.required(`${at}.volumeHandle`));
  for (const name of SECRETS) {
    const secret = csi[name] as { name?: string; namespace?: string } | undefined;
    if (!secret) continue;
    for (const part of ['name', 'namespace'] as const)
      if (!secret[part]) errors.push(field.required(`${at}.${name}.${part}`));
  }
  return errors;
}

/** In the order in which they are looked at; the path where it is not the name. */
const SOURCES: readonly (readonly [name: string, check: Check, at?: string])[] = [
  ['hostPath', validateHostPath],
  ['gcePersistentDisk', LEGACY_SOURCES.gcePersistentDisk, 'persistentDisk'],
  ['awsElasticBlockStore', LEGACY_SOURCES.awsElasticBlockStore],
  ['glusterfs', LEGACY_SOURCES.glusterfs],
  ['flocker', LEGACY_SOURCES.flocker],
  ['nfs', validateNfs],
  ['rbd', LEGACY_SOURCES.rbd],
  ['quobyte', LEGACY_SOURCES.quobyte],
  ['cephfs', LEGACY_SOURCES.cephfs],
  ['iscsi', LEGACY_SOURCES.iscsi],
  ['cinder', LEGACY_SOURCES.cinder],
  ['fc', LEGACY_SOURCES.fc],
  ['flexVolume', LEGACY_SOURCES.flexVolume],
  ['azureFile', LEGACY_SOURCES.azureFile],
  ['vsphereVolume', LEGACY_SOURCES.vsphereVolume],
  ['photonPersistentDisk', LEGACY_SOURCES.photonPersistentDisk],
  ['portworxVolume', LEGACY_SOURCES.portworxVolume],
  ['azureDisk', LEGACY_SOURCES.azureDisk],
  ['scaleIO', LEGACY_SOURCES.scaleIO],
  ['local', validateLocal],
  ['storageos', LEGACY_SOURCES.storageos],
  ['csi', validateCsi],
];

/** Of a spec, only what says where the data is. */
export const sourceOf = (spec: Spec): Fields =>
  Object.fromEntries(SOURCES.flatMap(([name]) => (spec[name] ? [[name, spec[name]]] : [])));

export function validateSource(spec: Spec): FieldError[] {
  const present = SOURCES.filter(([name]) => spec[name]);
  const [first, ...others] = present;
  if (!first) return [field.required('spec', 'must specify a volume type')];
  const [name, check, at = name] = first;
  return [
    ...check(spec[name] as never, `spec.${at}`, spec),
    ...others.map(([other]) => field.forbidden(`spec.${other}`, 'may not specify more than 1 volume type')),
  ];
}
