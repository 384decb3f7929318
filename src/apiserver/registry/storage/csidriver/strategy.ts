// Models pkg/registry/storage/csidriver/strategy.go, with its defaults, validation and printer.

import type { CSIDriver } from '#api/storage/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Column, Strategy } from '../../rest/strategy.ts';

const flag = (name: string, description: string, cell: (driver: CSIDriver) => boolean): Column<CSIDriver> => ({
  name,
  type: 'boolean',
  description,
  cell,
});

const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const MODES = ['Persistent', 'Ephemeral'];
const LEAST_SECONDS = 600;

function validateCsiDriver({ spec }: CSIDriver): FieldError[] {
  const { fsGroupPolicy, tokenRequests = [], volumeLifecycleModes = [] } = spec;
  const errors: FieldError[] = [];
  if (fsGroupPolicy !== undefined && !GROUP_POLICIES.includes(fsGroupPolicy)) {
    errors.push(field.notSupported('spec.fsGroupPolicy', fsGroupPolicy, GROUP_POLICIES));
  }
  errors.push(...validateTokenRequests(tokenRequests));
  for (const mode of volumeLifecycleModes) {
    if (!MODES.includes(mode)) errors.push(field.notSupported('spec.volumeLifecycleModes', mode, MODES));
  }
  return errors;
}

function validateTokenRequests(requests: NonNullable<CSIDriver['spec']['tokenRequests']>): FieldError[] {
  return requests.flatMap(({ audience = '', expirationSeconds }, i) => {
    const at = `spec.tokenRequests[${i}]`;
    if (requests.slice(0, i).some((other) => (other.audience ?? '') === audience)) {
      return [field.duplicate(`${at}.audience`, audience)];
    }
    const refuse = (why: string): FieldError[] => [field.invalid(`${at}.expirationSeconds`, expirationSeconds, why)];
    if (expirationSeconds === undefined) return [];
    if (expirationSeconds < LEAST_SECONDS) return refuse('may not specify a duration less than 10 minutes');
    return expirationSeconds > 2 ** 32 ? refuse('may not specify a duration larger than 2^32 seconds') : [];
  });
}

/** Upstream writes attachedRequired so. */
const FIXED = {
  attachRequired: 'spec.attachedRequired',
  fsGroupPolicy: 'spec.fsGroupPolicy',
  podInfoOnMount: 'spec.podInfoOnMount',
  volumeLifecycleModes: 'spec.volumeLifecycleModes',
} as const;

function validateUpdate(driver: CSIDriver, old: CSIDriver): FieldError[] {
  const fixed = (Object.keys(FIXED) as (keyof typeof FIXED)[]).flatMap((key) =>
    deepEqual(driver.spec[key], old.spec[key])
      ? []
      : [field.invalid(FIXED[key], driver.spec[key], 'field is immutable')],
  );
  return [...validateCsiDriver(driver), ...fixed];
}

export const csiDriverStrategy: Strategy<CSIDriver> = {
  resource: 'csidrivers',
  singular: 'csidriver',
  kind: 'CSIDriver',
  group: 'storage.k8s.io',
  version: 'v1',
  namespaced: false,

  setDefaults(driver) {
    driver.spec ??= {};
    const { spec } = driver;
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
    if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ['Persistent'];
  },
  validate: validateCsiDriver,
  validateUpdate,
  columns: [
    nameColumn,
    flag(
      'AttachRequired',
      'attachRequired indicates this CSI volume driver requires an attach operation.',
      ({ spec }) => spec.attachRequired ?? true,
    ),
    flag(
      'PodInfoOnMount',
      'podInfoOnMount indicates this CSI volume driver requires additional pod information during mount operations.',
      ({ spec }) => spec.podInfoOnMount ?? false,
    ),
    flag(
      'StorageCapacity',
      'storageCapacity indicates that the CSI volume driver wants pod scheduling to consider the storage capacity that the driver deployment will report by creating CSIStorageCapacity objects.',
      ({ spec }) => spec.storageCapacity ?? false,
    ),
    text(
      'TokenRequests',
      "tokenRequests indicates the CSI driver needs pods' service account tokens it is mounting volume for to do necessary authentication.",
      ({ spec }) => (spec.tokenRequests ?? []).map(({ audience }) => audience).join(',') || '<unset>',
    ),
    flag(
      'RequiresRepublish',
      'requiresRepublish indicates the CSI driver wants `NodePublishVolume` being periodically called to reflect any possible change in the mounted volume.',
      ({ spec }) => spec.requiresRepublish ?? false,
    ),
    text(
      'Modes',
      'volumeLifecycleModes defines what kind of volumes this CSI volume driver supports.',
      ({ spec }) => (spec.volumeLifecycleModes ?? []).join(',') || '<none>',
    ),
    ageColumn,
  ],
};
