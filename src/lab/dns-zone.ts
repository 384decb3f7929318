// The learner's zones at a DNS provider: records that the whole simulated internet sees. `dnszone` is the provider's command,
// `nsupdate` speaks to its server. They are kept as a zone file on the provider's machine, so that a snapshot has them.

import type { FileSystem } from '#machine/files.ts';
import type { DnsAnswer, Program } from '#machine/program.ts';

const FILE = '/var/lib/dnszone/records';
const USAGE = `Records of your own domains, for everybody outside and inside the cluster.

  dnszone list
  dnszone add NAME TYPE DATA [--ttl=SECONDS]     dnszone add shop.example.com A 203.0.113.10
  dnszone delete NAME [TYPE]

TYPE is A, CNAME or TXT. NAME may begin with "*." for all names below.
`;
const TYPES = ['A', 'CNAME', 'TXT'] as const;

export class DnsZone {
  readonly #files: FileSystem;
  readonly #changed: () => void;
  #text: string | undefined;
  #records: readonly DnsAnswer[] = [];

  /** `changed` is called after each change. */
  constructor(files: FileSystem, changed: () => void = () => undefined) {
    this.#files = files;
    this.#changed = changed;
  }

  records(): readonly DnsAnswer[] {
    const text = this.#files.read(FILE);
    if (text !== this.#text) {
      this.#text = text;
      this.#records = (text ?? '').split('\n').flatMap((line) => recordOf(line.split(/\s+/)) ?? []);
    }
    return this.#records;
  }

  /** @returns What is wrong with it. */
  add(name: string, type: string, data: string, ttl: number): string | undefined {
    const record = recordOf([name, String(ttl), 'IN', type.toUpperCase(), data]);
    if (!record) return `'${name} ${type} ${data}' is no record: give a name, A, CNAME or TXT, and its data`;
    const others = this.records().filter((r) => r.name === record.name);
    if (others.some((r) => (r.type === 'CNAME') !== (record.type === 'CNAME')))
      return `${record.name} has other records: a CNAME stands alone`;
    const kept = this.records().filter(
      (r) => !(r.name === record.name && r.type === record.type && (r.data === record.data || record.type === 'CNAME')),
    );
    this.#write([...kept, record]);
    return undefined;
  }

  /** How many were deleted. */
  delete(name: string, type?: string, data?: string): number {
    const wanted = bare(name);
    const kept = this.records().filter(
      (r) =>
        r.name !== wanted ||
        (type !== undefined && r.type !== type.toUpperCase()) ||
        (data !== undefined && bare(r.data) !== bare(data)),
    );
    const gone = this.records().length - kept.length;
    if (gone > 0) this.#write(kept);
    return gone;
  }

  #write(records: readonly DnsAnswer[]): void {
    this.#files.mkdir('/var/lib/dnszone', { recursive: true });
    this.#files.write(FILE, records.map((r) => `${r.name}. ${r.ttl} IN ${r.type} ${r.data}\n`).join(''));
    this.#changed();
  }
}

const bare = (name: string): string => name.replace(/\.$/, '').toLowerCase();

function recordOf([name = '', ttl = '', , type = '', ...data]: readonly string[]): DnsAnswer | undefined {
  const known = TYPES.find((t) => t === type);
  const text = data.join(' ');
  if (!known || !/^(\*\.)?([a-z0-9_-]+\.)+[a-z]{2,}\.?$/i.test(name) || !/^\d+$/.test(ttl) || text === '')
    return undefined;
  if (known === 'A' && !/^(\d{1,3}\.){3}\d{1,3}$/.test(text)) return undefined;
  return { name: bare(name), ttl: Number(ttl), type: known, data: known === 'CNAME' ? `${bare(text)}.` : text };
}

export const dnszoneProgram =
  (zone: DnsZone): Program =>
  async ({ argv, stdout, stderr }) => {
    const flags = argv.slice(1).filter((arg) => arg.startsWith('--'));
    const [verb, name, type, ...data] = argv.slice(1).filter((arg) => !arg.startsWith('--'));
    if (verb === 'list') {
      const rows = [
        ['NAME', 'TTL', 'TYPE', 'DATA'],
        ...zone.records().map((r) => [r.name, String(r.ttl), r.type, r.data]),
      ];
      for (const [a = '', b = '', c = '', d = ''] of rows)
        stdout.write(`${a.padEnd(32)} ${b.padEnd(6)} ${c.padEnd(6)} ${d}\n`);
      return 0;
    }
    if (verb === 'add' && name !== undefined && type !== undefined && data.length > 0) {
      const ttl = Number(/^--ttl=(\d+)$/.exec(flags[0] ?? '')?.[1] ?? 300);
      const wrong = zone.add(name, type, data.join(' '), ttl);
      (wrong ? stderr : stdout).write(
        wrong ? `dnszone: ${wrong}\n` : `${bare(name)} ${ttl} IN ${type.toUpperCase()} ${data.join(' ')}\n`,
      );
      return wrong ? 1 : 0;
    }
    if ((verb === 'delete' || verb === 'remove') && name !== undefined) {
      const gone = zone.delete(name, type);
      (gone > 0 ? stdout : stderr).write(
        gone > 0 ? `deleted ${gone} record${gone === 1 ? '' : 's'}\n` : `dnszone: there is no such record: ${name}\n`,
      );
      return gone > 0 ? 0 : 1;
    }
    (verb === undefined || verb === 'help' ? stdout : stderr).write(USAGE);
    return verb === undefined || verb === 'help' ? 0 : 2;
  };

/** Models bind's nsupdate: lines from standard input, sent at `send` or at the end. Portolan does not simulate nsupdate's prerequisites and keys. */
export const nsupdateProgram =
  (zone: DnsZone): Program =>
  async ({ stdin, stderr, signal }) => {
    let text = '';
    for (let piece = await stdin.read(signal); piece !== undefined; piece = await stdin.read(signal)) text += piece;
    for (const line of text.split('\n')) {
      const words = line.trim().split(/\s+/);
      if (words[0] === 'update') words.shift();
      const [verb = '', name = '', ...rest] = words;
      if (verb === 'add') {
        const [ttl = '', ...more] = rest[1]?.toUpperCase() === 'IN' ? [rest[0]!, ...rest.slice(2)] : rest;
        const wrong = zone.add(name, more[0] ?? '', more.slice(1).join(' '), Number(ttl));
        if (!wrong) continue;
        stderr.write(`nsupdate: ${wrong}\nsyntax error\n`);
        return 1;
      }
      if (verb === 'delete' || verb === 'del') {
        const [type, ...data] = rest.filter((word) => word.toUpperCase() !== 'IN' && !/^\d+$/.test(word));
        zone.delete(name, type, data.length > 0 ? data.join(' ') : undefined);
      } else if (!['', 'send', 'server', 'zone', 'ttl', 'key', 'show', 'answer', 'quit', 'debug'].includes(verb)) {
        stderr.write(`incorrect section name: ${verb}\nsyntax error\n`);
        return 1;
      }
    }
    return 0;
  };
