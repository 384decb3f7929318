// kubectl set subject. Models kubectl/pkg/cmd/set/set_subject.go.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { flag, make } from '../../standard-flags.ts';
import { changeEach, namedInfos, setFlags, Unchanged } from './change.ts';

interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

const BINDINGS = ['RoleBinding', 'ClusterRoleBinding'];
const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

async function setSubject(factory: Factory): Promise<number> {
  const { flags, namespace: own } = factory;
  const infos = await namedInfos(factory);
  const [users, groups, accounts] = [flags.list('user'), flags.list('group'), flags.list('serviceaccount')];
  if (users.length + groups.length + accounts.length === 0)
    throw new Fail('you must specify at least one value of user, group or serviceaccount');
  for (const account of accounts) {
    const parts = account.split(':');
    if (parts.length !== 2 || parts[1] === '') throw new Fail('serviceaccount must be <namespace>:<name>');
    if (parts[0] === '' && infos.some(({ mapping }) => mapping.kind === 'ClusterRoleBinding'))
      throw new Fail('serviceaccount must be <namespace>:<name>, namespace must be specified');
  }
  const apiGroup = 'rbac.authorization.k8s.io';
  const targets: readonly Subject[] = [
    ...sorted(users).map((name) => ({ kind: 'User', apiGroup, name })),
    ...sorted(groups).map((name) => ({ kind: 'Group', apiGroup, name })),
    ...sorted(accounts).map((account) => {
      const [namespace, name] = account.split(':') as [string, string];
      return { kind: 'ServiceAccount', name, namespace: namespace || own.name };
    }),
  ];
  await changeEach(factory, infos, [], {
    operation: 'subjects updated',
    refused: 'failed to patch subjects to rolebinding:',
    apply(copy, { mapping }) {
      if (!BINDINGS.includes(mapping.kind))
        throw new Unchanged('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
      const binding = copy as ApiObject & { subjects?: Subject[] };
      const before = binding.subjects ?? [];
      const added = targets.filter((target) => !before.some((subject) => same(subject, target)));
      if (added.length > 0) binding.subjects = [...before, ...added];
    },
  });
  return 0;
}

const same = (a: Subject, b: Subject): boolean =>
  a.kind === b.kind &&
  a.name === b.name &&
  (a.apiGroup ?? '') === (b.apiGroup ?? '') &&
  (a.namespace ?? '') === (b.namespace ?? '');

export const subject: Command = {
  name: 'subject',
  use: 'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  long: 'Add users, groups or service accounts to a role binding or cluster role binding.',
  examples: `# A cluster role binding holds for serviceaccount1 too
kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1

# A role binding holds for two users and a group too
kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1`,
  flags: [
    ...setFlags,
    make.stringArray('group', 'Groups to bind to the role.'),
    flag.selector,
    make.stringArray('serviceaccount', 'Service accounts to bind to the role.'),
    make.stringArray('user', 'Users to bind to the role.'),
  ],
  run: setSubject,
};
