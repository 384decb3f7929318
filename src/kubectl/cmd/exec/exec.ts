// kubectl exec: a command in a container. Models kubectl/pkg/cmd/exec.

import type { Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail, raise, usageError } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { flag, make } from '../../standard-flags.ts';
import { defaultContainer, onePod, podOf } from './pod-of.ts';
import { streamQuery, streamTo, ttyOf } from './stream.ts';

async function podOfFile(factory: Factory): Promise<Pod> {
  const { infos, failures } = await fetchInfos(factory, queryOf(factory, []));
  raise(failures);
  const object = infos[0]?.object as ApiObject;
  return (await onePod(factory, object, 'cannot attach to')).pod;
}

export const exec: Command = {
  name: 'exec',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  short: 'Execute a command in a container',
  long: 'Execute a command in a container.',
  examples: `# Get output from running the 'date' command from Pod mypod, using the first container by default
kubectl exec mypod -- date

# Get output from running the 'date' command in ruby-container from Pod mypod
kubectl exec mypod -c ruby-container -- date

# Open a shell in Pod mypod
kubectl exec -it mypod -- sh

# Get output from running 'date' from the first Pod of the Deployment mydeployment
kubectl exec deploy/mydeployment -- date

# Get output from running 'date' from the first Pod of the Service myservice
kubectl exec svc/myservice -- date`,
  flags: [
    flag.container,
    flag.filename('to use to exec into the resource'),
    flag.podRunningTimeout('1m0s'),
    make.bool('quiet', 'Only print output from the remote session', { short: 'q' }),
    make.bool('stdin', 'Pass stdin to the container', { short: 'i' }),
    make.bool('tty', 'Stdin is a TTY', { short: 't' }),
  ],

  async run(factory) {
    const { args, afterDash, flags } = factory;
    const hasFile = flags.list('filename').length > 0;
    if (args.length === 0 && !hasFile) throw new Fail('pod, type/name or --filename must be specified');
    if (afterDash === undefined && args.length > (hasFile ? 0 : 1)) {
      throw usageError(
        factory.commandPath,
        'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
      );
    }
    const command = afterDash ?? [];
    if (command.length === 0) throw new Fail('you must specify at least one command for the container');

    const pod = hasFile ? await podOfFile(factory) : await podOf(factory, args[0] ?? '');
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new Fail(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    }
    const container = flags.string('container') || defaultContainer(factory, pod, flags.bool('quiet'));
    const stdin = flags.bool('stdin');
    const tty = ttyOf(factory, stdin, flags.bool('tty'));
    const { namespace, name } = pod.metadata;
    // With a terminal both outputs come as one.
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/exec${streamQuery({ command, container, stdin, stderr: !tty, tty })}`;
    await streamTo(factory, { method: 'GET', path }, { stdin, tty });
    return 0;
  },
};
