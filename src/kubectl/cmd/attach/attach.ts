// kubectl attach: the streams of a container's own process. Models kubectl/pkg/cmd/attach.

import type { Command } from '../../command.ts';
import { Fail, usageError } from '../../errors.ts';
import { flag, make } from '../../standard-flags.ts';
import { defaultContainer, hasContainer, podOf } from '../exec/pod-of.ts';
import { attachTo } from './session.ts';

export const attach: Command = {
  name: 'attach',
  use: 'attach (POD | TYPE/NAME) -c CONTAINER [options]',
  short: 'Attach to a running container',
  long: 'Attach to a process that is already running inside an existing container.',
  examples: `# Get output from running Pod mypod
kubectl attach mypod

# Get output from ruby-container from Pod mypod
kubectl attach mypod -c ruby-container

# Switch to raw terminal mode; send stdin to 'bash' in ruby-container and its output back
kubectl attach mypod -c ruby-container -i -t

# Get output from the first Pod of a Deployment
kubectl attach deployment/web`,
  flags: [
    flag.container,
    flag.podRunningTimeout('1m0s'),
    make.bool('quiet', 'Only print output from the remote session', { short: 'q' }),
    make.bool('stdin', 'Pass stdin to the container', { short: 'i' }),
    make.bool('tty', 'Stdin is a TTY', { short: 't' }),
  ],

  async run(factory) {
    const { args, flags } = factory;
    if (args.length === 0) throw new Fail('at least 1 argument is required for attach');
    if (args.length > 2)
      throw usageError(factory.commandPath, 'expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments)');
    const pod = await podOf(factory, args.length === 2 ? args.join('/') : (args[0] ?? ''));
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new Fail(`cannot attach a container in a completed pod; current phase is ${phase}`);
    }
    const named = flags.string('container');
    const { name } = pod.metadata;
    if (named && !hasContainer(pod, named)) {
      throw new Fail(`cannot attach to the container: container ${named} not found in pod ${name}`);
    }
    const quiet = flags.bool('quiet');
    const container = named || defaultContainer(factory, pod, quiet);
    const stdin = flags.bool('stdin');
    await attachTo(factory, pod, { container, stdin, tty: flags.bool('tty'), quiet });
    return 0;
  },
};
