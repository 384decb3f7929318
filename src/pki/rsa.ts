// RSA with plain numbers: keys, and PKCS #1 v1.5 signatures. Nothing is kept secret inside a simulation, so nothing is done in constant time.

import { concat, fromHex, numberBytes, toNumber } from './bytes.ts';

export interface RsaKey {
  readonly n: bigint;
  readonly e: bigint;
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
}

const E = 65537n;

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const factor = base % modulus;
  let result = 1n;
  // From the highest bit: what is multiplied by is `base` itself, which is small where primes are looked for.
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * factor) % modulus;
  }
  return result;
}

export function inverse(a: bigint, modulus: bigint): bigint {
  let [r, next, t, nextT] = [modulus, ((a % modulus) + modulus) % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  return ((t % modulus) + modulus) % modulus;
}

const SMALL_PRIMES = ((): readonly number[] => {
  const primes: number[] = [];
  for (let n = 3; primes.length < 1000; n += 2) if (primes.every((p) => p * p > n || n % p !== 0)) primes.push(n);
  return primes;
})();

/** Miller–Rabin; for candidates by chance of this size, a few rounds are more than enough (FIPS 186-5, B.3). */
function isPrime(n: bigint): boolean {
  const odd = n - 1n;
  let shift = 0n;
  while (((odd >> shift) & 1n) === 0n) shift++;
  const d = odd >> shift;
  return [2n, 3n, 5n, 7n].every((base) => {
    let x = power(base, d, n);
    if (x === 1n || x === odd) return true;
    for (let i = 1n; i < shift; i++) {
      x = (x * x) % n;
      if (x === odd) return true;
    }
    return false;
  });
}

/** The prime that follows a number. Labs that begin alike draw the same numbers, and looking takes a quarter of a second. */
const FOUND = new Map<bigint, bigint>();
const REMEMBERED = 200;

/** @param random In [0, 1). The key follows from it. */
function primeOf(bits: number, random: () => number): bigint {
  for (;;) {
    const bytes = Uint8Array.from({ length: bits / 8 }, () => Math.floor(random() * 256));
    // Both upper bits, so that a product of two has all its bits.
    bytes[0]! |= 0xc0;
    bytes[bytes.length - 1]! |= 1;
    const start = toNumber(bytes);
    const known = FOUND.get(start);
    if (known !== undefined) return known;
    const remainders = SMALL_PRIMES.map((p) => Number(start % BigInt(p)));
    for (let step = 0; step < 4096; step += 2) {
      if (SMALL_PRIMES.some((p, i) => (remainders[i]! + step) % p === 0)) continue;
      const candidate = start + BigInt(step);
      if ((candidate - 1n) % E === 0n || !isPrime(candidate)) continue;
      if (FOUND.size >= REMEMBERED) FOUND.clear();
      FOUND.set(start, candidate);
      return candidate;
    }
  }
}

/** @param bits Of the modulus: a multiple of 16, 512 or more. */
export function generateRsa(bits: number, random: () => number): RsaKey {
  const p = primeOf(bits / 2, random);
  let q = primeOf(bits / 2, random);
  while (q === p) q = primeOf(bits / 2, random);
  const [larger, smaller] = p > q ? [p, q] : [q, p];
  return { n: p * q, e: E, d: inverse(E, (p - 1n) * (q - 1n)), p: larger, q: smaller };
}

/** DigestInfo up to the digest. Source: RFC 8017, 9.2 note 1. */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  'SHA-1': '3021300906052b0e03021a05000414',
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
};

function padded(digest: Uint8Array, hash: string, length: number): bigint {
  const info = concat(fromHex(DIGEST_INFO[hash]!), digest);
  const filling = new Uint8Array(length - info.length - 3).fill(0xff);
  return toNumber(concat(Uint8Array.of(0, 1), filling, Uint8Array.of(0), info));
}

const lengthOf = (n: bigint): number => Math.ceil(n.toString(16).length / 2);

export function signRsa({ n, d, p, q }: RsaKey, digest: Uint8Array, hash: string): Uint8Array {
  const message = padded(digest, hash, lengthOf(n));
  // By the Chinese remainder theorem: a quarter of the work.
  const [mp, mq] = [power(message % p, d % (p - 1n), p), power(message % q, d % (q - 1n), q)];
  const h = (inverse(q, p) * (mp - mq + p)) % p;
  return numberBytes(mq + (h < 0n ? h + p : h) * q, lengthOf(n));
}

export function verifyRsa(
  key: { readonly n: bigint; readonly e: bigint },
  signature: Uint8Array,
  digest: Uint8Array,
  hash: string,
): boolean {
  return power(toNumber(signature), key.e, key.n) === padded(digest, hash, lengthOf(key.n));
}
