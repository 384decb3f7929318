// kubectl kustomize, as it is declared.

import type { Command } from '../../command.ts';
import { make } from '../../standard-flags.ts';
import { seldom } from '../seldom.ts';

export const kustomize: Command = {
  name: 'kustomize',
  use: 'kustomize DIR [flags] [options]',
  short: 'Build a kustomization target from a directory or URL',
  long: `Build a set of objects from the 'kustomization.yaml' of a directory. If DIR is omitted, '.' is assumed.

 Differs: Portolan does not simulate kustomize's URLs, Helm charts and plugins.`,
  examples: `# Build the current working directory
kubectl kustomize

# Build some shared configuration directory
kubectl kustomize /home/config/production`,
  flags: [
    make.bool('as-current-user', 'use the uid and gid of the command executor to run the function in the container'),
    make.bool('enable-alpha-plugins', 'enable kustomize plugins'),
    make.bool('enable-helm', 'Enable use of the Helm chart inflator generator.'),
    make.stringArray('env', 'a list of environment variables to be used by functions', { short: 'e' }),
    make.stringArray('helm-api-versions', 'Kubernetes api versions used by Helm for Capabilities.APIVersions'),
    make.string('helm-command', 'helm command (path to executable)', { default: "'helm'" }),
    make.bool('helm-debug', 'Enable debug output from the Helm chart inflator generator.'),
    make.string('helm-kube-version', 'Kubernetes version used by Helm for Capabilities.KubeVersion'),
    make.string(
      'load-restrictor',
      "if set to 'LoadRestrictionsNone', local kustomizations may load files from outside their root. This does, however, break the relocatability of the kustomization.",
      {
        default: "'LoadRestrictionsRootOnly'",
      },
    ),
    make.stringArray('mount', 'a list of storage options read from the filesystem'),
    make.bool('network', 'enable network access for functions that declare it'),
    make.string('network-name', 'the docker network to run the container in', { default: "'bridge'" }),
    make.string('output', 'If specified, write output to this path.', { short: 'o' }),
  ],
  complete: async () => [],
  run: seldom((verbs) => verbs.runKustomize),
};
