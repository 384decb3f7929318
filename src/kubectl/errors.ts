// How kubectl words what went wrong. Models kubectl/pkg/cmd/util/helpers.go checkErr and StandardErrorMessage.

import type { Status } from '#apimachinery/status.ts';

/** What in a file could not be dealt with. */
export interface InFile {
  /** The path as errors name it. */
  readonly source: string;
  /** How many lines stand before its document. */
  readonly before: number;
  /** The path of an item of a List: `items[2]`. */
  readonly item?: string;
  /** From here on it is no YAML. In the whole file, from 1. */
  readonly spot?: { readonly line: number; readonly column: number };
}

/** Ends a verb. `message` is Go's err.Error(): without `error: `. */
export class Fail extends Error {
  readonly exitCode: number;
  /** Undefined: it is about no file, or nobody has said. */
  inFile: InFile | undefined;

  /** @param cause What it tells of in other words. */
  constructor(message: string, exitCode = 1, cause?: Fail) {
    super(message, { cause });
    this.exitCode = exitCode;
  }

  /** It is about this. */
  at(inFile: InFile | undefined): this {
    this.inFile ??= inFile;
    return this;
  }

  /** As one line among several. Models messageForError. */
  line(): string {
    return this.message;
  }

  /** As the only thing that went wrong, without a newline at its end. */
  text(): string {
    return this.message.startsWith('error: ') ? this.message : `error: ${this.message}`;
  }
}

/** Printed as it stands, without `error: `. An empty message prints nothing: the exit code alone tells. */
export class Verbatim extends Fail {
  override text(): string {
    return this.message;
  }
}

/** The server refused. `doing` is `creating "f.yaml"`: what `AddSourceToErr` prepends. */
export class StatusFail extends Fail {
  readonly status: Status;

  constructor(status: Status, doing = '') {
    super(doing ? `error when ${doing}: ${status.message ?? ''}` : (status.message ?? ''));
    this.status = status;
  }

  override line(): string {
    const { reason } = this.status;
    if (reason === 'Unauthorized') return `error: You must be logged in to the server (${this.message})`;
    return reason ? `Error from server (${reason}): ${this.message}` : `Error from server: ${this.message}`;
  }

  override text(): string {
    const { reason, details } = this.status;
    if (reason !== 'Invalid') return this.line();
    if (!details) return `The request is invalid: ${this.message}`;
    const named = details.kind || details.name;
    const head = named ? `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid` : 'The request is invalid';
    const lines = [
      ...new Set((details.causes ?? []).map((c) => (c.field ? `${c.field}: ${c.message}` : (c.message ?? '')))),
    ];
    if (lines.length === 0) return named ? head : `${head}: ${this.message}`;
    // The one cause stands on a line of its own, even if it ends one itself.
    if (lines.length === 1) return `${head}: ${lines[0]}${lines[0]!.endsWith('\n') ? '\n' : ''}`;
    return [`${head}: `, ...lines.map((l) => `* ${l}`)].join('\n');
  }
}

/** No answer from the server. `cause` is Go's: `dial tcp …: connect: connection refused`. */
export class ConnectionFail extends Fail {
  readonly host: string;
  readonly url: string;
  readonly why: string;

  constructor(method: string, url: string, host: string, why: string) {
    super(`${method.charAt(0)}${method.slice(1).toLowerCase()} "${url}": ${why}`);
    this.url = url;
    this.host = host;
    this.why = why;
  }

  override line(): string {
    return this.why.includes('connection refused')
      ? `The connection to the server ${this.host} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${this.why}`;
  }

  override text(): string {
    return this.line();
  }
}

/** Several failures of one command: one line each. Models utilerrors.Aggregate. */
export class Fails extends Fail {
  readonly all: readonly Fail[];

  constructor(all: readonly Fail[]) {
    super(all.length === 1 ? all[0]!.message : `[${[...new Set(all.map((f) => f.message))].join(', ')}]`);
    this.all = all;
  }

  override text(): string {
    return this.all.length === 1 ? this.all[0]!.text() : this.all.map((f) => f.line()).join('\n');
  }
}

/** A misuse: the hint names the command's help. Models cmdutil.UsageErrorf. */
export function usageError(commandPath: string | undefined, message: string): Fail {
  return new Fail(`${message}\nSee '${commandPath ?? 'kubectl'} -h' for help and examples`);
}

/** As it is told among several, even if it turns out to be alone: without `error: `. */
export const gathered = (failure: Fail): Fail =>
  failure instanceof StatusFail ? failure : new Verbatim(failure.line(), failure.exitCode, failure).at(failure.inFile);

/** Throws nothing, one or all of them. */
export function raise(failures: readonly Fail[]): void {
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new Fails(failures);
}

/** What kubectl prints for a Status, without a newline at its end. */
export function serverError(status: Status, doing = ''): string {
  return new StatusFail(status, doing).text();
}

/** `*errors.StatusError` with that reason. */
export function isReason(error: unknown, reason: string): boolean {
  return error instanceof StatusFail && error.status.reason === reason;
}
