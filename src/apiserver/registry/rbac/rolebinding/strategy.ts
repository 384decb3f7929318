// Models pkg/registry/rbac/rolebinding.

import { RBAC_GROUP, type RoleBinding } from '#api/rbac/types.ts';
import { NOTHING_TAKEN } from '../../rest/create.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setBindingDefaults } from '../defaults.ts';
import { refuseBinding } from '../escalation.ts';
import { bindingColumns } from '../printer.ts';
import { validateBinding, validateBindingUpdate } from '../validation.ts';

export const roleBindingStrategy: Strategy<RoleBinding> = {
  resource: 'rolebindings',
  singular: 'rolebinding',
  kind: 'RoleBinding',
  group: RBAC_GROUP,
  version: 'v1',
  namespaced: true,
  allowCreateOnUpdate: true,
  nameRule: 'path-segment',

  setDefaults: setBindingDefaults,
  beginCreate: (binding, context) => refuseBinding('rolebindings', binding, undefined, context) ?? NOTHING_TAKEN,
  beginUpdate: (binding, old, context) => refuseBinding('rolebindings', binding, old, context) ?? NOTHING_TAKEN,
  validate: (binding) => validateBinding(binding, true),
  validateUpdate: (binding, old) => validateBindingUpdate(binding, old, true),
  columns: bindingColumns('roleBinding'),
};
