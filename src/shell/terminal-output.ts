// What a program may do to the terminal that it prints on. Most print what came from elsewhere — a container, an object, a URL —
// and none of that may move the cursor, name the window or fill the clipboard: it is shown as text. Programs that draw may; so may
// whoever has the terminal raw.
// Differs: a real terminal obeys whatever is printed on it.

import type { Output, Terminal } from '#machine/program.ts';
import { shownControls } from '#machine/shown-controls.ts';

/** They clear the screen, and take care themselves of what they show on it. */
const DRAWS: ReadonlySet<string> = new Set(['clear', 'watch', 'less', 'more']);
/** A shell gives each of its own programs what it may do. */
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);
const COLOURS: ReadonlySet<string> = new Set(['ls', 'grep', 'egrep', 'fgrep', 'diff', 'jq', 'man', 'tldr']);
/** Their progress is written over itself, on standard error. */
const METERS: ReadonlySet<string> = new Set(['curl', 'wget']);
/** They run another, whose output it is. */
const WRAPPERS: ReadonlySet<string> = new Set(['time', 'timeout', 'env', 'nohup', 'sudo', 'xargs', 'nice']);

export interface Printing {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly terminal?: Terminal;
}

/** Who prints: `timeout 5 grep x` → `grep`. */
function printer(argv: readonly string[]): readonly string[] {
  const name = (argv[0] ?? '').replace(/^.*\//, '');
  if (!WRAPPERS.has(name)) return [name, ...argv.slice(1)];
  const inner = argv.findIndex((arg, index) => index > 0 && !/^-|=|^\d/.test(arg));
  return inner < 0 ? [name] : printer(argv.slice(inner));
}

/** What a program prints by itself may do: set colours, on standard output; go back in its row, on standard error. */
function mayOf([name = '', ...args]: readonly string[]): { readonly colours: boolean; readonly returns: boolean } {
  if (name === 'kubectl') {
    // The program in the container prints here, not kubectl. `kubectl cluster-info` has its colours from nobody else.
    const inner = args.indexOf('--');
    if (inner >= 0) return mayOf(printer(args.slice(inner + 1)));
    return { colours: args.includes('cluster-info'), returns: false };
  }
  if (name === 'ssh') {
    const host = args.findIndex((arg, i) => !arg.startsWith('-') && !/^-[pilo]$/.test(args[i - 1] ?? ''));
    const command = args
      .slice(host + 1)
      .join(' ')
      .trim();
    return mayOf(printer(command.split(/\s+/)));
  }
  return { colours: COLOURS.has(name), returns: METERS.has(name) };
}

/** The terminal's streams for a program. `isTerminal` of each: it has not been redirected. */
export function printingOf(
  argv: readonly string[],
  { stdout, stderr, terminal }: Printing,
  isTerminal: { readonly stdout: boolean; readonly stderr: boolean },
): Printing {
  const [name = '', ...args] = printer(argv);
  if (DRAWS.has(name) || (SHELLS.has(name) && terminal)) return { stdout, stderr, ...(terminal && { terminal }) };
  let raw = 0;
  const may = mayOf([name, ...args]);
  const colours = may.colours || SHELLS.has(name);
  const guarded = (output: Output, returns: boolean): Output => ({
    write: (text) => output.write(raw > 0 ? text : shownControls(text, { colours, returns })),
    drained: () => output.drained(),
  });
  return {
    stdout: isTerminal.stdout ? guarded(stdout, false) : stdout,
    stderr: isTerminal.stderr ? guarded(stderr, may.returns) : stderr,
    ...(terminal && {
      terminal: {
        get columns() {
          return terminal.columns;
        },
        get rows() {
          return terminal.rows;
        },
        raw: () => {
          raw++;
          const cook = terminal.raw();
          return () => {
            raw = Math.max(0, raw - 1);
            cook();
          };
        },
      },
    }),
  };
}

/** For what the shell itself prints: the learner's own `printf` may colour and go back in its row; more than that is shown. */
export function shellOutput(output: Output): Output {
  return {
    write: (text) => output.write(shownControls(text, { colours: true, returns: true })),
    drained: () => output.drained(),
  };
}
