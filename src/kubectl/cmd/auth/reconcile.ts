// kubectl auth reconcile, as it is declared.

import type { Command } from '../../command.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { seldom } from '../seldom.ts';

export const reconcile: Command = {
  name: 'reconcile',
  use: 'auth reconcile -f FILENAME [options]',
  short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  long: `Reconcile rules for RBAC roles, role bindings, cluster roles, and cluster role bindings.

 What is missing is created, with its namespace where that is needed. Existing roles get the permissions that are missing, and lose those that are too many with --remove-extra-permissions. Existing bindings get the subjects that are missing, and lose those that are too many with --remove-extra-subjects.`,
  examples: `# Reconcile RBAC resources from a file
kubectl auth reconcile -f my-rbac-rules.yaml`,
  flags: [
    ...printFlags,
    flag.dryRun,
    ...filenameFlags('identifying the resource to reconcile.'),
    make.bool('remove-extra-permissions', 'If true, removes extra permissions added to roles'),
    make.bool('remove-extra-subjects', 'If true, removes extra subjects added to rolebindings'),
  ],
  run: seldom((verbs) => verbs.runReconcile),
};
