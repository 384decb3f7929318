// dig's command line. Models bin/dig/dig.c of bind 9.18, parse_args and plus_option.

export interface DigOptions {
  readonly name: string;
  /** In capitals. */
  readonly type: string;
  readonly server: string | undefined;
  readonly search: boolean;
  readonly short: boolean;
  readonly tcp: boolean;
  readonly edns: boolean;
  readonly cookie: boolean;
  readonly recurse: boolean;
  readonly shows: Readonly<Record<Part, boolean>>;
  readonly tries: number;
  readonly timeoutSeconds: number;
  readonly ttl: boolean;
  readonly class: boolean;
}

export type Part = 'cmd' | 'comments' | 'question' | 'answer' | 'authority' | 'additional' | 'stats';
const PARTS: readonly Part[] = ['cmd', 'comments', 'question', 'answer', 'authority', 'additional', 'stats'];
/** Beginnings are enough, as long as they mean one. `[no]` before it turns it off. */
const FLAGS: Readonly<Record<string, Switch>> = {
  ...Object.fromEntries(PARTS.map((part) => [part, part])),
  ...{ search: 'search', short: 'short', tcp: 'tcp', vc: 'tcp', edns: 'edns', cookie: 'cookie', recurse: 'recurse' },
  ...{ rdflag: 'recurse', ttlid: 'ttl', class: 'class', all: 'all' },
};
type Switch = Part | 'search' | 'short' | 'tcp' | 'edns' | 'cookie' | 'recurse' | 'ttl' | 'class' | 'all';
/** They change nothing here: how long it waits, how large a packet may be, how it asks. */
const WITHOUT_EFFECT =
  /^(no)?(bufsize|ndots|adflag|aaflag|aaonly|cdflag|ignore|fail|keepopen|keepalive|idnin|idnout|defname|nssearch|qr|identify|besteffort|onesoa|padding|rrcomments|ttlunits|subnet|ednsflags|ednsopt|ednsnegotiation|mapped|domain|split|sit|raflag|zflag|tcflag|opcode|qid|unknownformat|expire|nsid)(=.*)?$/;
const NOT_SIMULATED = /^(trace|multiline|dnssec|do|yaml|https|tls|http-plain|proxy|crypto|showsearch)/;
const TYPES = /^(A|AAAA|CNAME|SRV|PTR|TXT|SOA|NS|MX|ANY|CAA|AXFR|IXFR|HTTPS|SVCB|DS|DNSKEY|NAPTR|HINFO|TLSA)$/i;

export const reverseName = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`;

export type Parsed = DigOptions | { readonly invalid: string } | { readonly notSimulated: string };

export function parseDig(args: readonly string[]): Parsed {
  const on: Record<Switch, boolean> = {
    ...{ cmd: true, comments: true, question: true, answer: true, authority: true, additional: true, stats: true },
    ...{ search: false, short: false, tcp: false, edns: true, cookie: true, recurse: true, ttl: true, class: true },
    all: true,
  };
  let [tries, timeoutSeconds] = [3, 5];
  let [name, type, server]: [string, string, string | undefined] = ['', 'A', undefined];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.startsWith('@')) server = arg.slice(1);
    else if (arg.startsWith('+')) {
      const said = arg.slice(1);
      if (NOT_SIMULATED.test(said)) return { notSimulated: arg };
      if (WITHOUT_EFFECT.test(said)) continue;
      const [, counted, number] = /^(time|timeout|tries|retry)=(\d+)$/.exec(said) ?? [];
      if (counted !== undefined) {
        // A retry is one more than the first try. Source: dig.c plus_option.
        if (counted.startsWith('time')) timeoutSeconds = Math.max(1, Number(number));
        else tries = Math.max(1, Number(number) + (counted === 'retry' ? 1 : 0));
        continue;
      }
      const turned = said.startsWith('no') ? said.slice(2) : said;
      const found =
        Object.keys(FLAGS).find((flag) => flag === turned) ??
        Object.keys(FLAGS).find((f) => turned !== '' && f.startsWith(turned));
      if (found === undefined) return { invalid: arg };
      on[FLAGS[found]!] = turned === said;
      if (found === 'all') for (const part of PARTS) on[part] = turned === said;
    } else if (arg === '-x') {
      name = reverseName(args[++i] ?? '');
      type = 'PTR';
    } else if (arg === '-t') type = (args[++i] ?? 'A').toUpperCase();
    else if (arg === '-q') name = args[++i] ?? '';
    else if (arg === '-p' && args[++i] !== '53') return { notSimulated: 'name servers on other ports than 53' };
    else if (arg.startsWith('-')) {
      if (!/^-[46]$/.test(arg)) return { notSimulated: arg };
    } else if (TYPES.test(arg)) type = arg.toUpperCase();
    else if (!/^(IN|CH|HS)$/i.test(arg)) name = arg;
  }
  if (name === '') return { notSimulated: 'questions about the root' };
  const { search, short, tcp, edns, cookie, recurse, ttl } = on;
  return {
    name,
    type,
    server,
    search,
    short,
    tcp,
    edns,
    cookie,
    recurse,
    tries,
    timeoutSeconds,
    ttl,
    class: on.class,
    shows: on,
  };
}
