// Models pkg/registry/rbac/clusterrole.

import { type ClusterRole, RBAC_GROUP } from '#api/rbac/types.ts';
import { NOTHING_TAKEN } from '../../rest/create.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setRoleDefaults } from '../defaults.ts';
import { refuseRole } from '../escalation.ts';
import { validateClusterRole } from '../validation.ts';

export const clusterRoleStrategy: Strategy<ClusterRole> = {
  resource: 'clusterroles',
  singular: 'clusterrole',
  kind: 'ClusterRole',
  group: RBAC_GROUP,
  version: 'v1',
  namespaced: false,
  allowCreateOnUpdate: true,
  nameRule: 'path-segment',

  setDefaults: setRoleDefaults,
  beginCreate: (role, context) => refuseRole('clusterroles', role, undefined, context) ?? NOTHING_TAKEN,
  beginUpdate: (role, old, context) => refuseRole('clusterroles', role, old, context) ?? NOTHING_TAKEN,
  validate: validateClusterRole,
};
