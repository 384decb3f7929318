// A kubectl verb: what it declares, and what it is given to work with. Models cobra.Command and cmdutil.Factory.

import type { Transport } from '#apimachinery/wire.ts';
import type { Process } from '#machine/program.ts';
import type { Compared } from './cmd/diff/compared.ts';
import type { Judged } from './resource/judged.ts';

/** A flag as pflag knows it; the help page and the parser both read this. */
export interface Flag {
  /** Without dashes: `target-port`. */
  readonly name: string;
  readonly short?: string;
  readonly type: 'string' | 'bool' | 'int' | 'int32' | 'uint16' | 'duration' | 'strings' | 'stringArray';
  /** As the help page prints it: `''`, `false`, `[]`, `0s`, `'none'`. */
  readonly default: string;
  /** The value when the flag stands alone: `--dry-run` → `unchanged`. Go's NoOptDefVal. Booleans have it by nature. */
  readonly noOptDefault?: string;
  readonly usage: string;
  readonly hidden?: boolean;
  readonly deprecated?: string;
}

/** Parsed flags, read by type. Reading one that the command did not declare throws. */
export interface FlagValues {
  string(name: string): string;
  bool(name: string): boolean;
  int(name: string): number;
  /** Simulated milliseconds. Accepts Go durations: `1m30s`. */
  durationMs(name: string): number;
  list(name: string): readonly string[];
  changed(name: string): boolean;
  /** Names and values in the order typed. */
  readonly given: readonly (readonly [name: string, value: string])[];
}

/** What a verb works with: made once for each kubectl process from its global flags. */
export interface Factory {
  readonly process: Process;
  readonly flags: FlagValues;
  /** Arguments that are not flags; what follows `--` is in `afterDash`. */
  readonly args: readonly string[];
  /** Undefined when there was no `--`. */
  readonly afterDash: readonly string[] | undefined;
  /** From --namespace, else the context, else `default`. `explicit`: it was given on the command line. */
  readonly namespace: { readonly name: string; readonly explicit: boolean };
  /** Built on first use from --kubeconfig/$KUBECONFIG/~/.kube/config. @param atRoot Without the path that the server's URL has. */
  transport(atRoot?: boolean): Transport;
  /** stdout and stderr, whole texts: no newline is added. */
  out(text: string): boolean;
  err(text: string): boolean;
  /** `kubectl create service clusterip`: as usage errors and the `Kubectl-Command` header name it. */
  readonly commandPath?: string;
  /** `KubectlBindings.edit` of this process. */
  edit?(path: string): Promise<string | false | undefined>;
  readonly execute?: Execute | undefined;
  readonly judged?: KubectlBindings['judged'];
  readonly compared?: KubectlBindings['compared'];
}

/** Runs a program of the real machine. Undefined: there is no such program. */
export type Execute = (
  process: Process,
  argv: readonly string[],
  options: {
    /** Beside the process's own. */
    readonly env?: Readonly<Record<string, string>>;
    /** Standard output comes back instead of being printed. */
    readonly capture?: boolean;
  },
) => Promise<{ readonly code: number; readonly stdout: string } | undefined>;

export interface Command {
  readonly name: string;
  /** Full usage line after `kubectl `: `expose (-f FILENAME | TYPE NAME) [--port=port] … [options]`. */
  readonly use: string;
  readonly short: string;
  readonly long: string;
  readonly examples: string;
  readonly aliases?: readonly string[];
  readonly flags: readonly Flag[];
  readonly subcommands?: readonly Command[];
  readonly hidden?: boolean;
  /** Exit code where a flag is wrong, for a verb whose exit code 1 says something else. Default 1. */
  readonly flagErrorExit?: number;
  /** Completes positional argument number `args.length`. Default: resource types, then names. */
  complete?(factory: Factory, args: readonly string[], toComplete: string): Promise<readonly string[]>;
  /** Absent for a command that only groups subcommands. Resolves to the exit code. */
  run?(factory: Factory): Promise<number>;
}

/** How kubectl reaches the machine outside its process; the lab and the command-line tool each give their own. */
export interface KubectlBindings {
  /** Connects as the kubeconfig's chosen context says. `server` is a URL. */
  connect(target: {
    readonly server: string;
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly certificateAuthorityData?: string;
    readonly insecureSkipTlsVerify?: boolean;
    /** What the server's certificate has to cover. Default: the URL's host. */
    readonly tlsServerName?: string;
    /** The proxy on the way there, `http://host:port`. Default: none. */
    readonly proxyUrl?: string;
    readonly username?: string;
    readonly password?: string;
  }): Transport;
  /** Opens a text in the user's editor, and resolves with what was saved; false when the editor failed, undefined when there is none. */
  edit(process: Process, path: string): Promise<string | false | undefined>;
  /** Told what became of files that a verb sent to the server, or had it try. Absent: nobody shows them. */
  readonly judged?: ((judged: Judged) => void) | undefined;
  /** Told what `diff` is about to print the differences of. */
  readonly compared?: ((pairs: readonly Compared[]) => void) | undefined;
  /** Absent where all programs are those of `process.host`. */
  readonly execute?: Execute;
}
