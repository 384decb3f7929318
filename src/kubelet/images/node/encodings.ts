// Node's Buffer encodings.

import { bytesOf, textOf } from '#machine/bytes.ts';

const isBytewise = (encoding: string): boolean => ['latin1', 'binary', 'ascii'].includes(encoding);
const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export function encoded(text: string, encoding: string): Uint8Array {
  const codes = (binary: string): Uint8Array => Uint8Array.from(binary, (c) => c.charCodeAt(0) & 0xff);
  if (encoding === 'base64' || encoding === 'base64url')
    return codes(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  if (encoding === 'hex') return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return isBytewise(encoding) ? codes(text) : bytesOf(text);
}

export function decoded(bytes: Uint8Array, encoding: string): string {
  if (encoding === 'base64') return btoa(latin1(bytes));
  if (encoding === 'base64url')
    return btoa(latin1(bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  if (encoding === 'hex') return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return isBytewise(encoding) ? latin1(bytes) : textOf(bytes);
}
