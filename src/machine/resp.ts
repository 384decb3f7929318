// RESP2, the protocol of Redis. Source: redis.io/docs/latest/develop/reference/protocol-spec.

import { byteLength, textOfBinary } from './bytes.ts';
import type { StreamReader } from './stream-reader.ts';

export type Reply =
  | { readonly status: string }
  | { readonly error: string }
  | { readonly int: number }
  | { readonly bulk: string | undefined }
  | { readonly list: readonly Reply[] | undefined };

export function encodeReply(reply: Reply): string {
  if ('status' in reply) return `+${reply.status}\r\n`;
  if ('error' in reply) return `-${reply.error}\r\n`;
  if ('int' in reply) return `:${reply.int}\r\n`;
  if ('bulk' in reply) return reply.bulk === undefined ? '$-1\r\n' : `$${byteLength(reply.bulk)}\r\n${reply.bulk}\r\n`;
  return reply.list === undefined ? '*-1\r\n' : `*${reply.list.length}\r\n${reply.list.map(encodeReply).join('')}`;
}

export const encodeCommand = (words: readonly string[]): string =>
  encodeReply({ list: words.map((bulk) => ({ bulk })) });

/** Undefined: the stream ended, or what came is no RESP. */
export async function readReply(reader: StreamReader): Promise<Reply | undefined> {
  const line = await reader.line();
  if (line === undefined) return undefined;
  const rest = textOfBinary(line.slice(1));
  switch (line[0]) {
    case '+':
      return { status: rest };
    case '-':
      return { error: rest };
    case ':':
      return { int: Number(rest) };
    case '$': {
      if (rest === '-1') return { bulk: undefined };
      const bulk = await reader.take(Number(rest));
      await reader.line();
      return bulk === undefined ? undefined : { bulk: textOfBinary(bulk) };
    }
    case '*': {
      if (rest === '-1') return { list: undefined };
      const list: Reply[] = [];
      for (let i = 0; i < Number(rest); i++) {
        const item = await readReply(reader);
        if (!item) return undefined;
        list.push(item);
      }
      return { list };
    }
    default:
      return undefined;
  }
}

/** A command as clients send it, or as somebody types it ("inline"). An empty list: an empty line. */
export async function readCommand(
  reader: StreamReader,
): Promise<readonly string[] | { readonly error: string } | undefined> {
  const line = await reader.line();
  if (line === undefined) return undefined;
  if (!line.startsWith('*'))
    return wordsOf(textOfBinary(line)) ?? { error: 'ERR Protocol error: unbalanced quotes in request' };
  const words: string[] = [];
  for (let i = 0; i < Number(line.slice(1)); i++) {
    const head = await reader.line();
    if (head === undefined) return undefined;
    if (!/^\$\d+$/.test(head)) return { error: `ERR Protocol error: expected '$', got '${head[0] ?? ' '}'` };
    const word = await reader.take(Number(head.slice(1)));
    if (word === undefined) return undefined;
    await reader.line();
    words.push(textOfBinary(word));
  }
  return words;
}

/** Words and quoted strings; undefined if a quote does not end. Source: sds.c sdssplitargs. */
export function wordsOf(line: string): readonly string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+))(?=\s|$)/y;
  for (let at = 0; at < line.length && line.slice(at).trim() !== ''; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (!match) return undefined;
    const [, double, single, bare] = match;
    words.push(
      double !== undefined
        ? double.replace(/\\(.)/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c)
        : (single?.replaceAll("\\'", "'") ?? bare!),
    );
    at = pattern.lastIndex;
  }
  return words;
}
