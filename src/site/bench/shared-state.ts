// A link that carries a state: the seed that the cluster is drawn from, and what was typed since, where and when. It stands in the address's
// fragment, which no server gets to see. Whoever opens it did not write it: it is read as a stranger's.

export interface SharedState {
  readonly seed: number;
  /** Lines for the laptop's prompt, in their order. */
  readonly commands: readonly string[];
  /** What was written in the editor: contents by the file's name in the home folder. */
  readonly files: Readonly<Record<string, string>>;
  /** When it was entered, and in which terminals. Undefined: of a link that somebody has written, or an earlier version has made. */
  readonly when?: When | undefined;
  /** What the cluster begins with, of what the page offers. Undefined: the page's own. */
  readonly begins?: string | undefined;
}

export interface When {
  /** The simulated moment at which the cluster was made, in seconds since the epoch. */
  readonly start: number;
  /** Simulated milliseconds to each line: from that moment, or the line before. One more: from the last to the moment that is shared. */
  readonly pauses: readonly number[];
  /** The terminal of each line. Undefined: all in the first. */
  readonly terminals?: readonly number[] | undefined;
}

const KEY = '#state=';
/** Inflated. What a few kilobytes of an address can blow up to is cut off here. */
const MOST_BYTES = 200_000;
const MOST_COMMANDS = 200;
const MOST_FILES = 20;
const MOST_TERMINALS = 4;
/** Time that passes in it is lived through by whoever opens the link, as fast as it can. */
const MOST_MS = 86_400_000;
/** 2020 to 2100: there are certificates that are good then. */
const [FIRST_START, LAST_START] = [1_577_836_800, 4_102_444_800];

/** Only what can be typed at a prompt, and line breaks within a command. */
const TYPED = /^[^\x00-\x08\x0b-\x1f\x7f]*$/;
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,80}$/;

/** The fragment of a link to the state. @throws when whoever opens it could not be given the state. */
export async function fragmentOf({ seed, commands, files, when, begins }: SharedState): Promise<string> {
  const text = JSON.stringify({ v: 1, seed, commands, files, begins, ...when });
  if (new TextEncoder().encode(text).length > MOST_BYTES || !stateOf(JSON.parse(text)))
    throw new Error('more, or of other names, than a link may carry');
  const zipped = await bytesOf(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw')), MOST_BYTES);
  return KEY + base64Url(zipped);
}

export const isSharedState = (fragment: string): boolean => fragment.startsWith(KEY);

/** The state that a fragment carries; undefined where it carries none that can be used. */
export async function sharedStateIn(fragment: string): Promise<SharedState | undefined> {
  if (!isSharedState(fragment)) return undefined;
  try {
    const zipped = fromBase64Url(fragment.slice(KEY.length));
    const inflated = new Blob([zipped]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return stateOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await bytesOf(inflated, MOST_BYTES))));
  } catch {
    return undefined;
  }
}

function stateOf(value: unknown): SharedState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, seed, commands, files, begins, ...times } = value as Readonly<Record<string, unknown>>;
  if (v !== 1 || !Number.isSafeInteger(seed) || (seed as number) < 0) return undefined;
  if (!Array.isArray(commands) || commands.length > MOST_COMMANDS) return undefined;
  if (!commands.every((line) => typeof line === 'string' && TYPED.test(line))) return undefined;
  if (typeof files !== 'object' || files === null || Array.isArray(files)) return undefined;
  const entries = Object.entries(files as Readonly<Record<string, unknown>>);
  if (entries.length > MOST_FILES) return undefined;
  if (!entries.every(([name, text]) => FILE_NAME.test(name) && typeof text === 'string')) return undefined;
  if (begins !== undefined && !(typeof begins === 'string' && FILE_NAME.test(begins))) return undefined;
  const when = times['pauses'] === undefined ? undefined : whenOf(times, commands.length);
  if (when === null) return undefined;
  const state = { seed: seed as number, commands, files: Object.fromEntries(entries) as SharedState['files'] };
  return { ...state, ...(when && { when }), ...(begins !== undefined && { begins }) };
}

/** Whether a link may carry it. */
export const canCarry = (when: When): boolean => whenOf({ ...when }, when.pauses.length - 1) !== null;

/** Null: they are none. @param count How many lines there are. */
function whenOf(value: Readonly<Record<string, unknown>>, count: number): When | null {
  const { start, pauses, terminals } = value;
  if (!isWithin(start, FIRST_START, LAST_START) || !Array.isArray(pauses) || pauses.length !== count + 1) return null;
  if (!pauses.every((ms) => isWithin(ms, 0, MOST_MS)) || pauses.reduce((sum, ms) => sum + ms, 0) > MOST_MS) return null;
  if (terminals === undefined) return { start, pauses };
  if (!Array.isArray(terminals) || terminals.length !== count) return null;
  return terminals.every((id) => isWithin(id, 0, MOST_TERMINALS - 1)) ? { start, pauses, terminals } : null;
}

const isWithin = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** @throws when there are more than `most` */
async function bytesOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > most) {
      void reader.cancel().catch(() => undefined);
      throw new Error(`more than ${most} bytes`);
    }
    pieces.push(read.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function base64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}
