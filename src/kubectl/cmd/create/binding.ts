// kubectl create rolebinding and clusterrolebinding. Models kubectl/pkg/cmd/create create_rolebinding.go.

import type { Command, Factory, Flag } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post, required } from './generate.ts';

const GROUP = 'rbac.authorization.k8s.io';

function subjectsOf({ flags }: Factory): object[] {
  const of = (kind: string, flag: string): object[] =>
    flags.list(flag).map((name) => ({ kind, apiGroup: GROUP, name }));
  const accounts = flags.list('serviceaccount').map((text) => {
    const [namespace = '', name = '', ...more] = text.split(':');
    if (namespace === '' || name === '' || more.length > 0) throw new Fail('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', namespace, name };
  });
  return [...of('User', 'user'), ...of('Group', 'group'), ...accounts];
}

const subjectFlags: readonly Flag[] = [
  make.stringArray('group', 'Groups to bind to the role. Repeatable.'),
  make.stringArray('serviceaccount', 'Service accounts to bind to the role, as <namespace>:<name>. Repeatable.'),
  make.stringArray('user', 'Usernames to bind to the role. Repeatable.'),
];

async function bind(factory: Factory, kind: 'RoleBinding' | 'ClusterRoleBinding'): Promise<number> {
  if (kind === 'ClusterRoleBinding') required(factory, 'clusterrole');
  const name = onlyName(factory);
  const clusterRole = factory.flags.string('clusterrole');
  const role = kind === 'RoleBinding' ? factory.flags.string('role') : '';
  if (kind === 'RoleBinding' && !clusterRole === !role)
    throw new Fail('exactly one of clusterrole or role must be specified');
  const subjects = subjectsOf(factory);
  const object = {
    apiVersion: `${GROUP}/v1`,
    kind,
    metadata: kind === 'RoleBinding' ? metadata(factory, name) : { name },
    ...(subjects.length > 0 && { subjects }),
    roleRef: { apiGroup: GROUP, kind: clusterRole ? 'ClusterRole' : 'Role', name: clusterRole || role },
  };
  return post(factory, `${kind.toLowerCase()}s`, object, kind.toLowerCase());
}

export const rolebinding: Command = {
  name: 'rolebinding',
  use: 'create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  short: 'Create a role binding for a particular role or cluster role',
  long: 'Create a role binding for a particular role or cluster role.',
  examples: `# user1 and group1 get what the cluster role "admin" allows, in this namespace
kubectl create rolebinding admin --clusterrole=admin --user=user1 --group=group1

# A service account gets what the role "viewer" allows
kubectl create rolebinding view-web --role=viewer --serviceaccount=default:web`,
  flags: [
    ...generateFlags,
    make.string('clusterrole', 'ClusterRole this RoleBinding should reference'),
    make.string('role', 'Role this RoleBinding should reference'),
    ...subjectFlags,
  ],
  run: (factory) => bind(factory, 'RoleBinding'),
};

export const clusterrolebinding: Command = {
  name: 'clusterrolebinding',
  use: 'create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  short: 'Create a cluster role binding for a particular cluster role',
  long: 'Create a cluster role binding for a particular cluster role.',
  examples: `# user1 and group1 get what the cluster role "cluster-admin" allows, everywhere
kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --group=group1`,
  flags: [
    ...generateFlags,
    make.string('clusterrole', 'ClusterRole this ClusterRoleBinding should reference'),
    ...subjectFlags,
  ],
  run: (factory) => bind(factory, 'ClusterRoleBinding'),
};
