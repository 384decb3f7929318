// Models pkg/registry/rbac/clusterrolebinding.

import { type ClusterRoleBinding, RBAC_GROUP } from '#api/rbac/types.ts';
import { NOTHING_TAKEN } from '../../rest/create.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setBindingDefaults } from '../defaults.ts';
import { refuseBinding } from '../escalation.ts';
import { bindingColumns } from '../printer.ts';
import { validateBinding, validateBindingUpdate } from '../validation.ts';

export const clusterRoleBindingStrategy: Strategy<ClusterRoleBinding> = {
  resource: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  kind: 'ClusterRoleBinding',
  group: RBAC_GROUP,
  version: 'v1',
  namespaced: false,
  allowCreateOnUpdate: true,
  nameRule: 'path-segment',

  setDefaults: setBindingDefaults,
  beginCreate: (binding, context) => refuseBinding('clusterrolebindings', binding, undefined, context) ?? NOTHING_TAKEN,
  beginUpdate: (binding, old, context) => refuseBinding('clusterrolebindings', binding, old, context) ?? NOTHING_TAKEN,
  validate: (binding) => validateBinding(binding, false),
  validateUpdate: (binding, old) => validateBindingUpdate(binding, old, false),
  columns: bindingColumns('clusterRoleBinding'),
};
