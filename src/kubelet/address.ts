// Models the host-local IPAM plugin: addresses of a node's Pod network, round and round.

/** The next address after `last` that is free. Skips the network, the bridge (.1) and broadcast. */
export function nextAddress(cidr: string, used: ReadonlySet<string>, last: string | undefined): string {
  const [base = '0.0.0.0', bits = '24'] = cidr.split('/');
  const network = toNumber(base);
  const size = 2 ** (32 - Number(bits));
  const start = last === undefined ? 1 : toNumber(last) - network;
  for (let i = 1; i < size; i++) {
    const host = (start + i) % size;
    if (host < 2 || host === size - 1) continue;
    const address = toText(network + host);
    if (!used.has(address)) return address;
  }
  throw new Error(`no addresses available in range set: ${cidr}`);
}

const toNumber = (ip: string): number => ip.split('.').reduce((n, part) => n * 256 + Number(part), 0);
const toText = (n: number): string => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
