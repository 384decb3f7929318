// exec and attach: a program started in a running container, its streams tied to the client. Models the CRI's Exec.

import type { Pod } from '#api/core/types.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { ExecChannel, NodeRefusal } from '#apimachinery/wire.ts';
import type { ExecTarget } from '#apiserver/registry/rest/strategy.ts';
import { makePipe } from '#machine/pipe.ts';
import type { Process, Program } from '#machine/program.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { printingOf } from '#shell/terminal-output.ts';
import type { RunningContainer } from './container.ts';

export interface ContainerTarget {
  readonly pod: Pod;
  readonly container: RunningContainer | undefined;
  readonly containerName: string;
}

const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };

/** What the stream ends with after an exit code other than 0. Source: kubelet cri/streaming remotecommand. */
function exited(code: number): Status {
  if (code === 0) return success;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/** containerd's and runc's words when there is no such program. */
function noSuchProgram(command: string, random: () => number): string {
  const id = Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('');
  const why = command.includes('/')
    ? `stat ${command}: no such file or directory`
    : 'executable file not found in $PATH';
  return `failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(command)}: ${why}`;
}

const notStarted = (command: string, random: () => number): Status =>
  status.internalError(`error executing command in container: ${noSuchProgram(command, random)}`);

/** The same, as a kubelet has it of its own commands. */
export const notExecuted = (command: string, random: () => number): string =>
  `rpc error: code = Unknown desc = ${noSuchProgram(command, random)}`;

/** The program that a command names, by its name alone or in one of the usual folders: `/bin/sh` → `sh`. */
export function programOf(
  { machine }: RunningContainer,
  command: string,
): { readonly name: string; readonly program: Program | undefined } {
  const name = command.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
  return { name, program: machine.programs.get(name) };
}

/** What came of a kubelet's own command. */
export type Executed = 'no such program' | { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Without a client, as probes and hooks are run. `signal` ends it. */
export async function runToEnd(
  container: RunningContainer,
  [command = '', ...args]: readonly string[],
  signal?: AbortSignal,
): Promise<Executed> {
  const { name, program } = programOf(container, command);
  if (!program) return 'no such program';
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  const { ended, environment, workingDir, machine } = container;
  const code = await program({
    argv: [name, ...args],
    env: environment.all(),
    cwd: workingDir,
    files: machine.files,
    stdin: nullInput,
    stdout,
    stderr,
    signal: signal ? AbortSignal.any([ended.signal, signal]) : ended.signal,
    host: machine,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Starts the command; the channel is the client's end. */
export function execIn(
  { container, containerName }: ContainerTarget,
  { command, streams }: ExecTarget,
  signal: AbortSignal,
): ExecChannel | NodeRefusal {
  if (!container) return refusal(`container not found (${JSON.stringify(containerName)})`);
  const [first = '', ...args] = command;
  const { name, program } = programOf(container, first);
  return program
    ? channelTo(container, program, [name, ...args], streams, signal)
    : failedChannel(notStarted(first, () => container.machine.random()));
}

/** The kubelet's plain words. Source: cri/streaming WriteError. */
const refusal = (text: string): NodeRefusal => ({ refused: { code: 500, text } });

function failedChannel(outcome: Status): ExecChannel {
  return {
    stdin: { write: () => undefined, drained: async () => undefined, close: () => undefined },
    resize: () => undefined,
    onStdout: () => undefined,
    onStderr: () => undefined,
    done: Promise.resolve(outcome),
    close: () => undefined,
  };
}

type Listener = Parameters<ExecChannel['onStdout']>[0];

/** Text that came before somebody listened is kept for the first listener. A listener's promise holds the writer back. */
class Fan {
  #early = '';
  #listener: Listener | undefined;
  #held: Promise<void> | undefined;
  readonly #tty: boolean;

  constructor(tty = false) {
    this.#tty = tty;
  }

  readonly write = (written: string): boolean => {
    // A terminal's line discipline: a new line also goes back to the first column. Source: termios ONLCR.
    const text = this.#tty ? written.replace(/(?<!\r)\n/g, '\r\n') : written;
    if (this.#listener) this.#held = this.#listener(text) ?? undefined;
    else this.#early += text;
    return true;
  };
  readonly drained = async (): Promise<void> => this.#held;
  readonly on = (listener: Listener): void => {
    this.#listener = listener;
    if (this.#early !== '') this.write(this.#early);
    this.#early = '';
  };
}

function channelTo(
  container: RunningContainer,
  program: Program,
  argv: readonly string[],
  { stdin, tty }: ExecTarget['streams'],
  signal: AbortSignal,
): ExecChannel {
  const { machine, environment, workingDir, ended } = container;
  const input = makePipe();
  if (!stdin) input.output.close();
  const [out, err] = [new Fan(tty), new Fan()];
  const stop = new AbortController();
  const size = { columns: 80, rows: 24 };
  // With a terminal there is one stream, and what a program may do to it is decided here: the client passes all on.
  const printed = tty
    ? printingOf(argv, { stdout: out, stderr: out, terminal: terminalOf(size) }, { stdout: true, stderr: true })
    : { stdout: out, stderr: err };
  const process: Process = {
    argv,
    env: environment.all(),
    cwd: workingDir,
    files: machine.files,
    stdin: input.input,
    ...printed,
    signal: AbortSignal.any([stop.signal, signal, ended.signal]),
    host: machine,
  };
  return {
    stdin: {
      write: (text, isTyped) => void input.output.write(text, isTyped),
      drained: () => input.output.drained(),
      close: () => input.output.close(),
    },
    resize(columns, rows) {
      size.columns = columns;
      size.rows = rows;
    },
    onStdout: out.on,
    onStderr: err.on,
    done: program(process)
      .then(exited)
      // Nobody reads any more: what still comes is thrown away, and nobody waits to write it.
      .finally(() => input.input.close()),
    close: () => stop.abort('SIGHUP'),
  };
}

/** A terminal of the client's size: its keys come as they are typed. */
export function terminalOf(size: {
  readonly columns: number;
  readonly rows: number;
}): NonNullable<Process['terminal']> {
  return {
    // A terminal that does not know its size has none: programs take the usual one.
    get columns() {
      return size.columns || 80;
    },
    get rows() {
      return size.rows || 24;
    },
    raw: () => () => undefined,
  };
}

/** Ties the client to the main process: what it prints from now on, and its input where it has one. */
export function attachTo(
  { pod, container, containerName }: ContainerTarget,
  signal: AbortSignal,
): ExecChannel | NodeRefusal {
  if (!container)
    return refusal(`container ${containerName} not found in pod ${pod.metadata.name}_${pod.metadata.namespace}`);
  const { main, log } = container;
  const [out, err] = [new Fan(main?.tty), new Fan()];
  // A server of an image writes whole lines to its log, and nothing else.
  const listen = (stream: 'stdout' | 'stderr', text: string): void =>
    void (stream === 'stdout' ? out : err).write(text);
  main?.listeners.add(listen);
  let stopFollowing = (): void => undefined;
  const ended = new Promise<Status>((resolve) => {
    const detach = (): void => resolve(success);
    signal.addEventListener('abort', detach, { once: true });
    if (main) void main.done.then(detach);
    else stopFollowing = log.follow((line) => listen(line.stream, `${line.text}\n`), detach);
  }).finally(() => {
    main?.listeners.delete(listen);
    stopFollowing();
  });
  return {
    stdin: {
      write: (text, isTyped) => void main?.input?.write(text, isTyped),
      drained: async () => main?.input?.drained(),
      close: () => main?.input?.close(),
    },
    resize(columns, rows) {
      if (main) Object.assign(main.size, { columns, rows });
    },
    onStdout: out.on,
    onStderr: err.on,
    done: ended,
    close: () => undefined,
  };
}
