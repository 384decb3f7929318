// Models IsValidIP, ValidateNonSpecialIP and the rest of what validation asks of an address.

/** Source: IsValidIP. */
export const INVALID_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** Its family, or undefined if it is no address. */
export function validIp(text: string): 'IPv4' | 'IPv6' | undefined {
  if (parseIpv4(text) !== undefined) return 'IPv4';
  return validIpv6(text) ? 'IPv6' : undefined;
}

/** As a number; undefined for what is not dotted decimal. */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) <= 255)) return undefined;
  return parts.reduce((sum, p) => sum * 256 + Number(p), 0);
}

export const formatIpv4 = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

function validIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1);
  const embedded = last?.includes('.') && parseIpv4(last) !== undefined;
  const hex = embedded ? all.slice(0, -1) : all;
  const count = hex.length + (embedded ? 2 : 0);
  return hex.every((g) => /^[0-9a-fA-F]{1,4}$/.test(g)) && (halves.length === 2 ? count < 8 : count === 8);
}

/** `10.0.0.0/8`, `2001:db8::/32`. */
export function validCidr(text: string): boolean {
  const [ip, length, more] = text.split('/');
  const family = validIp(ip ?? '');
  if (!family || length === undefined || more !== undefined || !/^\d{1,3}$/.test(length)) return false;
  return Number(length) <= (family === 'IPv4' ? 32 : 128);
}

/** What is wrong with using this valid address as somebody's endpoint. Source: ValidateNonSpecialIP. */
export function nonSpecialIp(text: string): string[] {
  const lower = text.toLowerCase();
  const errors: string[] = [];
  if (text === '0.0.0.0' || /^[0:]+$/.test(text)) errors.push(`may not be unspecified (${text})`);
  if (text.startsWith('127.') || /^[0:]*:0*1$/.test(text))
    errors.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (text.startsWith('169.254.') || /^fe[89ab][0-9a-f]:/.test(lower)) {
    errors.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  if (text.startsWith('224.0.0.') || lower.startsWith('ff02:')) {
    errors.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return errors;
}
