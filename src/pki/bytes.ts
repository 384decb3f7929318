// Numbers and bytes, as DER and keys need them.

export const toBytes = (data: ArrayBuffer | Uint8Array): Uint8Array =>
  data instanceof Uint8Array ? data : new Uint8Array(data);

/** As the libraries want it: a buffer of its own. */
export const bytesOf = (data: Uint8Array): ArrayBuffer => data.slice().buffer as ArrayBuffer;

export const hex = (data: ArrayBuffer | Uint8Array): string =>
  Array.from(toBytes(data), (b) => b.toString(16).padStart(2, '0')).join('');

export const fromHex = (text: string): Uint8Array =>
  Uint8Array.from((text.length % 2 ? `0${text}` : text).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export const toNumber = (data: ArrayBuffer | Uint8Array): bigint => BigInt(`0x${hex(data) || '0'}`);

/** Big-endian, at least `length` bytes. */
export function numberBytes(value: bigint, length = 0): Uint8Array {
  const digits = fromHex(value.toString(16));
  const out = new Uint8Array(Math.max(length, digits.length));
  out.set(digits, out.length - digits.length);
  return out;
}

/** As DER's INTEGER holds a positive number: a leading zero where the first bit is set. */
export function positiveBytes(value: bigint): Uint8Array {
  const digits = numberBytes(value);
  return digits[0]! & 0x80 ? Uint8Array.of(0, ...digits) : digits;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const sameBytes = (a: ArrayBuffer | Uint8Array, b: ArrayBuffer | Uint8Array): boolean => hex(a) === hex(b);
