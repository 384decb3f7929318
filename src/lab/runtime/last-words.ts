// Models pkg/kubelet/kuberuntime getTerminationMessage and readLastStringFromContainerLogs: why a container says it has ended.

import type { Container } from '#api/core/types.ts';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { PodSandbox } from './container.ts';

/** Where they are written, unless the container says otherwise. */
export const TERMINATION_LOG = '/dev/termination-log';

/** In bytes. */
const MOST = { written: 4096, logged: 2048 } as const;
const MOST_LINES = 80;

export function lastWords(
  sandbox: PodSandbox,
  { name, terminationMessagePath = TERMINATION_LOG, terminationMessagePolicy }: Container,
  exitCode: number,
): string {
  const written = sandbox.containers.get(name)?.machine.files.read(terminationMessagePath) ?? '';
  if (written || terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0)
    return tail(written, MOST.written);
  const lines = sandbox.logs.get(name)?.lines.slice(-MOST_LINES) ?? [];
  return tail(lines.map(({ text }) => `${text}\n`).join(''), MOST.logged);
}

const tail = (text: string, most: number): string =>
  text.length * 3 <= most ? text : textOf(bytesOf(text).slice(-most));
