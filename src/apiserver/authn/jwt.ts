// Models pkg/serviceaccount/jwt.go: JSON web tokens signed with the cluster's own key (ES256, as with an EC key file).

import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Everything before the point in the DER of a P-256 public key. Source: RFC 5480. */
const SPKI_PREFIX = [
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
  0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

const utf8 = new TextEncoder();

export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
}

/** Undefined for what is not base64url. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

const encode = (value: unknown): string => toBase64Url(utf8.encode(JSON.stringify(value)));

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64Url(part)));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

interface KeyPair {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
  /** As a token's header names it. */
  readonly id: string;
}

/** Tokens. A few hundred bytes each; a cluster has far fewer in use at a time. */
const REMEMBERED = 1000;

/** One key pair, made when it is first needed: that takes longer than starting a cluster may. */
export class SigningKey {
  readonly #secret: string;
  #pair: KeyPair | undefined;
  /** Tokens whose signature was tried, and whether it is this key's: programs show the same one with every request. */
  readonly #tried = new Map<string, boolean>();

  /** The same secret gives the same key. */
  constructor(secret: string) {
    this.#secret = secret;
  }

  get #keys(): KeyPair {
    if (!this.#pair) {
      const seed = new Uint8Array(48);
      seed.set(sha256(utf8.encode(`portolan service account key ${this.#secret}`)));
      const secretKey = p256.utils.randomSecretKey(seed);
      const publicKey = p256.getPublicKey(secretKey, false);
      const id = toBase64Url(sha256(Uint8Array.from([...SPKI_PREFIX, ...publicKey])));
      this.#pair = { secretKey, publicKey, id };
    }
    return this.#pair;
  }

  sign(claims: object): string {
    const { secretKey, id } = this.#keys;
    const content = `${encode({ alg: 'ES256', kid: id })}.${encode(claims)}`;
    return `${content}.${toBase64Url(p256.sign(utf8.encode(content), secretKey))}`;
  }

  /** The claims of a token with this key's signature. */
  verify(token: string): Record<string, unknown> | 'malformed' | 'unsigned' {
    const [head = '', body = '', tail = '', ...more] = token.split('.');
    const claims = decode(body);
    const header = decode(head);
    const signature = fromBase64Url(tail);
    if (!claims || !header || !signature || more.length > 0) return 'malformed';
    const { publicKey } = this.#keys;
    if (header.alg !== 'ES256' || signature.length !== 64) return 'unsigned';
    const known = this.#tried.get(token);
    const right = known ?? p256.verify(signature, utf8.encode(`${head}.${body}`), publicKey);
    if (known === undefined) {
      if (this.#tried.size >= REMEMBERED) this.#tried.clear();
      this.#tried.set(token, right);
    }
    return right ? claims : 'unsigned';
  }

  /** As `/openid/v1/jwks` shows it. */
  jwk(): Readonly<Record<string, string>> {
    const { publicKey, id } = this.#keys;
    const [x, y] = [toBase64Url(publicKey.slice(1, 33)), toBase64Url(publicKey.slice(33))];
    return { use: 'sig', kty: 'EC', kid: id, crv: 'P-256', alg: 'ES256', x, y };
  }
}
