// kubectl debug, as it is declared.

import type { Command } from '../../command.ts';
import { flag, make } from '../../standard-flags.ts';
import { seldom } from '../seldom.ts';

export const debug: Command = {
  name: 'debug',
  use: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: `Debug cluster resources using interactive debugging containers.

 What it does depends on what is named:

 *  Workload: a copy of an existing pod, with some of it changed, for example another image.
 *  Workload: an ephemeral container in a pod that runs already, for example with debugging tools, without starting the pod again.
 *  Node: a pod in the node's host namespaces which can see the node's files.`,
  examples: `# An interactive debugging container in pod mypod, and a session in it
kubectl debug mypod -it --image=busybox

# See the processes of another container of the pod
kubectl debug mypod -it --image=busybox --target=web

# A copy of mypod with a debugging container beside the others
kubectl debug mypod -it --image=busybox --copy-to=my-debugger

# A copy of mypod whose container mycontainer runs another command
kubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh

# A pod on a node that runs in the node's namespaces, its files under /host
kubectl debug node/mynode -it --image=busybox`,
  flags: [
    make.bool('arguments-only', 'What follows -- are arguments, not the command of the debugging container.'),
    make.bool('attach', 'Wait for the container to run, then attach to it. Default false, true with -i/--stdin.'),
    make.string('container', 'Name of the debugging container.', { short: 'c' }),
    make.string('copy-to', 'Make a copy of the pod with this name.'),
    make.string('custom', 'File with a part of a container as JSON or YAML, which the profile is changed by.'),
    make.strings('env', 'Environment variables of the container.', { default: '[]' }),
    flag.filename('identifying the resource to debug'),
    make.string('image', 'Image of the debugging container.'),
    make.string('image-pull-policy', 'The image pull policy of the container. Empty: the server decides.'),
    make.bool('keep-annotations', 'Keep the annotations of the pod in its copy. Only with --copy-to.'),
    make.bool('keep-init-containers', 'Keep the init containers of the pod in its copy. Only with --copy-to.', {
      default: 'true',
    }),
    make.bool('keep-labels', 'Keep the labels of the pod in its copy. Only with --copy-to.'),
    make.bool('keep-liveness', 'Keep the liveness probes of the pod in its copy. Only with --copy-to.'),
    make.bool('keep-readiness', 'Keep the readiness probes of the pod in its copy. Only with --copy-to.'),
    make.bool('keep-startup', 'Keep the startup probes of the pod in its copy. Only with --copy-to.'),
    make.string(
      'profile',
      'Debugging profile: "legacy", "general", "baseline", "netadmin", "restricted" or "sysadmin".',
      { default: "'legacy'" },
    ),
    make.bool('quiet', 'Print nothing but what the container prints.', { short: 'q' }),
    make.bool('replace', 'Delete the pod that is copied. Only with --copy-to.'),
    make.bool('same-node', 'Keep the copy on the same node. Only with --copy-to.'),
    make.strings(
      'set-image',
      'Images of the copy by container, as name=image; "*" stands for all. Only with --copy-to.',
      {
        default: '[]',
      },
    ),
    make.bool('share-processes', 'The containers of the copy see the processes of one another. Only with --copy-to.', {
      default: 'true',
    }),
    make.bool('stdin', "Keep the container's stdin open.", { short: 'i' }),
    make.string('target', 'Container whose processes an ephemeral container sees.'),
    make.bool('tty', 'Give the debugging container a terminal.', { short: 't' }),
  ],
  run: seldom((verbs) => verbs.runDebug),
};
