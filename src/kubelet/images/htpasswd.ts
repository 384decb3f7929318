// htpasswd lines: who may pass. Source: nginx ngx_crypt.c; Apache's apr_md5.c for `$apr1$`, which htpasswd writes by default.

import { md5, sha1 } from '@noble/hashes/legacy.js';
import { bytesOf } from '#machine/bytes.ts';
import { textOfBase64 } from './base64.ts';

export type Credentials = 'right' | 'wrong' | 'not-simulated';

/** @param authorization The header's value. */
export function checkCredentials(file: string, authorization: string | undefined): Credentials {
  const encoded = /^Basic +(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return 'wrong';
  const [user = '', ...rest] = textOfBase64(encoded).split(':');
  const line = file
    .split(/\r?\n/)
    .map((l) => l.split(':'))
    .find(([name]) => name === user);
  return line === undefined || user === '' ? 'wrong' : matches(line[1] ?? '', rest.join(':'));
}

function matches(hash: string, password: string): Credentials {
  const says = (right: boolean): Credentials => (right ? 'right' : 'wrong');
  const md5Crypt = /^\$(apr1|1)\$([^$]{0,8})\$(.*)$/.exec(hash);
  if (md5Crypt) return says(md5Crypted(password, md5Crypt[2]!, `$${md5Crypt[1]}$`) === md5Crypt[3]);
  if (hash.startsWith('{PLAIN}')) return says(hash.slice(7) === password);
  if (hash.startsWith('{SHA}')) return says(hash.slice(5) === btoa(String.fromCharCode(...sha1(bytesOf(password)))));
  // Portolan does not simulate passwords in bcrypt, in SHA-256 and SHA-512 of crypt(3), in DES and in {SSHA}: the answer is 500.
  return 'not-simulated';
}

const ITOA64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Poul-Henning Kamp's MD5-based crypt: the 22 characters after the salt. */
export function md5Crypted(password: string, salt: string, magic: string): string {
  const key = bytesOf(password);
  const salted = bytesOf(salt);
  const alternate = md5(Uint8Array.of(...key, ...salted, ...key));
  const first: number[] = [...key, ...bytesOf(magic), ...salted];
  for (let left = key.length; left > 0; left -= 16) first.push(...alternate.slice(0, Math.min(16, left)));
  for (let i = key.length; i > 0; i >>= 1) first.push(i & 1 ? 0 : (key[0] ?? 0));
  let digest = md5(Uint8Array.from(first));
  for (let round = 0; round < 1000; round++)
    digest = md5(
      Uint8Array.of(
        ...(round & 1 ? key : digest),
        ...(round % 3 ? salted : []),
        ...(round % 7 ? key : []),
        ...(round & 1 ? digest : key),
      ),
    );
  const groups = [
    [0, 6, 12],
    [1, 7, 13],
    [2, 8, 14],
    [3, 9, 15],
    [4, 10, 5],
  ] as const;
  const characters = (value: number, count: number): string =>
    Array.from({ length: count }, (_, i) => ITOA64[(value >> (6 * i)) & 0x3f]).join('');
  return (
    groups.map(([a, b, c]) => characters((digest[a]! << 16) | (digest[b]! << 8) | digest[c]!, 4)).join('') +
    characters(digest[11]!, 2)
  );
}
