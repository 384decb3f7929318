// Models pkg/registry/core/node/strategy.go.

import type { Node } from '#api/core/types.ts';
import type { FieldError } from '#apimachinery/field.ts';
import { field } from '#apimachinery/field.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { nodeColumns } from './printer.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateNode(node: Node): FieldError[] {
  const seen = new Set<string>();
  return (node.spec.taints ?? []).flatMap((taint, i) => {
    const at = `spec.taints[${i}]`;
    const errors: FieldError[] = [];
    if (!taint.key) errors.push(field.required(`${at}.key`));
    if (!EFFECTS.includes(taint.effect)) errors.push(field.notSupported(`${at}.effect`, taint.effect ?? '', EFFECTS));
    const key = `${taint.key}:${taint.effect}`;
    if (seen.has(key))
      errors.push({
        ...field.duplicate(at, key),
        body: `Duplicate value: ${JSON.stringify(taint)}: taints must be unique by key and effect pair`,
      });
    seen.add(key);
    return errors;
  });
}

export const nodeStrategy: Strategy<Node> = {
  resource: 'nodes',
  singular: 'node',
  kind: 'Node',
  group: '',
  version: 'v1',
  namespaced: false,
  shortNames: ['no'],
  statusSubresource: true,

  setDefaults(node) {
    node.spec ??= {};
    node.status ??= {};
    if (node.status.capacity) node.status.allocatable ??= { ...node.status.capacity };
  },
  validate: validateNode,
  validateUpdate: validateNode,
  selectableFields: { 'spec.unschedulable': (node) => String(node.spec.unschedulable ?? false) },
  columns: nodeColumns,
};
