// A terminal at the learner's prompt: keys in, screen text out, kubectl's own completion, every line recorded.

import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { type Completer, complete } from '#shell/complete.ts';
import type { EarlyPrompt } from '#shell/early-prompt.ts';
import { Session } from '#shell/session.ts';
import type { Skipping } from '#shell/waiting-line.ts';
import type { Lab } from './lab.ts';
import type { LaptopShell } from './laptop-shell.ts';

export interface LearnerSessionOptions {
  readonly write: (text: string) => void;
  readonly columns: number;
  readonly rows: number;
  /** Lines typed earlier; the session adds to it. */
  readonly history: string[];
  /** The prompt that stands there already. Default: the session shows one. */
  readonly early?: EarlyPrompt | undefined;
  /** The rest of an earlier line stands in grey behind the cursor. Default false. */
  readonly suggests?: boolean;
  /** What is typed at the first prompt already. */
  readonly typed?: string | undefined;
  /** Called when what is typed and not yet entered has changed. */
  readonly onTyped?: (text: string) => void;
  /** The prompt is back. */
  readonly idle?: () => void;
  /** How time is moved on while a line waits. Default: it is not. */
  readonly skipping?: Skipping;
  /** The learner left the shell, with this exit code. */
  readonly ended: (code: number) => void;
}

export class LearnerSession {
  readonly #lab: Lab;
  readonly #session: Session;

  constructor(lab: Lab, prompt: LaptopShell, options: LearnerSessionOptions) {
    this.#lab = lab;
    const { shell } = prompt;
    const { laptop } = lab.machines;
    const kubectl: Completer = async (words, toComplete) => {
      const { completeKubectl } = await import('#kubectl/complete/complete.ts');
      const { host, kubectlBindings } = lab.aside();
      return completeKubectl(
        {
          argv: ['kubectl'],
          env: shell.env,
          cwd: shell.cwd,
          files: laptop.files,
          stdin: nullInput,
          stdout: new TextSink(),
          stderr: new TextSink(),
          signal: new AbortController().signal,
          host,
        },
        kubectlBindings,
        [...words.slice(1), toComplete],
      );
    };
    const completers = new Map([['kubectl', kubectl]]);
    this.#session = new Session({
      shell,
      write: options.write,
      columns: options.columns,
      rows: options.rows,
      history: options.history,
      ...(options.early && { early: options.early }),
      ...(options.typed !== undefined && { typed: options.typed }),
      ...(options.onTyped && { onTyped: options.onTyped }),
      suggests: options.suggests ?? false,
      complete: (before) => complete(before, shell, completers),
      run: async (script, io) => (await prompt.run(script, io)).exitCode,
      onIdle: () => options.idle?.(),
      onExit: options.ended,
      ...(options.skipping && { skipping: options.skipping }),
    });
    this.#session.start();
  }

  /** Resolves when every line that was entered at the prompt has begun. */
  begun(): Promise<void> {
    return this.#session.begun();
  }

  /** Resolves when the prompt is back and nothing typed is waiting. */
  get idle(): Promise<void> {
    return this.#session.idle;
  }

  set suggests(on: boolean) {
    this.#session.suggests = on;
  }

  key(data: string): void {
    this.#lab.catchUp();
    this.#session.key(data);
  }

  resize(columns: number, rows: number): void {
    this.#session.resize(columns, rows);
  }

  /** A line is running. */
  get busy(): boolean {
    return this.#session.busy;
  }

  /** What stands typed there and is not yet entered; with a line break, a line that goes on. */
  get typed(): string {
    return this.#session.typed;
  }

  /** Another session is to go on in this terminal. */
  leave(): void {
    this.#session.leave();
  }

  /** It does not come after all. */
  stay(): void {
    this.#session.stay();
  }

  /** Keys that nobody has read: they are for the session that goes on. */
  get unread(): string {
    return this.#session.unread;
  }

  /** Ends what runs, as closing the window does. */
  hangUp(): void {
    this.#session.close();
  }
}
