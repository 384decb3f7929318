// Models what is written into files of a volume: validateKeyToPath, validateDownwardAPIVolumeFile, validateProjectedVolumeSource.

import { type FieldError, field } from '#apimachinery/field.ts';
import { type FieldRef, type ResourceRef, validateFieldRef, validateResourceRef } from './downward-validation.ts';
import { validateUnreservedPath } from './paths.ts';

const VOLUME_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

interface Item {
  key: string;
  path: string;
  mode?: number;
}

interface DownwardFile {
  path: string;
  fieldRef?: FieldRef;
  resourceFieldRef?: ResourceRef;
  mode?: number;
}

/** One of a projected volume's sources. */
export interface Projected {
  secret?: { name?: string; items?: Item[] };
  configMap?: { name?: string; items?: Item[] };
  downwardAPI?: { items?: DownwardFile[] };
  serviceAccountToken?: { expirationSeconds?: number; path?: string };
  clusterTrustBundle?: { name?: string; signerName?: string; path?: string; labelSelector?: object };
}

export const validateMode = (mode: number | undefined, at: string): FieldError[] =>
  mode !== undefined && (mode > 0o777 || mode < 0)
    ? [field.invalid(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : [];

export function validateItem({ key, path = '', mode }: Item, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!key) errors.push(field.required(`${at}.key`));
  if (!path) errors.push(field.required(`${at}.path`));
  return [...errors, ...validateUnreservedPath(path, `${at}.path`), ...validateMode(mode, `${at}.mode`)];
}

export function validateDownwardFile(file: DownwardFile, at: string): FieldError[] {
  const { path = '', fieldRef, resourceFieldRef, mode } = file;
  const errors = path ? [] : [field.required(`${at}.path`)];
  errors.push(...validateUnreservedPath(path, `${at}.path`));
  if (fieldRef) {
    errors.push(...validateFieldRef(fieldRef, VOLUME_FIELDS, `${at}.fieldRef`));
    if (resourceFieldRef)
      errors.push(field.invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (resourceFieldRef) {
    errors.push(...validateResourceRef(resourceFieldRef, true, `${at}.resourceFieldRef`));
  } else errors.push(field.required(at, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateMode(mode, `${at}.mode`)];
}

export function validateProjected(
  { sources = [], defaultMode }: { sources?: Projected[]; defaultMode?: number },
  at: string,
): FieldError[] {
  const errors = validateMode(defaultMode, `${at}.defaultMode`);
  const paths = new Set<string>();
  const take = (path: string | undefined, shown: string | undefined): void => {
    if (!path) return;
    if (paths.has(path)) errors.push(field.invalid(at, shown, 'conflicting duplicate paths'));
    paths.add(path);
  };
  sources.forEach((source, i) => {
    const here = `${at}.sources[${i}]`;
    for (const kind of ['secret', 'configMap'] as const) {
      const from = source[kind];
      if (!from) continue;
      if (!from.name) errors.push(field.required(`${here}.${kind}.name`));
      (from.items ?? []).forEach((item, n) => {
        errors.push(...validateItem(item, `${here}.${kind}.items[${n}]`));
        take(item.path, from.name);
      });
    }
    for (const item of source.downwardAPI?.items ?? []) {
      errors.push(...validateDownwardFile(item, `${here}.downwardAPI`));
      take(item.path, item.path);
    }
    if (source.serviceAccountToken) errors.push(...validateToken(source.serviceAccountToken, here, at));
    if (source.clusterTrustBundle) {
      errors.push(...validateTrust(source.clusterTrustBundle, `${here}.clusterTrustBundle`));
      take(source.clusterTrustBundle.path, source.clusterTrustBundle.path);
    }
    if (Object.values(source).filter((from) => from !== undefined).length > 1)
      errors.push(field.forbidden(here, 'may not specify more than 1 volume type per source'));
  });
  return errors;
}

/** The path is looked for beside the volume's sources, as upstream has it. */
function validateToken(
  { expirationSeconds = 3600, path }: NonNullable<Projected['serviceAccountToken']>,
  at: string,
  volume: string,
): FieldError[] {
  const seconds = `${at}.serviceAccountToken.expirationSeconds`;
  const errors: FieldError[] = [];
  if (expirationSeconds < 600)
    errors.push(field.invalid(seconds, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  if (expirationSeconds > 2 ** 32)
    errors.push(field.invalid(seconds, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  return [...errors, ...(path ? validateUnreservedPath(path, `${volume}.path`) : [field.required(`${volume}.path`)])];
}

function validateTrust(bundle: NonNullable<Projected['clusterTrustBundle']>, at: string): FieldError[] {
  const { name, signerName, path = '', labelSelector } = bundle;
  const errors: FieldError[] = [];
  if (name !== undefined && signerName !== undefined) {
    const shown = {
      Name: name,
      SignerName: signerName,
      LabelSelector: labelSelector ?? null,
      Optional: null,
      Path: path,
    };
    errors.push(field.invalid(at, shown, 'only one of name and signerName may be used'));
  } else if (name === '') errors.push(field.required(`${at}.name`, 'must be a valid object name'));
  else if (name !== undefined && labelSelector) {
    errors.push(
      field.invalid(`${at}.labelSelector`, labelSelector, 'labelSelector must be unset if name is specified'),
    );
  } else if (signerName === '') errors.push(field.required(`${at}.signerName`, 'must be a valid signer name'));
  else if (name === undefined && signerName === undefined)
    errors.push(field.required(at, 'either name or signerName must be specified'));
  if (!path) errors.push(field.required(`${at}.path`));
  return [...errors, ...validateUnreservedPath(path, `${at}.path`)];
}
