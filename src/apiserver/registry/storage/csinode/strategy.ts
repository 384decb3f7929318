// Models pkg/registry/storage/csinode/strategy.go, with its validation and printer.

import type { CSINode } from '#api/storage/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { ageColumn, integer, nameColumn } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateCsiNode({ spec }: CSINode): FieldError[] {
  const seen = new Set<string>();
  return (spec.drivers ?? []).flatMap(({ name, nodeID }, i) => {
    const at = `spec.drivers[${i}]`;
    const errors: FieldError[] = [];
    if (!name) errors.push(field.required(`${at}.name`));
    if (!nodeID) errors.push(field.required(`${at}.nodeID`));
    if (seen.has(name)) errors.push(field.duplicate(`${at}.name`, name));
    seen.add(name);
    return errors;
  });
}

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
