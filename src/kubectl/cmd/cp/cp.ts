// kubectl cp, as it is declared.

import type { Command } from '../../command.ts';
import { make } from '../../standard-flags.ts';
import { seldom } from '../seldom.ts';

export const cp: Command = {
  name: 'cp',
  use: 'cp <file-spec-src> <file-spec-dest> [options]',
  short: 'Copy files and directories to and from containers',
  long: `Copy files and directories to and from containers.

 'tar' must be in the container's image: without it 'kubectl cp' fails. Symbolic links, wildcards and file modes are better served by 'kubectl exec' with tar.`,
  examples: `# A local folder to a Pod in the default namespace
kubectl cp /tmp/foo_dir <some-pod>:/tmp/bar_dir

# A local file to a container of a Pod
kubectl cp /tmp/foo <some-pod>:/tmp/bar -c <specific-container>

# A file from a Pod in another namespace
kubectl cp <some-namespace>/<some-pod>:/tmp/foo /tmp/bar`,
  flags: [
    make.string('container', 'Container name. If omitted, the default container or the first one of the pod.', {
      short: 'c',
    }),
    make.bool('no-preserve', "The files' ownership and permissions are not kept in the container"),
    make.int('retries', 0, 'How often a copy from a container is taken up again. 0: never; less: without end.'),
  ],
  run: seldom((verbs) => verbs.runCp),
};
