// The command line of `portolan …` itself (not of kubectl): long options, one line of error that names the flag and the fix.

export interface OptionSpec {
  readonly value: 'flag' | 'text' | 'texts' | 'whole' | 'number' | readonly string[];
  /** Shown in --help after the name: `FILE`. */
  readonly metavar?: string;
  readonly help: string;
}

export interface Parsed {
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  number(name: string): number | undefined;
  flag(name: string): boolean;
  readonly rest: readonly string[];
}

/** A command of `portolan`, as its --help tells it: `portolan NAME ARGS`. */
export interface CommandLine {
  readonly name: string;
  readonly args: string;
  readonly about: string;
  readonly specs: Readonly<Record<string, OptionSpec>>;
}

/** A line for stderr; the caller exits with 2. */
export interface UsageError {
  readonly error: string;
}

/** `-c` is the one short option: `sh -c COMMAND`. */
export function parseOptions(
  command: string,
  args: readonly string[],
  specs: Readonly<Record<string, OptionSpec>>,
): Parsed | UsageError {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const fail = (what: string): UsageError => ({ error: `portolan ${command}: ${what}` });
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    const [name, inline] = splitOnce(arg.replace(/^--?/, ''));
    const spec = (arg.startsWith('--') || name.length === 1) && Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) return fail(`unknown option ${arg.split('=')[0]}; \`portolan ${command} --help\` lists them`);
    if (spec.value === 'flag') {
      if (inline !== undefined) return fail(`--${name} takes no value; write it alone`);
      values.set(name, ['']);
      continue;
    }
    const value = inline ?? args[++i];
    if (value === undefined) return fail(`${dashed(name)} needs a value: ${dashed(name)} ${spec.metavar ?? 'VALUE'}`);
    if (spec.value === 'whole' && !/^\d+$/.test(value))
      return fail(`--${name} is ${JSON.stringify(value)}; give a whole number`);
    if (spec.value === 'number' && !(Number(value) > 0))
      return fail(`--${name} is ${JSON.stringify(value)}; give a number above 0`);
    if (Array.isArray(spec.value) && !spec.value.includes(value))
      return fail(`--${name} is ${JSON.stringify(value)}; give ${spec.value.join(' or ')}`);
    values.set(name, [...(spec.value === 'texts' ? (values.get(name) ?? []) : []), value]);
  }
  return {
    text: (name) => values.get(name)?.[0],
    texts: (name) => values.get(name) ?? [],
    number: (name) => (values.has(name) ? Number(values.get(name)![0]) : undefined),
    flag: (name) => values.has(name),
    rest,
  };
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

export function helpText(usage: string, about: string, specs: Readonly<Record<string, OptionSpec>>): string {
  const rows = Object.entries(specs).map(([name, spec]) => {
    const dashes = name.length === 1 ? `-${name}` : `--${name}`;
    const metavar =
      spec.value === 'flag' ? '' : ` ${spec.metavar ?? (Array.isArray(spec.value) ? spec.value.join('|') : 'N')}`;
    return [`  ${dashes}${metavar}`, spec.help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return `Usage: portolan ${usage}\n\n${about}\n\nOptions:\n${rows.map(([left, right]) => left.padEnd(width) + right).join('\n')}\n`;
}

/** A mistake in what was asked for: its line on stderr, and the exit code. */
export function complain(line: string, code = 2): number {
  process.stderr.write(`${line}\n`);
  return code;
}

/** What was asked of `portolan NAME`; or the exit code, once its help or what is wrong with the line has been written. */
export function optionsOf({ name, args, about, specs }: CommandLine, words: readonly string[]): Parsed | number {
  const parsed = parseOptions(name, words, specs);
  if ('error' in parsed) return complain(parsed.error);
  if (!parsed.flag('help')) return parsed;
  process.stdout.write(helpText(`${name} ${args}`, about, specs));
  return 0;
}
