// Models pkg/registry/storage/csinode/strategy.go, with its validation and printer.

import type { CSINode, CSINodeDriver } from '#api/storage/types.ts';
import { type FieldError, field, invalids, nonNegative } from '#apimachinery/field.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';
import { ageColumn, integer, nameColumn } from '../../columns.ts';
import { validateCsiDriver } from '../../core/pod/volume-validation.ts';
import type { Strategy } from '../../rest/strategy.ts';

const ID_LIMIT = 256;

function validateCsiNode({ spec }: CSINode): FieldError[] {
  const drivers = spec.drivers ?? [];
  return drivers.flatMap((driver, i) => {
    const at = `spec.drivers[${i}]`;
    const errors = validateDriver(driver, at);
    const again = drivers.slice(0, i).some(({ name }) => name === driver.name);
    if (again) errors.push(field.duplicate(`${at}.name`, driver.name));
    return [...errors, ...validateTopologyKeys(driver.topologyKeys ?? [], at)];
  });
}

function validateDriver({ name, nodeID = '', allocatable }: CSINodeDriver, at: string): FieldError[] {
  const errors = validateCsiDriver(name, `${at}.name`);
  if (nodeID === '') errors.push(field.required(`${at}.nodeID`));
  if (nodeID.length > ID_LIMIT) {
    errors.push(field.invalid(`${at}.nodeID`, nodeID, `must be ${ID_LIMIT} characters or less`));
  }
  return [...errors, ...nonNegative(`${at}.allocatable.count`, allocatable?.count)];
}

/** Upstream tells of a key at its driver. */
const validateTopologyKeys = (keys: readonly string[], at: string): FieldError[] =>
  keys.flatMap((key, i) => [
    ...(key === '' ? [field.required(at)] : []),
    ...(keys.indexOf(key) < i ? [field.duplicate(at, key)] : []),
    ...invalids(at, key, isQualifiedName(key)),
  ]);

export const csiNodeStrategy: Strategy<CSINode> = {
  resource: 'csinodes',
  singular: 'csinode',
  kind: 'CSINode',
  group: 'storage.k8s.io',
  version: 'v1',
  namespaced: false,

  setDefaults(node) {
    node.spec ??= { drivers: null };
    node.spec.drivers ??= null;
  },
  validate: validateCsiNode,
  validateUpdate: validateCsiNode,
  columns: [
    nameColumn,
    integer(
      'Drivers',
      'Drivers indicates the number of CSI drivers registered on the node',
      ({ spec }) => (spec.drivers ?? []).length,
    ),
    ageColumn,
  ],
};
