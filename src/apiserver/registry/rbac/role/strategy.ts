// Models pkg/registry/rbac/role.

import { RBAC_GROUP, type Role } from '#api/rbac/types.ts';
import { NOTHING_TAKEN } from '../../rest/create.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setRoleDefaults } from '../defaults.ts';
import { refuseRole } from '../escalation.ts';
import { validateRole } from '../validation.ts';

export const roleStrategy: Strategy<Role> = {
  resource: 'roles',
  singular: 'role',
  kind: 'Role',
  group: RBAC_GROUP,
  version: 'v1',
  namespaced: true,
  allowCreateOnUpdate: true,
  nameRule: 'path-segment',

  setDefaults: setRoleDefaults,
  beginCreate: (role, context) => refuseRole('roles', role, undefined, context) ?? NOTHING_TAKEN,
  beginUpdate: (role, old, context) => refuseRole('roles', role, old, context) ?? NOTHING_TAKEN,
  validate: validateRole,
};
