// jq's command line.

import { join } from '#machine/path.ts';
import type { Process } from '#machine/program.ts';
import { parseWhole } from './stream.ts';
import type { Json } from './syntax.ts';
import type { JsonStyle } from './values.ts';

export interface JqOptions {
  readonly filter: string;
  readonly files: readonly string[];
  /** Variables of `--arg` and its kin, `ARGS` and `$__prog_args` too. */
  readonly named: ReadonlyMap<string, Json>;
  readonly raw: boolean;
  readonly join: boolean;
  readonly nul: boolean;
  readonly noInput: boolean;
  readonly slurp: boolean;
  readonly rawInput: boolean;
  readonly exitStatus: boolean;
  readonly color: boolean;
  readonly style: JsonStyle;
}

const LONG: Readonly<Record<string, string>> = {
  'raw-output': 'r',
  'join-output': 'j',
  'compact-output': 'c',
  'null-input': 'n',
  slurp: 's',
  'raw-input': 'R',
  'sort-keys': 'S',
  'exit-status': 'e',
  'color-output': 'C',
  'monochrome-output': 'M',
  'ascii-output': 'a',
  'from-file': 'f',
  help: 'h',
  version: 'V',
  'raw-output0': '0',
};

export const USAGE = `Usage:\tjq [OPTIONS] FILTER [FILES...]
\tjq [OPTIONS] --args FILTER [ARGUMENTS...]

Reads JSON texts, applies FILTER to each, and prints what comes out as JSON.

\t$ kubectl get svc -o json | jq -r '.items[].metadata.name'

Options:
  -r  strings without their quotes          -j  the same, without newlines
  -c  one line for each result              -n  no input: FILTER gets null
  -s  all inputs as one array               -R  each line as a string
  -e  exit 1 if the last result is false or null, 4 if there is none
  -S  keys in order    -C  colours    -M  no colours    -a  ASCII only
  --tab, --indent N    how to indent
  --arg NAME TEXT, --argjson NAME JSON      set $NAME
  --slurpfile NAME FILE, --rawfile NAME FILE
  --args, --jsonargs   what follows are positional: $ARGS.positional
  -f FILE              read FILTER from FILE
`;

/** An exit code when there is nothing to run. */
export function parseArguments(process: Process): JqOptions | number {
  const args = process.argv.slice(1);
  const letters = new Set<string>();
  const named = new Map<string, Json>();
  const rest: string[] = [];
  const positional: Json[] = [];
  let indent = '  ';
  let collects: 'args' | 'jsonargs' | undefined;
  const refuse = (text: string): number => {
    process.stderr.write(
      `jq: error: ${text}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n`,
    );
    return 2;
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      if (collects === undefined || rest.length === 0) rest.push(arg);
      else if (collects === 'args') positional.push(arg);
      else {
        const value = json(arg);
        if (value === undefined) return refuse(`Invalid JSON text passed to --jsonargs`);
        positional.push(value);
      }
      continue;
    }
    const word = arg.startsWith('--') ? arg.slice(2) : undefined;
    if (word === 'arg' || word === 'argjson' || word === 'slurpfile' || word === 'rawfile') {
      const [name, value] = [args[++i], args[++i]];
      if (name === undefined || value === undefined)
        return refuse(`--${word} takes two parameters (e.g. --${word} varname value)`);
      const made = argumentValue(word, value, process);
      if (made === undefined)
        return refuse(
          word === 'argjson'
            ? `Invalid JSON text passed to --argjson`
            : `Bad JSON in --${word} ${name} ${value}: Could not open ${value}: No such file or directory`,
        );
      if (!named.has(name)) named.set(name, made);
    } else if (word === 'args' || word === 'jsonargs') collects = word;
    else if (word === 'tab') indent = '\t';
    else if (word === 'indent') {
      const count = Number(args[++i]);
      if (!(count >= 0 && count <= 7))
        return refuse(count > 7 ? 'Cannot indent more than 7 characters' : '--indent takes one parameter');
      indent = ' '.repeat(count);
    } else if (word === 'unbuffered' || word === 'seq' || word === 'stream') {
      if (word === 'stream')
        return refuse('Portolan does not simulate --stream; `tostream` does the same to what has been read');
    } else {
      const given = word === undefined ? [...arg.slice(1)] : [LONG[word] ?? ''];
      for (const letter of given) {
        if (letter === '' || !'rjcnsRSeCMafhV0'.includes(letter))
          return refuse(`Unknown arguments: ${arg}`.replace('Unknown arguments:', 'Unknown option:'));
        letters.add(letter);
      }
    }
  }
  if (letters.has('V')) {
    process.stdout.write('jq-1.7.1\n');
    return 0;
  }
  if (letters.has('h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  let filter = rest.shift();
  if (letters.has('f') && filter !== undefined) {
    const text = process.files.read(join(process.cwd, filter));
    if (text === undefined) return refuse(`Could not open ${filter}: No such file or directory`);
    filter = text;
  }
  if (filter === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  named.set('ARGS', { positional, named: Object.fromEntries(named) });
  named.set('__prog_args', positional);
  const wantsColor = letters.has('C') || (process.terminal !== undefined && !process.env.NO_COLOR);
  return {
    filter,
    files: rest,
    named,
    raw: letters.has('r') || letters.has('j') || letters.has('0'),
    join: letters.has('j'),
    nul: letters.has('0'),
    noInput: letters.has('n'),
    slurp: letters.has('s'),
    rawInput: letters.has('R'),
    exitStatus: letters.has('e'),
    color: wantsColor && !letters.has('M'),
    style: { indent: letters.has('c') ? '' : indent, sorted: letters.has('S'), ascii: letters.has('a') },
  };
}

function json(text: string): Json | undefined {
  try {
    return parseWhole(text);
  } catch {
    return undefined;
  }
}

function argumentValue(
  word: 'arg' | 'argjson' | 'slurpfile' | 'rawfile',
  value: string,
  process: Process,
): Json | undefined {
  if (word === 'arg') return value;
  if (word === 'argjson') return json(value);
  const text = process.files.read(join(process.cwd, value));
  if (text === undefined || word === 'rawfile') return text;
  const whole = json(text);
  return whole === undefined ? undefined : [whole];
}
