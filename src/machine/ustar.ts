// Tape archives as bytes. Source: POSIX.1-1988 ustar, POSIX.1-2001 pax records, GNU long names.

export interface Entry {
  /** A folder's name ends with a slash. */
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly mode: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly data: Uint8Array;
}

const BLOCK = 512;
const text = new TextEncoder();
const read = new TextDecoder();

function field(bytes: Uint8Array, from: number, length: number): string {
  const part = bytes.subarray(from, from + length);
  const end = part.indexOf(0);
  return read.decode(end < 0 ? part : part.subarray(0, end));
}

function header(name: string, type: string, entry: Pick<Entry, 'mode' | 'mtime'>, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (from: number, value: string | Uint8Array): void =>
    block.set(typeof value === 'string' ? text.encode(value) : value, from);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  put(0, text.encode(name).subarray(0, 100));
  put(100, octal(entry.mode & 0o7777, 7));
  put(108, octal(0, 7) + octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(Math.floor(entry.mtime), 11));
  put(148, '        ');
  put(156, type);
  put(257, 'ustar  \0');
  put(265, 'root');
  put(297, 'root');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array[] {
  const rest = bytes.length % BLOCK;
  return rest === 0 ? [bytes] : [bytes, new Uint8Array(BLOCK - rest)];
}

/** One entry's blocks, as GNU tar writes them: a name that is too long goes before it. */
export function entryBlocks(entry: Entry): readonly Uint8Array[] {
  const { name, data } = entry;
  const size = entry.type === 'file' ? data.length : 0;
  const bytes = text.encode(`${name}\0`);
  const long =
    bytes.length > 101 ? [header('././@LongLink', 'L', { mode: 0o644, mtime: 0 }, bytes.length), ...padded(bytes)] : [];
  return [
    ...long,
    header(name, entry.type === 'directory' ? '5' : '0', entry, size),
    ...(size > 0 ? padded(data) : []),
  ];
}

/** The end of an archive of so many bytes: two empty blocks, and up to a whole record. */
export function endBlocks(size: number): Uint8Array {
  const RECORD = 20 * BLOCK;
  const all = Math.ceil((size + 2 * BLOCK) / RECORD) * RECORD;
  return new Uint8Array(all - size);
}

const TYPES: Readonly<Record<string, Entry['type']>> = {
  '': 'file',
  '0': 'file',
  '7': 'file',
  '2': 'symlink',
  '5': 'directory',
};

/** The archive's entries, or what is wrong with it; what came before stands. */
export function readArchive(bytes: Uint8Array): { readonly entries: readonly Entry[]; readonly error?: string } {
  const entries: Entry[] = [];
  let named: { path?: string; size?: number } = {};
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const head = bytes.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) return { entries };
    const sum = head.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    if (sum !== Number.parseInt(field(head, 148, 8), 8))
      return {
        entries,
        error: entries.length === 0 ? 'This does not look like a tar archive' : 'Skipping to next header',
      };
    const size = named.size ?? numberIn(head.subarray(124, 136));
    const type = field(head, 156, 1);
    const from = at + BLOCK;
    if (from + size > bytes.length) return { entries, error: 'Unexpected EOF in archive' };
    const data = bytes.subarray(from, from + size);
    at = from + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') named = { ...named, ...paxRecords(data) };
    else if (type === 'L') named = { ...named, path: field(data, 0, data.length) };
    else if (type !== 'g') {
      const prefix = read.decode(head.subarray(257, 263)) === 'ustar\0' ? field(head, 345, 155) : '';
      const name = named.path ?? (prefix ? `${prefix}/${field(head, 0, 100)}` : field(head, 0, 100));
      const mode = numberIn(head.subarray(100, 108));
      entries.push({ name, type: TYPES[type] ?? 'other', mode, mtime: numberIn(head.subarray(136, 148)), data });
      named = {};
    }
  }
  return bytes.length === 0 || entries.length > 0
    ? { entries }
    : { entries, error: 'This does not look like a tar archive' };
}

/** Octal digits; or, with the first bit set, a big-endian number. */
function numberIn(bytes: Uint8Array): number {
  if ((bytes[0]! & 0x80) !== 0) return bytes.slice(1).reduce((value, byte) => value * 256 + byte, 0);
  return Number.parseInt(field(bytes, 0, bytes.length).trim() || '0', 8) || 0;
}

/** `27 path=some/long/name\n`, one behind the other; the number counts the whole record's bytes. */
function paxRecords(data: Uint8Array): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const length = space < 0 ? 0 : Number(read.decode(data.subarray(at, space)));
    if (!(length > 0)) break;
    const [key = '', value = ''] = read.decode(data.subarray(space + 1, at + length - 1)).split(/=(.*)/s);
    if (key === 'path') found.path = value;
    if (key === 'size') found.size = Number(value);
    at += length;
  }
  return found;
}
