// Models printRoleBinding and printClusterRoleBinding of pkg/printers/internalversion.

import type { RoleBinding } from '#api/rbac/types.ts';
import { ageColumn, nameColumn, text, wide } from '../columns.ts';
import type { Column } from '../rest/strategy.ts';

const ROLE =
  'RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error. This field is immutable.';
const CLUSTER_ROLE =
  'RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error. This field is immutable.';

const subjects = ({ subjects = [] }: RoleBinding, kind: string): string =>
  subjects
    .filter((s) => s.kind === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
    .join(', ');

/** `kind` as the descriptions name it: `roleBinding`, `clusterRoleBinding`. */
export const bindingColumns = (kind: 'roleBinding' | 'clusterRoleBinding'): readonly Column<RoleBinding>[] => [
  nameColumn,
  text('Role', kind === 'roleBinding' ? ROLE : CLUSTER_ROLE, ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wide(text('Users', `Users in the ${kind}`, (b) => subjects(b, 'User'))),
  wide(text('Groups', `Groups in the ${kind}`, (b) => subjects(b, 'Group'))),
  wide(text('ServiceAccounts', `ServiceAccounts in the ${kind}`, (b) => subjects(b, 'ServiceAccount'))),
];
