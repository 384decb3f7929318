// Commands about bytes: base64, od, xxd, hexdump, strings, md5sum, sha1sum, sha256sum, sha512sum.

import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesOf, textOf } from '#machine/bytes.ts';
import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { lines, readNamed, tool } from '../tool.ts';

async function textIn(process: Process, file: string | undefined, fail: () => void): Promise<string | undefined> {
  return file === undefined || file === '-' ? readAll(process.stdin, process.signal) : readNamed(process, file, fail);
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

export const base64 = tool(
  'di',
  'w',
  { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' },
  async (process, { on, rest }, fail) => {
    if (rest[1] !== undefined) {
      process.stderr.write(`base64: extra operand '${rest[1]}'\nTry 'base64 --help' for more information.\n`);
      return 1;
    }
    if (!/^\d+$/.test(on.get('w') ?? '0')) {
      process.stderr.write(`base64: invalid wrap size: '${on.get('w')}'\n`);
      return 1;
    }
    const text = await textIn(process, rest[0], fail);
    if (text === undefined) return 1;
    if (on.has('d')) {
      const clean = on.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replace(/\n/g, '');
      const [good, rest_] = /^((?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})*)([A-Za-z0-9+/]{2,3}(?!=))?/
        .exec(clean)!
        .slice(1) as [string, string | undefined];
      // What is missing at the end is told, but its bytes are there.
      const quartets: string[] = good.match(/.{4}/g) ?? [];
      if (rest_) quartets.push(rest_.padEnd(4, '='));
      process.stdout.write(textOf(Uint8Array.from(quartets.map(atob).join(''), (c) => c.charCodeAt(0))));
      if (good === clean) return 0;
      process.stderr.write('base64: invalid input\n');
      return 1;
    }
    let binary = '';
    for (const byte of bytesOf(text)) binary += String.fromCharCode(byte);
    const width = Number(on.get('w') ?? 76);
    const encoded = btoa(binary);
    process.stdout.write(width > 0 ? encoded.replace(new RegExp(`(.{1,${width}})`, 'g'), '$1\n') : encoded);
    return 0;
  },
);

const OD_NAMES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

export const od = tool('cxbv', 'AtNjw', { format: 't', 'address-radix': 'A' }, async (process, { on, rest }, fail) => {
  const text = await textIn(process, rest[0], fail);
  if (text === undefined) return 1;
  const bytes = bytesOf(text).slice(
    Number(on.get('j') ?? 0),
    on.has('N') ? Number(on.get('j') ?? 0) + Number(on.get('N')) : undefined,
  );
  const kind = on.has('c') ? 'c' : (on.get('t') ?? (on.has('x') ? 'x2' : on.has('b') ? 'o1' : 'o2'));
  const address = (at: number): string =>
    on.get('A') === 'n' ? '' : at.toString(on.get('A') === 'x' ? 16 : on.get('A') === 'd' ? 10 : 8).padStart(7, '0');
  const shown = (at: number, row: Uint8Array): string => {
    if (kind === 'c') {
      const byte = row[at]!;
      return (
        OD_NAMES[byte] ?? (byte < 32 || byte > 126 ? byte.toString(8).padStart(3, '0') : String.fromCharCode(byte))
      ).padStart(4);
    }
    const radix = kind[0] === 'x' ? 16 : kind[0] === 'd' || kind[0] === 'u' ? 10 : 8;
    const size = Number(kind[1] ?? 4) === 1 ? 1 : 2;
    if (at % size !== 0) return '';
    const value = size === 1 ? row[at]! : row[at]! | ((row[at + 1] ?? 0) << 8);
    const width = { 16: size * 2, 10: size === 1 ? 3 : 5, 8: size === 1 ? 3 : 6 }[radix]!;
    return ` ${value.toString(radix).padStart(width, radix === 10 ? ' ' : '0')}`;
  };
  for (let from = 0; from < bytes.length; from += 16) {
    const row = bytes.slice(from, from + 16);
    process.stdout.write(`${address(from)}${[...row.keys()].map((at) => shown(at, row)).join('')}\n`);
  }
  if (on.get('A') !== 'n') process.stdout.write(`${address(bytes.length)}\n`);
  return 0;
});

const printable = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.');

export const xxd = tool('pr', 'lc', {}, async (process, { on, rest }, fail) => {
  const text = await textIn(process, rest[0], fail);
  if (text === undefined) return 1;
  if (on.has('r')) {
    const digits = on.has('p') ? text.replace(/\s/g, '') : text.replace(/^[\da-f]+: | {2}.*$/gm, '').replace(/\s/g, '');
    process.stdout.write(
      textOf(Uint8Array.from(digits.match(/[\da-fA-F]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))),
    );
    return 0;
  }
  const bytes = bytesOf(text).slice(0, on.has('l') ? Number(on.get('l')) : undefined);
  const wide = Number(on.get('c') ?? (on.has('p') ? 30 : 16));
  for (let from = 0; from < bytes.length; from += wide) {
    const row = [...bytes.slice(from, from + wide)];
    if (on.has('p')) process.stdout.write(`${row.map(hex).join('')}\n`);
    else {
      const pairs = row.map((byte, i) => hex(byte) + (i % 2 === 1 ? ' ' : '')).join('');
      process.stdout.write(
        `${from.toString(16).padStart(8, '0')}: ${pairs.padEnd(Math.ceil(wide * 2.5))} ${row.map(printable).join('')}\n`,
      );
    }
  }
  return 0;
});

export const hexdump = tool('Cv', 'n', {}, async (process, { on, rest }, fail) => {
  const text = await textIn(process, rest[0], fail);
  if (text === undefined) return 1;
  const bytes = bytesOf(text).slice(0, on.has('n') ? Number(on.get('n')) : undefined);
  const address = (at: number): string => at.toString(16).padStart(on.has('C') ? 8 : 7, '0');
  for (let from = 0; from < bytes.length; from += 16) {
    const row = [...bytes.slice(from, from + 16)];
    if (on.has('C')) {
      const cells = row.map((byte, i) => hex(byte) + (i === 7 ? '  ' : ' ')).join('');
      process.stdout.write(`${address(from)}  ${cells.padEnd(50)}|${row.map(printable).join('')}|\n`);
    } else {
      const words = row.flatMap((byte, i) => (i % 2 === 0 ? [hex(row[i + 1] ?? 0) + hex(byte)] : []));
      process.stdout.write(`${address(from)} ${words.join(' ').padEnd(39)}\n`);
    }
  }
  if (bytes.length > 0) process.stdout.write(`${address(bytes.length)}\n`);
  return 0;
});

export const strings = tool('a', 'n', {}, async (process, { on, rest }, fail) => {
  const text = await textIn(process, rest[0], fail);
  for (const [found] of (text ?? '').matchAll(new RegExp(`[\\t\\x20-\\x7e]{${Number(on.get('n') ?? 4)},}`, 'g')))
    process.stdout.write(`${found}\n`);
  return text === undefined ? 1 : 0;
});

function checksum(of: (bytes: Uint8Array) => Uint8Array): Program {
  const sum = (text: string): string => [...of(bytesOf(text))].map(hex).join('');
  return tool('bct', '', { check: 'c', binary: 'b', quiet: 'q' }, async (process, { on, rest }, fail) => {
    if (on.has('c')) {
      let bad = 0;
      for await (const { line } of lines(process, rest, fail)) {
        const found = /^([\da-f]+) [ *](.+)$/.exec(line);
        if (!found) continue;
        const text = process.files.read(join(process.cwd, found[2]!));
        const isRight = text !== undefined && sum(text) === found[1];
        if (!isRight) bad++;
        process.stdout.write(
          `${found[2]}: ${isRight ? 'OK' : text === undefined ? 'FAILED open or read' : 'FAILED'}\n`,
        );
      }
      if (bad > 0)
        process.stderr.write(
          `${process.argv[0]}: WARNING: ${bad} computed checksum${bad > 1 ? 's' : ''} did NOT match\n`,
        );
      return bad > 0 ? 1 : undefined;
    }
    for (const file of rest.length > 0 ? rest : ['-']) {
      const text = await textIn(process, file, fail);
      if (text !== undefined) process.stdout.write(`${sum(text)}  ${file}\n`);
    }
    return undefined;
  });
}

export const byteCommands: readonly (readonly [string, Program])[] = [
  ['base64', base64],
  ['od', od],
  ['xxd', xxd],
  ['hexdump', hexdump],
  ['strings', strings],
  ['md5sum', checksum(md5)],
  ['sha1sum', checksum(sha1)],
  ['sha256sum', checksum(sha256)],
  ['sha512sum', checksum(sha512)],
];
