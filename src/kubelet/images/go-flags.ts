// Command lines of Go programs, as they are taken and refused. Models the standard library's flag package, and what cobra says with pflag.

export interface GoFlag {
  readonly name: string;
  readonly kind: 'string' | 'bool' | 'int';
  readonly usage: string;
  /** As it is shown; absent: the zero value. */
  readonly default?: string;
}

export interface Parsed {
  readonly flags: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** What the program says on standard error, and its exit code. */
export interface Refused {
  readonly lines: readonly string[];
  readonly code: number;
}

/** `-text=x`, `--text x`; the first word that is no flag ends them. Source: flag.FlagSet.parseOne, ExitOnError. */
export function parseGoFlags(program: string, args: readonly string[], known: readonly GoFlag[]): Parsed | Refused {
  const flags = new Map<string, string>();
  let at = 0;
  const refuse = (text: string): Refused => ({ lines: [text, ...usageOf(program, known)], code: 2 });
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (!/^-./.test(arg)) break;
    if (arg === '--') {
      at++;
      break;
    }
    const [, name = '', inline] = /^--?([^=]*)(?:=([\s\S]*))?$/.exec(arg)!;
    if (name === '' || name.startsWith('-')) return refuse(`bad flag syntax: ${arg}`);
    const flag = known.find((each) => each.name === name);
    if (!flag && (name === 'h' || name === 'help')) return { lines: usageOf(program, known), code: 0 };
    if (!flag) return refuse(`flag provided but not defined: -${name}`);
    const value = inline ?? (flag.kind === 'bool' ? 'true' : args[++at]);
    if (value === undefined) return refuse(`flag needs an argument: -${name}`);
    if (flag.kind === 'bool' && !/^(1|0|t|f|true|false)$/i.test(value))
      return refuse(`invalid boolean value ${JSON.stringify(value)} for -${name}: parse error`);
    if (flag.kind === 'int' && !/^[+-]?\d+$/.test(value))
      return refuse(`invalid value ${JSON.stringify(value)} for flag -${name}: parse error`);
    flags.set(name, flag.kind === 'bool' ? String(/^(1|t|true)$/i.test(value)) : value);
  }
  return { flags, rest: args.slice(at) };
}

/** Source: flag.PrintDefaults. */
function usageOf(program: string, known: readonly GoFlag[]): readonly string[] {
  const sorted = [...known].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    `Usage of ${program}:`,
    ...sorted.flatMap(({ name, kind, usage, default: value }) => [
      `  -${name}${kind === 'bool' ? '' : ` ${kind}`}`,
      `    \t${usage}${value === undefined ? '' : ` (default ${kind === 'string' ? JSON.stringify(value) : value})`}`,
    ]),
  ];
}

/** What a subcommand of cobra's says to a flag that it does not have, or whose value is none; undefined: nothing is wrong. */
export function cobraRefusal(
  args: readonly string[],
  known: Readonly<Record<string, GoFlag['kind']>>,
): Refused | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') return undefined;
    const [, name, inline] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(arg) ?? [];
    if (name === undefined) {
      if (/^-[^-]/.test(arg) && !/^-\d/.test(arg))
        return { lines: [`Error: unknown shorthand flag: '${arg[1]}' in ${arg}`], code: 1 };
      continue;
    }
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!kind) return { lines: [`Error: unknown flag: --${name}`], code: 1 };
    const value = inline ?? (kind === 'bool' ? 'true' : args[++at]);
    if (value === undefined) return { lines: [`Error: flag needs an argument: --${name}`], code: 1 };
    if (kind === 'int' && !/^[+-]?\d+$/.test(value))
      return {
        lines: [
          `Error: invalid argument ${JSON.stringify(value)} for "--${name}" flag: strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
        ],
        code: 1,
      };
  }
  return undefined;
}

/** Go's durations: `300ms`, `1.5h`, `2h45m`, `0`. Undefined: it is none. Source: time.ParseDuration. */
export function goDurationMs(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const [, sign, all] = /^([+-]?)((?:\d*\.?\d+(?:ns|us|µs|ms|s|m|h))+)$/.exec(text) ?? [];
  if (all === undefined) return undefined;
  const units: Readonly<Record<string, number>> = {
    ns: 1e-6,
    us: 1e-3,
    µs: 1e-3,
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
  };
  let sum = 0;
  for (const [, number, unit] of all.matchAll(/(\d*\.?\d+)(ns|us|µs|ms|s|m|h)/g)) sum += Number(number) * units[unit!]!;
  return sign === '-' ? -sum : sum;
}

/** Source: strconv.ParseBool. */
export const isGoTrue = (text: string | null): boolean => /^(1|t|T|true|TRUE|True)$/.test(text ?? '');
