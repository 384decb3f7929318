// tcpdump's command line. Source: tcpdump(1), 4.99.

const SWITCHES = 'aAbdDefhHIJKlLnNOpqRStuUvxX#';
const VALUED = 'BcCEFGijmMQrsTVwWyzZ';
const LONG: Readonly<Record<string, string>> = {
  interface: 'i',
  count: 'c',
  'snapshot-length': 's',
  'list-interfaces': 'D',
  help: 'h',
  version: 'h',
  number: '#',
  'absolute-tcp-sequence-numbers': 'S',
  'no-promiscuous-mode': 'p',
  'packet-buffered': 'U',
};
/** What changes nothing here: buffering, promiscuous mode, buffer sizes, looking up of foreign names and networks. */
const WITHOUT_EFFECT = 'BfKlNOpUu';

export interface TcpdumpOptions {
  readonly device: string;
  readonly count: number;
  readonly snapshot: number;
  readonly isHelp: boolean;
  readonly isList: boolean;
  readonly isVerbose: boolean;
  readonly isQuiet: boolean;
  readonly isNumeric: boolean;
  readonly absolute: boolean;
  readonly time: number;
  readonly dump: 'ascii' | 'hex' | 'both' | undefined;
  readonly filter: readonly string[];
}

export function parseOptions(
  args: readonly string[],
): TcpdumpOptions | { readonly wrong: string; readonly isUsage: boolean } {
  const on = new Map<string, number>();
  const value = new Map<string, string>();
  const filter: string[] = [];
  const usage = (wrong: string): { wrong: string; isUsage: true } => ({ wrong, isUsage: true });
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    // As getopt in glibc does: options may stand after the expression.
    if (arg === '--') {
      filter.push(...args.slice(i + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      filter.push(arg);
      continue;
    }
    let letters = arg.slice(1);
    let inline: string | undefined;
    if (arg.startsWith('--')) {
      const [word = '', given] = arg.slice(2).split(/=(.*)/s);
      const letter = LONG[word];
      if (letter === undefined) return usage(`unrecognized option '${arg}'`);
      [letters, inline] = [letter, given];
    }
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at]!;
      if (VALUED.includes(letter)) {
        const given = inline ?? (letters.slice(at + 1) || args[++i]);
        if (given === undefined) return usage(`option requires an argument -- '${letter}'`);
        value.set(letter, given);
        break;
      }
      if (!SWITCHES.includes(letter)) return usage(`invalid option -- '${letter}'`);
      on.set(letter, (on.get(letter) ?? 0) + 1);
    }
  }
  const given = [...on.keys(), ...value.keys()];
  const used = `ADhinqStvxXcs${WITHOUT_EFFECT}`;
  const not = given.find((letter) => !used.includes(letter));
  if (not !== undefined) {
    const why = 'wr'.includes(not) ? 'files of packets; they are printed only' : 'it';
    return { wrong: `-${not}: Portolan does not simulate ${why}`, isUsage: false };
  }
  const count = Number(value.get('c') ?? Number.POSITIVE_INFINITY);
  if (!(count > 0)) return { wrong: `invalid packet count ${value.get('c')}`, isUsage: false };
  const snapshot = Number(value.get('s') ?? 0);
  if (!(snapshot >= 0)) return { wrong: `invalid snaplen ${value.get('s')}`, isUsage: false };
  return {
    device: value.get('i') ?? 'eth0',
    count,
    snapshot: snapshot || 262_144,
    isHelp: on.has('h'),
    isList: on.has('D'),
    isVerbose: on.has('v'),
    isQuiet: on.has('q'),
    isNumeric: on.has('n'),
    absolute: on.has('S'),
    time: on.get('t') ?? 0,
    dump: on.has('A') ? 'ascii' : on.has('X') ? 'both' : on.has('x') ? 'hex' : undefined,
    filter,
  };
}
