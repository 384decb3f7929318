// An attached session, as attach, run and debug have it. Models attach.go AttachOptions.Run.

import type { Container, Pod } from '#api/core/types.ts';
import type { Factory } from '../../command.ts';
import { streamQuery, streamTo } from '../exec/stream.ts';

const NOTICE =
  "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n";

export interface Session {
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

/** Returns when the container's process has ended, or has let go. */
export async function attachTo(factory: Factory, pod: Pod, session: Session): Promise<void> {
  const { container, stdin, quiet } = session;
  const { spec, metadata } = pod;
  const all: readonly Container[] = [
    ...spec.containers,
    ...(spec.initContainers ?? []),
    ...((spec.ephemeralContainers ?? []) as Container[]),
  ];
  let { tty } = session;
  if (tty && !all.find((c) => c.name === container)?.tty) {
    tty = false;
    if (!quiet) factory.err(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  } else if (tty && !(stdin && factory.process.terminal)) tty = false;
  if (!quiet) factory.err(NOTICE);
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/attach`;
  const query = streamQuery({ container, stdin, stderr: !tty, tty });
  await streamTo(factory, { method: 'GET', path: path + query }, { stdin, tty });
  // It starts again, so one may come back.
  if (!quiet && stdin && tty && (spec.restartPolicy ?? 'Always') === 'Always')
    factory.out(
      `Session ended, resume using 'kubectl attach ${metadata.name} -c ${container} -i -t' command when the pod is running\n`,
    );
}
