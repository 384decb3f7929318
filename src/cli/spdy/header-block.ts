// Names and values in SPDY/3 frames: length-prefixed pairs, all blocks of one direction compressed as one zlib stream.
// Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ section 2.6.10.

import { Unzlib } from 'fflate';

/** Lower-case names. Several values of one name are separated by NUL. */
export type SpdyHeaders = Readonly<Record<string, string>>;

const NAMES = [
  ...['options', 'head', 'post', 'put', 'delete', 'trace', 'accept', 'accept-charset', 'accept-encoding'],
  ...['accept-language', 'accept-ranges', 'age', 'allow', 'authorization', 'cache-control', 'connection'],
  ...['content-base', 'content-encoding', 'content-language', 'content-length', 'content-location', 'content-md5'],
  ...['content-range', 'content-type', 'date', 'etag', 'expect', 'expires', 'from', 'host', 'if-match'],
  ...['if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'last-modified', 'location'],
  ...['max-forwards', 'pragma', 'proxy-authenticate', 'proxy-authorization', 'range', 'referer', 'retry-after'],
  ...['server', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'user-agent', 'vary', 'via', 'warning'],
  ...['www-authenticate', 'method', 'get', 'status', '200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie'],
  ...['keep-alive', 'origin'],
];
const VALUES =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden' +
  '404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,' +
  'publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

/** What both ends have seen before the first block. */
export const DICTIONARY = new Uint8Array(
  Buffer.concat([...NAMES.map((name) => Buffer.concat([length(name.length), Buffer.from(name)])), Buffer.from(VALUES)]),
);

function length(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** One direction's end of a zlib stream that this side writes. It stores and does not compress: a block is a few dozen bytes. */
export class HeaderWriter {
  #begun = false;

  write(headers: SpdyHeaders): Uint8Array {
    const pairs = Object.entries(headers);
    const texts = pairs.flatMap(([name, value]) => [name.toLowerCase(), value]).map((text) => Buffer.from(text));
    const bytes = Buffer.concat([length(pairs.length), ...texts.flatMap((text) => [length(text.length), text])]);
    const begin = this.#begun ? [] : [ZLIB_HEAD];
    this.#begun = true;
    const blocks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += MAX_STORED) blocks.push(stored(bytes.subarray(at, at + MAX_STORED)));
    // An empty block at the end: readers give out what they have when they meet one.
    return Buffer.concat([...begin, ...blocks, stored(Buffer.alloc(0))]);
  }
}

/** Deflate, 32 KiB window, the dictionary by its Adler-32. Source: RFC 1950 2.2. */
const ZLIB_HEAD = Buffer.from([0x78, 0xbb, 0xe3, 0xc6, 0xa7, 0xc2]);
const MAX_STORED = 0xffff;

/** A block that is not compressed, and not the last. Source: RFC 1951 3.2.4. */
function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

/** One direction's decompressor. Throws on a block that is none. */
export class HeaderReader {
  #pieces: Uint8Array[] = [];
  readonly #unzlib = new Unzlib({ dictionary: DICTIONARY }, (piece) => this.#pieces.push(piece));

  read(block: Uint8Array): SpdyHeaders {
    this.#unzlib.push(block);
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    const headers: Record<string, string> = {};
    let at = 4;
    const text = (): string => {
      const from = at + 4;
      at = from + bytes.readUInt32BE(at);
      if (at > bytes.length) throw new RangeError('a header block ends within a header');
      return bytes.toString('utf8', from, at);
    };
    for (let left = bytes.readUInt32BE(0); left > 0; left--) {
      const name = text().toLowerCase();
      headers[name] = text();
    }
    return headers;
  }
}
