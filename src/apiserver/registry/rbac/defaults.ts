// Models pkg/apis/rbac/v1/defaults.go.

import { RBAC_GROUP, type Role, type RoleBinding } from '#api/rbac/types.ts';

export function setBindingDefaults(binding: RoleBinding): void {
  if (binding.roleRef) binding.roleRef.apiGroup ||= RBAC_GROUP;
  for (const subject of binding.subjects ?? []) {
    if (!subject.apiGroup && (subject.kind === 'User' || subject.kind === 'Group')) subject.apiGroup = RBAC_GROUP;
    else if (subject.apiGroup === '') delete subject.apiGroup;
  }
}

/** `rules` has no omitempty: a role without rules shows null. */
export function setRoleDefaults(role: Role): void {
  role.rules ??= null;
}
