// Models the rest of pkg/apis/core/validation's volume sources: storage of clouds and arrays that Portolan's nodes do not have.
// Portolan does not simulate volumes of clouds and storage arrays: their manifests are judged, and a Pod that mounts one starts without it.

import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';

type Fields = Readonly<Record<string, unknown>>;

const needs =
  (...names: readonly string[]) =>
  (source: Fields, at: string): FieldError[] =>
    names.filter((name) => !source[name]).map((name) => field.required(`${at}.${name}`));

const needsList =
  (list: string, ...names: readonly string[]) =>
  (source: Fields, at: string): FieldError[] => [
    ...(((source[list] as unknown[] | undefined) ?? []).length > 0 ? [] : [field.required(`${at}.${list}`)]),
    ...needs(...names)(source, at),
  ];

const inRange = (value: unknown, from: number, to: number, at: string, shown = from): FieldError[] =>
  typeof value === 'number' && (value < from || value > to)
    ? [field.invalid(at, value, `must be between ${shown} and ${to}, inclusive`)]
    : [];

/** Upstream refuses what is under 0, and says 1. */
const disk =
  (name: string) =>
  (source: Fields, at: string): FieldError[] => [
    ...needs(name)(source, at),
    ...inRange(source.partition, 0, 255, `${at}.partition`, 1),
  ];

const IQN = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([0-9A-Za-z\-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[0-9A-Za-z]{16}$/],
  ['naa', /^naa.[0-9A-Za-z]{32}$/],
] as const;

function validateIqn(iqn: string, at: string): FieldError[] {
  const known = IQN.find(([prefix]) => iqn.startsWith(prefix));
  if (!known) return [field.invalid(at, iqn, 'must be valid format starting with iqn, eui, or naa')];
  return known[1].test(iqn) ? [] : [field.invalid(at, iqn, 'must be valid format')];
}

function iscsi(source: Fields, at: string): FieldError[] {
  const errors = needs('targetPortal')(source, at);
  if (!source.iqn) errors.push(field.required(`${at}.iqn`));
  else errors.push(...validateIqn(String(source.iqn), `${at}.iqn`));
  errors.push(...inRange(source.lun, 0, 255, `${at}.lun`));
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef)
    errors.push(field.required(`${at}.secretRef`));
  if (source.initiatorName !== undefined)
    errors.push(...validateIqn(String(source.initiatorName), `${at}.initiatorname`));
  return errors;
}

function fc(
  { targetWWNs = [], wwids = [], lun }: { targetWWNs?: string[]; wwids?: string[]; lun?: number },
  at: string,
) {
  const errors: FieldError[] = [];
  if (targetWWNs.length === 0 && wwids.length === 0)
    errors.push(field.required(`${at}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  if (targetWWNs.length > 0 && wwids.length > 0) {
    const why = 'targetWWNs and wwids can not be specified simultaneously';
    errors.push(field.invalid(`${at}.targetWWNs`, targetWWNs, why));
  }
  if (targetWWNs.length > 0 && lun === undefined)
    errors.push(field.required(`${at}.lun`, 'lun is required if targetWWNs is specified'));
  return [...errors, ...inRange(lun, 0, 255, `${at}.lun`)];
}

function flocker({ datasetName, datasetUUID }: { datasetName?: string; datasetUUID?: string }, at: string) {
  const errors: FieldError[] = [];
  if (!datasetName && !datasetUUID) errors.push(field.required(at, 'one of datasetName and datasetUUID is required'));
  if (datasetName && datasetUUID)
    errors.push(field.invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (datasetName?.includes('/')) errors.push(field.invalid(`${at}.datasetName`, datasetName, "must not contain '/'"));
  return errors;
}

function quobyte({ registry, tenant, volume }: { registry?: string; tenant?: string; volume?: string }, at: string) {
  const pairs = 'must be a host:port pair or multiple pairs separated by commas';
  const errors: FieldError[] = [];
  if (!registry) errors.push(field.required(`${at}.registry`, pairs));
  else if ((tenant ?? '').length >= 65)
    errors.push(field.required(`${at}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  else {
    for (const pair of registry.split(','))
      if (!/^(\[[^\]]*\]|[^:]*):[^:]*$/.test(pair)) errors.push(field.invalid(`${at}.registry`, registry, pairs));
  }
  return volume ? errors : [...errors, field.required(`${at}.volume`)];
}

function flexVolume({ driver, options = {} }: { driver?: string; options?: Record<string, string> }, at: string) {
  const errors = driver ? [] : [field.required(`${at}.driver`)];
  for (const key of Object.keys(options)) {
    const domain = `.${(/^([^/]*)\//.exec(key)?.[1] ?? key).toLowerCase()}`;
    if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io'))
      errors.push(field.invalid(`${at}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
  }
  return errors;
}

const CACHING = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

function azureDisk(source: Fields, at: string): FieldError[] {
  const { cachingMode, kind } = source;
  const uri = String(source.diskURI ?? '');
  const errors = needs('diskName', 'diskURI')(source, at);
  if (cachingMode !== undefined && !CACHING.includes(cachingMode as string))
    errors.push(field.notSupported(`${at}.cachingMode`, cachingMode, CACHING));
  if (kind !== undefined && !DISK_KINDS.includes(kind as string))
    errors.push(field.notSupported(`${at}.kind`, kind, DISK_KINDS));
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/'))
    errors.push(field.notSupported(`${at}.diskURI`, uri, [MANAGED_URI]));
  if (kind !== undefined && kind !== 'Managed' && !uri.startsWith('https://'))
    errors.push(field.notSupported(`${at}.diskURI`, uri, [BLOB_URI]));
  return errors;
}

const secretName = (source: Fields, at: string): FieldError[] =>
  source.secretRef && !(source.secretRef as Fields).name ? [field.required(`${at}.secretRef.name`)] : [];

function storageos(source: Fields, at: string): FieldError[] {
  const errors = needs('volumeName')(source, at);
  for (const name of ['volumeName', 'volumeNamespace']) {
    const value = source[name] as string | undefined;
    if (value) errors.push(...invalids(`${at}.${name}`, value, isDns1123Label(value)));
  }
  return [...errors, ...secretName(source, at)];
}

export const LEGACY_SOURCES = {
  gcePersistentDisk: disk('pdName'),
  awsElasticBlockStore: disk('volumeID'),
  iscsi,
  glusterfs: needs('endpoints', 'path'),
  flocker,
  rbd: needsList('monitors', 'image'),
  cinder: (source: Fields, at: string) => [...needs('volumeID')(source, at), ...secretName(source, at)],
  cephfs: needsList('monitors'),
  quobyte,
  fc,
  flexVolume,
  azureFile: needs('secretName', 'shareName'),
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk,
  storageos,
  scaleIO: needs('gateway', 'system', 'volumeName'),
} as const;
