// A main process that is a program of the shell room: it runs until it ends, prints to its log, and can be attached to.

import type { Container, Pod } from '#api/core/types.ts';
import type { StartResult } from '#kubelet/runtime.ts';
import { makePipe } from '#machine/pipe.ts';
import type { Output, Process } from '#machine/program.ts';
import { nullInput } from '#machine/text-input.ts';
import { printingOf } from '#shell/terminal-output.ts';
import { daemonHost, type World } from '../machine.ts';
import type { MainStreams, RunningContainer } from './container.ts';
import { programOf, terminalOf } from './exec.ts';

/** As for a process of which the kubelet knows when it ends: what takes longer is not waited for. */
const WORK_MS = 60_000;

export interface ScriptWorld {
  readonly world: World;
  now(): number;
  /** It has ended by itself. */
  exited(code: number): void;
}

/** Is the container there to do something and end? */
function isToEnd({ spec }: Pod, { name, restartPolicy }: Container): boolean {
  const initial = spec.initContainers?.some((c) => c.name === name) ?? false;
  return initial ? restartPolicy !== 'Always' : spec.restartPolicy === 'Never' || spec.restartPolicy === 'OnFailure';
}

export function runScript(
  pod: Pod,
  spec: Container,
  container: RunningContainer,
  script: readonly string[],
  { world, now, exited }: ScriptWorld,
): StartResult {
  const [command = '', ...args] = script;
  const { name, program } = programOf(container, command);
  if (!program) return { startError: `exec: ${JSON.stringify(command)}: executable file not found in $PATH` };
  const { stdin = false, tty = false } = spec;
  const input = stdin ? makePipe() : undefined;
  const listeners: MainStreams['listeners'] = new Set();
  const size = { columns: 80, rows: 24 };
  const argv = [name, ...args];
  const streams = {
    stdout: toLog(container, 'stdout', listeners, now),
    stderr: toLog(container, tty ? 'stdout' : 'stderr', listeners, now),
    ...(stdin && tty && { terminal: terminalOf(size) }),
  };
  const process: Process = {
    argv,
    env: container.environment.all(),
    cwd: container.workingDir,
    files: container.machine.files,
    stdin: input?.input ?? nullInput,
    ...(tty ? printingOf(argv, streams, { stdout: true, stderr: true }) : streams),
    signal: container.ended.signal,
    onTerminate: (heed) => {
      container.heed = heed;
    },
    host: daemonHost(container.machine, world, isToEnd(pod, spec) ? now() + WORK_MS : 0),
  };
  // After this step of the kubelet: the Pod's address must stand in its status before its process asks the network.
  const done = Promise.resolve()
    .then(() => program(process))
    .then((code) => {
      if (!container.ended.signal.aborted) exited(code);
      return code;
    });
  container.main = { input: input?.output, tty, size, listeners, done };
  // A shell as process 1 ignores SIGTERM, as on a real node: it is killed at the end of the grace period.
  return {};
}

/** Whole lines go to the log as they end. */
function toLog(
  { log }: RunningContainer,
  stream: 'stdout' | 'stderr',
  listeners: MainStreams['listeners'],
  now: () => number,
): Output {
  let rest = '';
  return {
    write: (text) => {
      for (const listener of listeners) listener(stream, text);
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) log.add({ atMs: now(), stream, text: line });
      return true;
    },
    drained: async () => undefined,
  };
}
