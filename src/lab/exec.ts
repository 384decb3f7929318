// exec and attach: a program started in a running container, its streams tied to the client. Models the CRI's Exec.

import type { Pod } from '#api/core/types.ts';
import { reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, ExecChannel } from '#apimachinery/wire.ts';
import { makePipe } from '#machine/pipe.ts';
import type { Process, Program } from '#machine/program.ts';
import type { RunningContainer } from './container.ts';

export interface ExecTarget {
  readonly pod: Pod;
  readonly container: RunningContainer | undefined;
  readonly containerName: string;
}

export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly subresource: 'exec' | 'attach';
  readonly container: string | undefined;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

export function parseExec(request: ApiRequest): ExecRequest | undefined {
  const [path = '', query = ''] = request.path.split('?', 2);
  const match = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/(exec|attach)$/.exec(path);
  if (!match) return undefined;
  const parameters = new URLSearchParams(query);
  const is = (name: string): boolean => ['true', '1'].includes(parameters.get(name) ?? '');
  return {
    namespace: decodeURIComponent(match[1]!),
    pod: decodeURIComponent(match[2]!),
    subresource: match[3] as 'exec' | 'attach',
    container: parameters.get('container') ?? undefined,
    command: parameters.getAll('command'),
    stdin: is('stdin'),
    tty: is('tty'),
  };
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
function notStarted(command: string, random: () => number): Status {
  const id = Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('');
  const why = command.includes('/')
    ? `stat ${command}: no such file or directory`
    : 'executable file not found in $PATH';
  return status.internalError(
    `error executing command in container: failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(command)}: ${why}`,
  );
}

/** The last part of a path in one of the usual folders: `/bin/sh` → `sh`. */
const nameOf = (command: string): string => command.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');

/** Starts the command; the channel is the client's end. */
export function execIn(
  { container, containerName }: ExecTarget,
  { command, stdin, tty }: ExecRequest,
  signal: AbortSignal,
): ExecChannel | ApiResponse {
  if (!container)
    return reply(
      status.internalError(`unable to upgrade connection: container not found (${JSON.stringify(containerName)})`),
    );
  const { machine, image } = container;
  const [first = ''] = command;
  const program: Program | undefined = image.programs.includes(nameOf(first))
    ? machine.programs.get(nameOf(first))
    : undefined;
  return program
    ? channelTo(container, program, command, { stdin, tty }, signal)
    : failedChannel(notStarted(first, () => machine.random()));
}

function failedChannel(outcome: Status): ExecChannel {
  return {
    stdin: { write: () => undefined, close: () => undefined },
    resize: () => undefined,
    onStdout: () => undefined,
    onStderr: () => undefined,
    done: Promise.resolve(outcome),
    close: () => undefined,
  };
}

/** Text that came before somebody listened is kept for the first listener. */
class Fan {
  #early = '';
  #listener: ((text: string) => void) | undefined;
  readonly write = (text: string): boolean => {
    if (this.#listener) this.#listener(text);
    else this.#early += text;
    return true;
  };
  readonly drained = async (): Promise<void> => undefined;
  readonly on = (listener: (text: string) => void): void => {
    this.#listener = listener;
    if (this.#early !== '') listener(this.#early);
    this.#early = '';
  };
}

function channelTo(
  container: RunningContainer,
  program: Program,
  argv: readonly string[],
  { stdin, tty }: { stdin: boolean; tty: boolean },
  signal: AbortSignal,
): ExecChannel {
  const { machine, env, workingDir, ended } = container;
  const input = makePipe();
  if (!stdin) input.output.close();
  const [out, err] = [new Fan(), new Fan()];
  const stop = new AbortController();
  const size = { columns: 80, rows: 24 };
  const process: Process = {
    argv: [nameOf(argv[0]!), ...argv.slice(1)],
    env,
    cwd: workingDir,
    files: machine.files,
    stdin: input.input,
    stdout: out,
    // With a terminal there is one stream.
    stderr: tty ? out : err,
    signal: AbortSignal.any([stop.signal, signal, ended.signal]),
    ...(tty && { terminal: terminalOf(size) }),
    host: machine,
  };
  return {
    stdin: { write: (text) => void input.output.write(text), close: () => input.output.close() },
    resize(columns, rows) {
      size.columns = columns;
      size.rows = rows;
    },
    onStdout: out.on,
    onStderr: err.on,
    done: program(process).then(exited),
    close: () => stop.abort('SIGHUP'),
  };
}

/** A terminal of the client's size: its keys come as they are typed. */
export function terminalOf(size: {
  readonly columns: number;
  readonly rows: number;
}): NonNullable<Process['terminal']> {
  return {
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    raw: () => () => undefined,
  };
}

/** Ties the client to the main process: what it prints from now on, and its input where it has one. */
export function attachTo(
  { pod, container, containerName }: ExecTarget,
  signal: AbortSignal,
): ExecChannel | ApiResponse {
  if (!container) {
    return reply(
      status.internalError(
        `unable to upgrade connection: container ${containerName} not found in pod ${pod.metadata.name}_${pod.metadata.namespace}`,
      ),
    );
  }
  const { main, log } = container;
  const [out, err] = [new Fan(), new Fan()];
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
    stdin: { write: (text) => void main?.input?.write(text), close: () => main?.input?.close() },
    resize(columns, rows) {
      if (main) Object.assign(main.size, { columns, rows });
    },
    onStdout: out.on,
    onStderr: err.on,
    done: ended,
    close: () => undefined,
  };
}
