// Addresses and ranges of clients, as allow, deny and limit_req read them.

export interface AddressRange {
  readonly base: number;
  readonly bits: number;
}

/** `10.0.0.0/8`, `10.1.2.3`. IPv6 ranges are ranges in which no client of this network is. Undefined: it is neither. */
export function addressRange(text: string): AddressRange | undefined {
  if (/^[0-9a-fA-F:]*:[0-9a-fA-F:.]*(\/\d{1,3})?$/.test(text)) return { base: -1, bits: 32 };
  const match = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d{1,2}))?$/.exec(text);
  const base = match && addressOf(match[1]!);
  const bits = Number(match?.[2] ?? 32);
  return base === undefined || base === null || bits > 32 ? undefined : { base, bits };
}

export function inRanges(ip: string, ranges: readonly string[]): boolean {
  const address = addressOf(ip);
  if (address === undefined) return false;
  return ranges.some((text) => {
    const range = addressRange(text);
    if (!range || range.base < 0) return false;
    const size = 2 ** (32 - range.bits);
    return Math.floor(address / size) === Math.floor(range.base / size);
  });
}

function addressOf(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  if (parts.length !== 4 || !parts.every((p) => Number.isInteger(p) && p >= 0 && p <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
