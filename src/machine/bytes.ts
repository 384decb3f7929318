// Bytes as text, without loss: everything in the simulated world is text, and archives and pictures are none.
// A byte that is no part of valid UTF-8 stands as a lone surrogate, U+DC80 to U+DCFF. Source: PEP 383, Python's `surrogateescape`.

const ESCAPE = 0xdc00;
const LONE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

const isEscaped = (unit: number): boolean => unit >= 0xdc80 && unit <= 0xdcff;
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** How many bytes a text stands for. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (isHigh(unit) && isLow(text.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += isEscaped(unit) ? 1 : 3;
  }
  return bytes;
}

/** The bytes that a text stands for. A lone surrogate that is no byte becomes U+FFFD, as in every UTF-8 encoder. */
export function bytesOf(text: string): Uint8Array {
  if (!LONE.test(text)) return new TextEncoder().encode(text);
  const bytes = new Uint8Array(byteLength(text));
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (isHigh(code) && isLow(text.charCodeAt(i + 1))) code = text.codePointAt(i++)!;
    else if (isEscaped(code)) {
      bytes[at++] = code - ESCAPE;
      continue;
    } else if (isHigh(code) || isLow(code)) code = 0xfffd;
    if (code < 0x80) bytes[at++] = code;
    else {
      const more = code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3;
      bytes[at++] = [0, 0xc0, 0xe0, 0xf0][more]! | (code >> (6 * more));
      for (let left = more - 1; left >= 0; left--) bytes[at++] = 0x80 | ((code >> (6 * left)) & 0x3f);
    }
  }
  return bytes;
}

/** The text that stands for these bytes: `bytesOf(textOf(b))` is `b`, whatever they are. */
export function textOf(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return text.includes('\ufffd') ? escaped(bytes) : text;
}

/** Length of the valid UTF-8 sequence at `at`; 0 where there is none. Source: Unicode 15 table 3-7. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = expected(lead);
  const second = bytes[at + 1] ?? 0;
  const from = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const to = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (length === 0 || second < from || second > to) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function expected(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** Code units that `String.fromCharCode` takes at once. */
const UNITS = 8192;

function escaped(bytes: Uint8Array): string {
  const units: number[] = [];
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceAt(bytes, at);
    if (length === 0) units.push(ESCAPE + bytes[at++]!);
    else {
      let code = length === 1 ? bytes[at]! : bytes[at]! & (0xff >> (length + 1));
      for (let i = 1; i < length; i++) code = (code << 6) | (bytes[at + i]! & 0x3f);
      if (code > 0xffff) units.push(0xd800 + ((code - 0x1_0000) >> 10), 0xdc00 + ((code - 0x1_0000) & 0x3ff));
      else units.push(code);
      at += length;
    }
    if (units.length >= UNITS) text += String.fromCharCode(...units.splice(0));
  }
  return text + String.fromCharCode(...units);
}

/** One character for each byte, U+0000 to U+00FF: for what counts bytes. */
export function binaryOf(text: string): string {
  const bytes = bytesOf(text);
  let binary = '';
  for (let at = 0; at < bytes.length; at += UNITS) binary += String.fromCharCode(...bytes.subarray(at, at + UNITS));
  return binary;
}

export const textOfBinary = (binary: string): string => textOf(Uint8Array.from(binary, (c) => c.charCodeAt(0)));

/** Makes text of bytes that come in pieces: a character that a piece cuts in two waits for the next. */
export class ByteDecoder {
  #rest = new Uint8Array(0);

  write(piece: Uint8Array): string {
    const bytes = this.#rest.length === 0 ? piece : joined(this.#rest, piece);
    const cut = bytes.length - unfinished(bytes);
    this.#rest = bytes.slice(cut);
    return textOf(bytes.subarray(0, cut));
  }

  /** What still waited: no character, so bytes. */
  end(): string {
    const rest = textOf(this.#rest);
    this.#rest = new Uint8Array(0);
    return rest;
  }
}

/** How many bytes at the end begin a character that is not all there. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) !== 0x80) return expected(byte) > back ? back : 0;
  }
  return 0;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
