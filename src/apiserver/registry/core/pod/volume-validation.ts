// Models ValidateVolumes and validateVolumeSource of pkg/apis/core/validation: what a Pod may mount, and from where.

import type { Volume } from '#api/core/types.ts';
import type { PersistentVolumeClaimSpec } from '#api/core/volume-types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import type { ObjectMeta } from '#apimachinery/meta.ts';
import { compareQuantities } from '#apimachinery/quantity.ts';
import { isDns1123Label, isDns1123Subdomain } from '#apimachinery/validation.ts';
import { validateClaimSpec } from '../persistentvolumeclaim/validation.ts';
import { LEGACY_SOURCES } from './legacy-volumes.ts';
import { validateDescendingPath, validateNoBacksteps } from './paths.ts';
import { type Projected, validateDownwardFile, validateItem, validateMode, validateProjected } from './projections.ts';

type Check = (source: never, at: string) => FieldError[];

/** Source: HostPathUnset and what follows it. */
const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

interface Keyed {
  items?: { key: string; path: string; mode?: number }[];
  defaultMode?: number;
}

const validateKeyed = (named: FieldError[], { items = [], defaultMode }: Keyed, at: string): FieldError[] => [
  ...named,
  ...validateMode(defaultMode, `${at}.defaultMode`),
  ...items.flatMap((item, i) => validateItem(item, `${at}.items[${i}]`)),
];

export function validateHostPath({ path, type }: { path?: string; type?: string }, at: string): FieldError[] {
  if (!path) return [field.required(`${at}.path`)];
  const errors = validateNoBacksteps(path, `${at}.path`);
  if (type !== undefined && !HOST_PATH_TYPES.includes(type))
    errors.push(field.notSupported(`${at}.type`, type, HOST_PATH_TYPES));
  return errors;
}

export function validateNfs({ server, path = '' }: { server?: string; path?: string }, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!server) errors.push(field.required(`${at}.server`));
  if (!path) errors.push(field.required(`${at}.path`));
  if (!path.startsWith('/')) errors.push(field.invalid(`${at}.path`, path, 'must be an absolute path'));
  return errors;
}

/** Source: ValidateCSIDriverName. */
export function validateCsiDriver(driver: string | undefined, at: string): FieldError[] {
  const errors = driver ? [] : [field.required(at)];
  if ((driver ?? '').length > 63) errors.push(field.tooLong(at, 63));
  return [...errors, ...invalids(at, driver ?? '', isDns1123Subdomain((driver ?? '').toLowerCase()))];
}

function validateCsi(
  { driver, nodePublishSecretRef: secret }: { driver?: string; nodePublishSecretRef?: { name?: string } },
  at: string,
): FieldError[] {
  const errors = validateCsiDriver(driver, `${at}.driver`);
  if (secret && !secret.name) errors.push(field.required(`${at}.nodePublishSecretRef.name`));
  else if (secret) errors.push(...invalids(`${at}.name`, secret.name, isDns1123Subdomain(secret.name!)));
  return errors;
}

interface ClaimTemplate {
  metadata?: ObjectMeta;
  spec?: PersistentVolumeClaimSpec;
}

function validateEphemeral({ volumeClaimTemplate: template }: { volumeClaimTemplate?: ClaimTemplate }, at: string) {
  if (!template) return [field.required(`${at}.volumeClaimTemplate`)];
  return validateClaimSpec(template.spec ?? {}, `${at}.volumeClaimTemplate.spec`);
}

/** Every kind of source, in the order in which they are looked at: the first that is there counts. */
const SOURCES: readonly (readonly [name: string, check: Check, at?: string])[] = [
  [
    'emptyDir',
    ({ sizeLimit }: { sizeLimit?: string }, at) =>
      compareQuantities(sizeLimit, 0) < 0
        ? [field.forbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [],
  ],
  ['hostPath', validateHostPath],
  [
    'gitRepo',
    ({ repository, directory = '' }: { repository?: string; directory?: string }, at) => [
      ...(repository ? [] : [field.required(`${at}.repository`)]),
      ...validateDescendingPath(directory, `${at}.directory`),
    ],
  ],
  ['gcePersistentDisk', LEGACY_SOURCES.gcePersistentDisk, 'persistentDisk'],
  ['awsElasticBlockStore', LEGACY_SOURCES.awsElasticBlockStore],
  [
    'secret',
    (source: Keyed & { secretName?: string }, at) =>
      validateKeyed(source.secretName ? [] : [field.required(`${at}.secretName`)], source, at),
  ],
  ['nfs', validateNfs],
  ['iscsi', LEGACY_SOURCES.iscsi],
  ['glusterfs', LEGACY_SOURCES.glusterfs],
  ['flocker', LEGACY_SOURCES.flocker],
  [
    'persistentVolumeClaim',
    ({ claimName }: { claimName?: string }, at) => (claimName ? [] : [field.required(`${at}.claimName`)]),
  ],
  ['rbd', LEGACY_SOURCES.rbd],
  ['cinder', LEGACY_SOURCES.cinder],
  ['cephfs', LEGACY_SOURCES.cephfs],
  ['quobyte', LEGACY_SOURCES.quobyte],
  [
    'downwardAPI',
    ({ defaultMode, items = [] }: Projected['downwardAPI'] & { defaultMode?: number }, at) => [
      ...validateMode(defaultMode, `${at}.defaultMode`),
      // Upstream names the volume, not the item.
      ...items.flatMap((item) => validateDownwardFile(item, at)),
    ],
  ],
  ['fc', LEGACY_SOURCES.fc],
  ['flexVolume', LEGACY_SOURCES.flexVolume],
  [
    'configMap',
    (source: Keyed & { name?: string }, at) =>
      validateKeyed(source.name ? [] : [field.required(`${at}.name`)], source, at),
  ],
  ['azureFile', LEGACY_SOURCES.azureFile],
  ['vsphereVolume', LEGACY_SOURCES.vsphereVolume],
  ['photonPersistentDisk', LEGACY_SOURCES.photonPersistentDisk],
  ['portworxVolume', LEGACY_SOURCES.portworxVolume],
  ['azureDisk', LEGACY_SOURCES.azureDisk],
  ['storageos', LEGACY_SOURCES.storageos],
  ['projected', validateProjected],
  ['scaleIO', LEGACY_SOURCES.scaleIO],
  ['csi', validateCsi],
  ['ephemeral', validateEphemeral],
  ['image', () => []],
];

/** Where upstream misspells a source that is one too many. */
const MISSPELT: Readonly<Record<string, string>> = { downwardAPI: 'downwarAPI', cephfs: 'cephFS' };

function validateSource(volume: Volume, at: string, pod: ObjectMeta | undefined): FieldError[] {
  const given = SOURCES.filter(([name]) => volume[name] !== undefined);
  const errors = given.flatMap(([name, check, path = name], i) =>
    i > 0
      ? [field.forbidden(`${at}.${MISSPELT[name] ?? name}`, 'may not specify more than 1 volume type')]
      : check(volume[name] as never, `${at}.${path}`),
  );
  if (given[0]?.[0] === 'ephemeral' && pod?.name && volume.name) {
    const claim = `${pod.name}-${volume.name}`;
    for (const m of isDns1123Subdomain(claim))
      errors.push(field.invalid(`${at}.name`, volume.name, `PVC name ${JSON.stringify(claim)}: ${m}`));
  }
  return given.length > 0 ? errors : [field.required(at, 'must specify a volume type')];
}

/** `pod` is given for a Pod, not for a template. What is wrong counts as missing to those that mount it. */
export function validateVolumes(
  volumes: readonly Volume[],
  at: string,
  pod: ObjectMeta | undefined,
): { readonly known: ReadonlyMap<string, Volume>; readonly errors: FieldError[] } {
  const known = new Map<string, Volume>();
  const errors: FieldError[] = [];
  const created = volumes.filter((v) => v.ephemeral && pod?.name).map((v) => `${pod!.name}-${v.name}`);
  volumes.forEach((volume, i) => {
    const here = `${at}[${i}]`;
    const own = validateSource(volume, here, pod);
    if (!volume.name) own.push(field.required(`${here}.name`));
    else own.push(...invalids(`${here}.name`, volume.name, isDns1123Label(volume.name)));
    if (known.has(volume.name)) own.push(field.duplicate(`${here}.name`, volume.name));
    if (own.length === 0) known.set(volume.name, volume);
    errors.push(...own);
    const claim = (volume.persistentVolumeClaim as { claimName?: string } | undefined)?.claimName;
    if (claim && created.includes(claim)) {
      const why = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(field.invalid(`${here}.persistentVolumeClaim.claimName`, claim, why));
    }
  });
  return { known, errors };
}
