// One table of netfilter, written as iptables-save prints it: built-in chains, then the others by name, then the rules chain by chain.

export class Table {
  readonly #name: string;
  readonly #builtIn: readonly string[];
  readonly #rules = new Map<string, string[]>();

  constructor(name: string, builtIn: readonly string[]) {
    this.#name = name;
    this.#builtIn = builtIn;
    for (const chain of builtIn) this.#rules.set(chain, []);
  }

  /** Makes the chain if there is none. */
  add(chain: string, ...rules: readonly string[]): void {
    const list = this.#rules.get(chain);
    if (list) list.push(...rules);
    else this.#rules.set(chain, [...rules]);
  }

  get #chains(): readonly string[] {
    const own = [...this.#rules.keys()].filter((chain) => !this.#builtIn.includes(chain)).sort();
    return [...this.#builtIn, ...own];
  }

  /** As `iptables-save -t NAME`, without the lines that tell the time. */
  save(): string {
    const lines = [`*${this.#name}`];
    for (const chain of this.#chains) lines.push(`:${chain} ${this.#builtIn.includes(chain) ? 'ACCEPT' : '-'} [0:0]`);
    for (const chain of this.#chains) for (const rule of this.#rules.get(chain)!) lines.push(`-A ${chain} ${rule}`);
    return [...lines, 'COMMIT', ''].join('\n');
  }

  /** As `iptables -t NAME -S [CHAIN]`; undefined: there is no such chain. */
  list(chain?: string): string | undefined {
    if (chain !== undefined && !this.#rules.has(chain)) return undefined;
    const chains = chain === undefined ? this.#chains : [chain];
    const heads = chains.map((c) => (this.#builtIn.includes(c) ? `-P ${c} ACCEPT` : `-N ${c}`));
    const rules = chains.flatMap((c) => this.#rules.get(c)!.map((rule) => `-A ${c} ${rule}`));
    return [...heads, ...rules, ''].join('\n');
  }
}
