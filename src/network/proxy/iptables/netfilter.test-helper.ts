// Reads what iptables-save printed, and sends packets through it: a netfilter that knows nothing of Services.

interface Rule {
  readonly words: readonly string[];
}
type Tables = ReadonlyMap<string, ReadonlyMap<string, readonly Rule[]>>;

export interface NodePacket {
  readonly from: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** It comes from a process of this node itself. */
  readonly isOwn: boolean;
  /** The addresses of this node. */
  readonly local: readonly string[];
}

interface State {
  readonly chance: number;
  readonly ip: string;
  readonly port: number;
  readonly mark: boolean;
  readonly masqueraded: boolean;
  readonly end?: 'ACCEPT' | 'DROP' | 'REJECT' | 'RETURN';
}

/** What may become of a packet, each with its probability. */
export interface Outcome {
  readonly chance: number;
  readonly what: 'DROP' | 'REJECT' | 'passes' | 'translated';
  readonly to: string;
  readonly masqueraded: boolean;
}

export function parse(text: string): Tables {
  const tables = new Map<string, Map<string, Rule[]>>();
  let chains = new Map<string, Rule[]>();
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) tables.set(line.slice(1), (chains = new Map()));
    else if (line.startsWith(':')) chains.set(line.slice(1).split(' ')[0]!, []);
    else if (line.startsWith('-A ')) {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]!);
      const list = chains.get(words[1]!);
      if (!list) throw new Error(`a rule of a chain that is not declared: ${line}`);
      list.push({ words: words.slice(2) });
    }
  }
  return tables;
}

const toNumber = (ip: string): number => ip.split('.').reduce((n, part) => n * 256 + Number(part), 0);
function within(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(ip) / size) === Math.floor(toNumber(base) / size);
}

export function send(tables: Tables, packet: NodePacket): readonly Outcome[] {
  const isLocal = (ip: string): boolean => ip.startsWith('127.') || packet.local.includes(ip);
  const run = (table: string, chain: string, start: State): State[] => {
    const rules = tables.get(table)?.get(chain);
    if (!rules) throw new Error(`no chain ${chain} in ${table}`);
    let states: State[] = [start];
    const done: State[] = [];
    for (const rule of rules) {
      const next: State[] = [];
      for (const state of states) {
        const { hit, miss, jump, more } = match(rule, state);
        if (miss > 0) next.push({ ...state, chance: state.chance * miss });
        if (hit === 0 || jump === undefined) {
          if (hit > 0) next.push({ ...state, chance: state.chance * hit });
          continue;
        }
        for (const after of follow(table, jump, more, { ...state, chance: state.chance * hit }))
          (after.end ? done : next).push(after);
      }
      states = next;
    }
    return [...states, ...done].map((s) => (s.end === 'RETURN' ? withoutEnd(s) : s));
  };
  const withoutEnd = ({ end: _, ...state }: State): State => state;
  const follow = (table: string, jump: string, more: readonly string[], state: State): State[] => {
    if (jump === 'ACCEPT' || jump === 'DROP' || jump === 'REJECT' || jump === 'RETURN')
      return [{ ...state, end: jump }];
    if (jump === 'MARK') return [{ ...state, mark: more[1] === '0x4000/0x4000' }];
    if (jump === 'MASQUERADE') return [{ ...state, masqueraded: true, end: 'ACCEPT' }];
    if (jump === 'DNAT') {
      const [ip = '', port = ''] = more[1]!.split(':');
      return [{ ...state, ip, port: Number(port), end: 'ACCEPT' }];
    }
    return run(table, jump, state);
  };
  const match = (
    { words }: Rule,
    state: State,
  ): { hit: number; miss: number; jump?: string; more: readonly string[] } => {
    let hit = 1;
    let not = false;
    const must = (holds: boolean): void => {
      if (holds === not) hit = 0;
      not = false;
    };
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      if (word === '!') not = true;
      else if (word === '-s') must(within(packet.from, words[++i]!));
      else if (word === '-d') must(within(state.ip, words[++i]!));
      else if (word === '-p') must(packet.protocol === words[++i]);
      else if (word === '--dport') must(state.port === Number(words[++i]));
      else if (word === '--dst-type') must(words[++i] === 'LOCAL' && isLocal(state.ip));
      else if (word === '--src-type') must(words[++i] === 'LOCAL' && isLocal(packet.from));
      else if (word === '--mark') must(state.mark === (words[++i] === '0x4000/0x4000'));
      else if (word === '--ctstate') must(words[++i]!.split(',').includes('NEW'));
      else if (word === '--rcheck') must(false);
      else if (word === '--probability') hit *= Number(words[++i]);
      else if (word === '-m' || word === '--comment' || word === '--mode' || word === '--name') i++;
      else if (word === '--seconds' || word === '--mask') i++;
      else if (word === '-j') return { hit, miss: 1 - hit, jump: words[i + 1]!, more: words.slice(i + 2) };
      else if (!['--reap', '--rsource', '--set'].includes(word))
        throw new Error(`cannot read ${word} in ${words.join(' ')}`);
    }
    return { hit, miss: 1 - hit, more: [] };
  };

  const start: State = { chance: 1, ip: packet.ip, port: packet.port, mark: false, masqueraded: false };
  return run('nat', packet.isOwn ? 'OUTPUT' : 'PREROUTING', start).flatMap((routed) => {
    // What a node sends to itself goes out and comes in.
    const hooks = packet.isOwn
      ? isLocal(routed.ip)
        ? ['OUTPUT', 'INPUT']
        : ['OUTPUT']
      : [isLocal(routed.ip) ? 'INPUT' : 'FORWARD'];
    let through: State[] = [withoutEnd(routed)];
    for (const hook of hooks)
      through = through.flatMap((s) =>
        s.end === 'DROP' || s.end === 'REJECT' ? [s] : run('filter', hook, withoutEnd(s)),
      );
    return through.flatMap((filtered): Outcome[] => {
      const to = `${filtered.ip}:${filtered.port}`;
      if (filtered.end === 'DROP' || filtered.end === 'REJECT')
        return [{ chance: filtered.chance, what: filtered.end, to, masqueraded: false }];
      const isTranslated = routed.ip !== packet.ip || routed.port !== packet.port;
      return run('nat', 'POSTROUTING', withoutEnd(filtered)).map(({ chance, masqueraded }) => ({
        chance,
        what: isTranslated ? 'translated' : 'passes',
        to,
        masqueraded,
      }));
    });
  });
}
