// CoreDNS's configuration as its parser reads it: server blocks by zone, with plugins in them. Models coredns/caddy caddyfile/parse.go.

export interface Plugin {
  readonly name: string;
  readonly args: readonly string[];
  /** The lines of its braces, in words. */
  readonly block: readonly (readonly string[])[];
}

export interface ServerBlock {
  /** Lower case, without a final dot; empty for the root. */
  readonly zones: readonly string[];
  readonly plugins: readonly Plugin[];
}

export type Corefile = { readonly blocks: readonly ServerBlock[] } | { readonly error: string };

/** What CoreDNS 1.12 is built with. Source: coredns plugin.cfg. */
const PLUGINS = new Set(
  'root metadata geoip cancel tls quic timeouts multisocket reload nsid bufsize bind debug trace ready health pprof prometheus errors log dnstap local dns64 acl any chaos loadbalance tsig cache rewrite header dnssec autopath minimal template transfer hosts route53 azure clouddns k8s_external kubernetes file auto secondary etcd loop forward grpc erratic whoami on sign view nomad'.split(
    ' ',
  ),
);

interface Line {
  readonly words: readonly string[];
  readonly number: number;
}

export function parseCorefile(text: string, path = 'Corefile'): Corefile {
  const lines: Line[] = text.split('\n').flatMap((line, i) => {
    const words = [...line.replace(/(^|\s)#.*/, '').matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare!,
    );
    return words.length > 0 ? [{ words, number: i + 1 }] : [];
  });
  const failed = (line: number, what: string): Corefile => ({
    error: `${path}:${line} - Error during parsing: ${what}`,
  });
  const blocks: ServerBlock[] = [];
  for (let at = 0; at < lines.length; at++) {
    const { words, number } = lines[at]!;
    if (words.at(-1) !== '{') return failed(number, `Unexpected token '${words.at(-1)}', expecting '{'`);
    const plugins: Plugin[] = [];
    for (at++; lines[at] && lines[at]!.words[0] !== '}'; at++) {
      const { words: own, number: line } = lines[at]!;
      const [name = '', ...rest] = own;
      if (!PLUGINS.has(name)) return failed(line, `Unknown directive '${name}'`);
      const opens = rest.at(-1) === '{';
      const block: (readonly string[])[] = [];
      if (opens) {
        for (at++; lines[at] && lines[at]!.words[0] !== '}'; at++) block.push(lines[at]!.words);
        if (!lines[at]) return failed(line, 'Unexpected EOF');
      }
      plugins.push({ name, args: opens ? rest.slice(0, -1) : rest, block });
    }
    if (!lines[at]) return failed(number, 'Unexpected EOF');
    blocks.push({
      zones: words
        .slice(0, -1)
        .flatMap((zone) => zone.split(','))
        .filter(Boolean)
        .map(zoneOf),
      plugins,
    });
  }
  return { blocks };
}

/** `dns://example.org.:53` → `example.org`. */
const zoneOf = (text: string): string =>
  text
    .replace(/^(dns|tls|grpc|https|quic):\/\//, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
    .toLowerCase();

const within = (name: string, zone: string): boolean => zone === '' || name === zone || name.endsWith(`.${zone}`);

/** The block with the longest zone that the name is in. */
export function blockFor(blocks: readonly ServerBlock[], name: string): ServerBlock | undefined {
  let best: { readonly block: ServerBlock; readonly length: number } | undefined;
  for (const block of blocks)
    for (const zone of block.zones)
      if (within(name, zone) && (best === undefined || zone.length > best.length))
        best = { block, length: zone.length };
  return best?.block;
}

/** The name that is looked up in place of this one. Source: plugin/rewrite/name.go. */
export function rewritten(name: string, plugins: readonly Plugin[]): string {
  for (const { name: plugin, args, block } of plugins) {
    if (plugin !== 'rewrite') continue;
    const rules = block.length > 0 ? block : [args];
    const words = rules[0]!.filter((word) => word !== 'stop' && word !== 'continue');
    if (words[0] !== 'name') continue;
    const [kind, from = '', to = ''] = ['exact', 'prefix', 'suffix', 'substring', 'regex'].includes(words[1] ?? '')
      ? words.slice(1)
      : ['exact', ...words.slice(1)];
    const bare = (text: string): string => text.replace(/\.$/, '').toLowerCase();
    let next = name;
    if (kind === 'exact' && name === bare(from)) next = bare(to);
    else if (kind === 'prefix' && name.startsWith(from)) next = to + name.slice(from.length);
    else if (kind === 'suffix' && name.endsWith(bare(from)))
      next = name.slice(0, name.length - bare(from).length) + bare(to);
    else if (kind === 'substring') next = name.replace(from, to);
    else if (kind === 'regex') {
      const match = expressionOf(from)?.exec(`${name}.`);
      if (match) next = bare(to.replace(/\{(\d+)\}/g, (_, i: string) => match[Number(i)] ?? ''));
    }
    if (next !== name) return next;
  }
  return name;
}

function expressionOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}

/** Addresses that a `hosts` block gives a name. `ends`: names that it does not know are not asked for elsewhere. */
export function hostsOf(
  plugins: readonly Plugin[],
  name: string,
): { readonly ips: readonly string[]; readonly ends: boolean } {
  const hosts = plugins.find((plugin) => plugin.name === 'hosts');
  if (!hosts) return { ips: [], ends: false };
  const zones = hosts.args.filter((arg) => !arg.startsWith('/')).map(zoneOf);
  if (zones.length > 0 && !zones.some((zone) => within(name, zone))) return { ips: [], ends: false };
  const ips = hosts.block
    .filter(
      ([ip = '', ...names]) => /^[\d.]+$/.test(ip) && names.some((n) => n.toLowerCase().replace(/\.$/, '') === name),
    )
    .map(([ip]) => ip!);
  return { ips, ends: !hosts.block.some(([word]) => word === 'fallthrough') };
}

/** Is the name in a zone of the `kubernetes` plugin? */
export function isKubernetes(plugins: readonly Plugin[], name: string): boolean {
  const plugin = plugins.find((p) => p.name === 'kubernetes');
  return plugin?.args.some((arg) => within(name, zoneOf(arg))) ?? false;
}

/** `insecure`, `verified` or `disabled`, which is the default. */
export function podsMode(plugins: readonly Plugin[]): string {
  const plugin = plugins.find((p) => p.name === 'kubernetes');
  return plugin?.block.find(([word]) => word === 'pods')?.[1] ?? 'disabled';
}

/** Where the rest is asked for: addresses or files of them; undefined: nowhere. */
export function forwardsOf(plugins: readonly Plugin[], name: string): readonly string[] | undefined {
  return plugins.find((p) => p.name === 'forward' && within(name, zoneOf(p.args[0] ?? '')))?.args.slice(1);
}
