// Models pkg/registry/core/node/strategy.go.

import type { Node } from '#api/core/types.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { nodeColumns } from './printer.ts';
import { validateNode, validateNodeUpdate } from './validation.ts';

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
  validateUpdate: validateNodeUpdate,
  validateStatusUpdate: validateNodeUpdate,
  selectableFields: { 'spec.unschedulable': (node) => String(node.spec.unschedulable ?? false) },
  columns: nodeColumns,
};
