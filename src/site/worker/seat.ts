// A terminal at the learner's laptop: prompt, line editor, completion, and a record of every line for the checks.

import { completeKubectl } from '#kubectl/complete/complete.ts';
import { SERVER_URL } from '#lab/kubeconfig.ts';
import type { Lab } from '#lab/lab.ts';
import type { CommandRecord } from '#lab/laptop-shell.ts';
import { labTransport } from '#lab/transport.ts';
import type { Output, Process } from '#machine/program.ts';
import { nullInput } from '#machine/text-input.ts';
import { nullOutput } from '#machine/text-sink.ts';
import { complete } from '#shell/complete.ts';
import { Session } from '#shell/session.ts';
import { Shell, type ShellIo } from '#shell/shell.ts';

/** As much of a line's output as checks look at. */
const KEPT_CHARACTERS = 16_384;

export interface SeatOptions {
  readonly columns: number;
  readonly rows: number;
  /** Lines typed earlier; new ones are added. */
  readonly history: string[];
  write(text: string): void;
  ran(record: CommandRecord): void;
  left(): void;
}

/** Passes text on, and keeps the beginning of it. */
class Tee implements Output {
  text = '';
  readonly #to: Output;

  constructor(to: Output) {
    this.#to = to;
  }

  write(text: string): boolean {
    if (this.text.length < KEPT_CHARACTERS) this.text = (this.text + text).slice(0, KEPT_CHARACTERS);
    return this.#to.write(text);
  }

  drained(): Promise<void> {
    return this.#to.drained();
  }
}

class RecordingShell extends Shell {
  readonly #lab: Lab;
  readonly #ran: (record: CommandRecord) => void;

  constructor(lab: Lab, ran: (record: CommandRecord) => void) {
    const { laptop } = lab.machines;
    super({
      host: laptop,
      files: laptop.files,
      env: laptop.env,
      cwd: laptop.homeDir,
      name: 'bash',
      interactive: true,
    });
    this.#lab = lab;
    this.#ran = ran;
  }

  override async run(line: string, io: ShellIo): Promise<number> {
    const seen = this.#lab.exchanges.total;
    const [stdout, stderr] = [new Tee(io.stdout), new Tee(io.stderr)];
    const exitCode = await super.run(line, { ...io, stdout, stderr });
    const exchanges = this.#lab.exchanges.since(seen);
    this.#ran({ line, place: 'laptop', exitCode, stdout: stdout.text, stderr: stderr.text, exchanges });
    return exitCode;
  }
}

export function seatAt(lab: Lab, options: SeatOptions): Session {
  const { laptop } = lab.machines;
  const shell = new RecordingShell(lab, options.ran);
  const door = {
    handle: (request: Parameters<Lab['handle']>[0]) => lab.handle(request),
    exec: (request: Parameters<Lab['exec']>[0], signal: AbortSignal) => lab.exec(request, signal),
  };
  const bindings = {
    connect: ({ server }: { readonly server: string }) =>
      labTransport(server, server.replace(/\/$/, '') === SERVER_URL ? door : undefined),
    edit: async () => undefined,
  };
  const kubectl = (words: readonly string[], typed: string): Promise<readonly string[]> => {
    const process: Process = {
      argv: ['kubectl'],
      env: shell.env,
      cwd: shell.cwd,
      files: laptop.files,
      stdin: nullInput,
      stdout: nullOutput,
      stderr: nullOutput,
      signal: new AbortController().signal,
      host: laptop,
    };
    return completeKubectl(process, bindings, [...words.slice(1), typed]);
  };
  const completers = new Map([
    ['kubectl', kubectl],
    ['k', kubectl],
  ]);
  const session = new Session({
    shell,
    write: (text) => options.write(text),
    columns: options.columns,
    rows: options.rows,
    history: options.history,
    complete: (before) => complete(before, shell, completers),
    onExit: () => options.left(),
  });
  session.start();
  return session;
}
