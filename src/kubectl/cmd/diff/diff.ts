// kubectl diff, as it is declared.

import type { Command } from '../../command.ts';
import { filenameFlags, flag, make } from '../../standard-flags.ts';
import { seldom } from '../seldom.ts';

export const diff: Command = {
  name: 'diff',
  use: 'diff -f FILENAME [options]',
  short: 'Diff the live version against a would-be applied version',
  long: `Compare what the files ask for with what is in the cluster, as it would be after "apply".

 The output is YAML, compared by "diff -u -N". KUBECTL_EXTERNAL_DIFF names another program, with its flags; other characters than letters, digits, "-" and "=" are left out of those.

 Exit status: 0 no differences were found. 1 differences were found. >1 kubectl or diff failed with an error.

 Note: KUBECTL_EXTERNAL_DIFF, if used, is expected to follow that convention.`,
  examples: `# What would change if pod.json were applied
kubectl diff -f pod.json

# The same for a file from stdin
cat service.yaml | kubectl diff -f -`,
  flags: [
    make.int(
      'concurrency',
      1,
      'Number of objects to process in parallel. Larger is faster, and asks more of the server.',
    ),
    flag.fieldManager('kubectl-client-side-apply'),
    ...filenameFlags('Filename, directory, or URL to files contains the configuration to diff'),
    make.bool('force-conflicts', 'Apply although another manager owns a field. Only with --server-side.'),
    make.bool('prune', 'Show also what apply --prune would delete.'),
    make.stringArray('prune-allowlist', 'Types that --prune may delete, as <group/version/kind>'),
    flag.selector,
    make.bool('server-side', 'Let the server work out what would be applied.'),
    flag.showManagedFields,
  ],
  flagErrorExit: 2,
  run: seldom((verbs) => verbs.runDiff),
};
