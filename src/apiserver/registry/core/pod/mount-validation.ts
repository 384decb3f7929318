// Models ValidateVolumeMounts and ValidateVolumeDevices of pkg/apis/core/validation.

import type { Container, Volume } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { validateDescendingPath, validateNoBacksteps } from './paths.ts';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

interface Mount {
  name?: string;
  mountPath?: string;
  subPath?: string;
  subPathExpr?: string;
  readOnly?: boolean;
  mountPropagation?: string;
  recursiveReadOnly?: string;
}

interface Device {
  name?: string;
  devicePath?: string;
}

type Volumes = ReadonlyMap<string, Volume>;

/** Upstream looks for what a mount says of its path beside the list. */
function validateWays(mount: Mount, here: string, list: string, privileged: boolean): FieldError[] {
  const { subPath, subPathExpr, mountPropagation: propagation, recursiveReadOnly: recursive } = mount;
  const errors: FieldError[] = [];
  if (subPath) errors.push(...validateDescendingPath(subPath, `${list}.subPath`));
  if (subPathExpr) {
    if (subPath)
      errors.push(field.invalid(`${here}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    errors.push(...validateDescendingPath(subPathExpr, `${list}.subPathExpr`));
  }
  if (propagation !== undefined) {
    const at = `${list}.mountPropagation`;
    if (!PROPAGATIONS.includes(propagation)) errors.push(field.notSupported(at, propagation, PROPAGATIONS));
    if (propagation === 'Bidirectional' && !privileged)
      errors.push(field.forbidden(at, 'Bidirectional mount propagation is available only to privileged containers'));
  }
  if (recursive !== undefined && recursive !== 'Disabled') {
    const at = `${list}.recursiveReadOnly`;
    if (!RECURSIVE.includes(recursive)) return [...errors, field.notSupported(at, recursive, RECURSIVE)];
    if (!mount.readOnly) errors.push(field.forbidden(at, 'may only be specified when readOnly is true'));
    if (propagation !== undefined && propagation !== 'None')
      errors.push(field.forbidden(at, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

export function validateMounts(container: Container, at: string, volumes: Volumes): FieldError[] {
  const mounts: readonly Mount[] = container.volumeMounts ?? [];
  const devices = ((container as { volumeDevices?: Device[] }).volumeDevices ?? []) as readonly Device[];
  const privileged = container.securityContext?.privileged === true;
  const list = `${at}.volumeMounts`;
  const paths = new Set<string>();
  const errors = mounts.flatMap((mount, i) => {
    const here = `${list}[${i}]`;
    const { name = '', mountPath = '' } = mount;
    const own: FieldError[] = [];
    if (!name) own.push(field.required(`${here}.name`));
    if (!volumes.has(name)) own.push(field.notFound(`${here}.name`, name));
    if (!mountPath) own.push(field.required(`${here}.mountPath`));
    if (paths.has(mountPath)) own.push(field.invalid(`${here}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    if (devices.some((d) => d.name === name))
      own.push(field.invalid(`${here}.name`, name, 'must not already exist in volumeDevices'));
    if (devices.some((d) => d.devicePath === mountPath))
      own.push(field.invalid(`${here}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    return [...own, ...validateWays(mount, here, list, privileged)];
  });
  return [...errors, ...validateDevices(devices, mounts, `${at}.volumeDevices`, volumes)];
}

function validateDevices(
  devices: readonly Device[],
  mounts: readonly Mount[],
  at: string,
  volumes: Volumes,
): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  return devices.flatMap(({ name = '', devicePath = '' }, i) => {
    const here = `${at}[${i}]`;
    const wrong = (member: 'name' | 'devicePath', why: string): FieldError =>
      field.invalid(`${here}.${member}`, member === 'name' ? name : devicePath, why);
    const errors: FieldError[] = [];
    const volume = volumes.get(name);
    if (!name) errors.push(field.required(`${here}.name`));
    if (names.has(name)) errors.push(wrong('name', 'must be unique'));
    if (!volume) errors.push(field.notFound(`${here}.name`, name));
    else if (!volume.persistentVolumeClaim && !volume.ephemeral) {
      const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(wrong('name', why));
    }
    if (!devicePath) errors.push(field.required(`${here}.devicePath`));
    if (paths.has(devicePath)) errors.push(wrong('devicePath', 'must be unique'));
    if (validateNoBacksteps(devicePath, here).length > 0)
      errors.push(wrong('devicePath', "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((m) => m.name === name)) errors.push(wrong('name', 'must not already exist in volumeMounts'));
    if (mounts.some((m) => m.mountPath === devicePath))
      errors.push(wrong('devicePath', 'must not already exist as a path in volumeMounts'));
    if (name) names.add(name);
    return errors;
  });
}
