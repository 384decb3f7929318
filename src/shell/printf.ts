// printf's format language and the backslashes of `echo -e`.

import { bytesOf, textOf } from '#machine/bytes.ts';
import { backslashed } from './quote.ts';
import { strftime } from './strftime.ts';

/** `stop` is true after `\c`, which printf's format does not know. */
export function unescapeText(text: string, forPrintf = false): { text: string; stop: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      out += text[i];
      continue;
    }
    const rest = text.slice(i + 1);
    const simple: Readonly<Record<string, string>> = {
      a: '\x07',
      b: '\b',
      e: '\x1b',
      E: '\x1b',
      f: '\f',
      n: '\n',
      r: '\r',
      t: '\t',
      v: '\v',
      '\\': '\\',
    };
    const c = rest[0] ?? '';
    const hex =
      /^x([\da-fA-F]{1,2})/.exec(rest) ?? /^u([\da-fA-F]{1,4})/.exec(rest) ?? /^U([\da-fA-F]{1,8})/.exec(rest);
    const octal = forPrintf ? /^([0-7]{1,3})/.exec(rest) : /^0([0-7]{0,3})/.exec(rest);
    if (c === 'c' && !forPrintf) return { text: joined(out), stop: true };
    if (hex) {
      const code = Number.parseInt(hex[1]!, 16);
      if (c === 'x') out += byteText(code);
      else out += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
      i += hex[0].length;
    } else if (octal) {
      out += byteText(Number.parseInt(octal[1] || '0', 8) & 0xff);
      i += octal[0].length;
    } else if (simple[c] !== undefined) {
      out += simple[c];
      i++;
    } else if (forPrintf && (c === '"' || c === "'")) {
      out += c;
      i++;
    } else out += '\\';
  }
  return { text: joined(out), stop: false };
}

/** A byte as text has it: above 127 it waits for its neighbours. */
function byteText(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte);
}

/** Bytes that stand side by side may be one character. */
export function joined(text: string): string {
  return /[\udc80-\udcff]/.test(text) ? textOf(bytesOf(text)) : text;
}

export interface Printed {
  readonly text: string;
  /** What is wrong, as `printf: …` is followed by. */
  readonly errors: readonly string[];
}

const DIRECTIVE = /%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:[hlLjzt]*([diouxXcsbqQfFeEgGaA%])|\(([^)]*)\)T)/g;

/** Milliseconds since the epoch: what `%()T` of -1 and -2 stand for. */
export interface Times {
  readonly now?: number;
  readonly started?: number;
}

function dated(format: string, arg: string | undefined, { now = 0, started = now }: Times, errors: string[]): string {
  const asked = arg === undefined ? -1 : wholeNumber(arg, errors);
  return strftime(format || '%X', asked === -1 ? now : asked === -2 ? started : asked * 1000);
}

/** The format is used again until the arguments are. */
export function formatPrintf(format: string, args: readonly string[], times: Times = {}): Printed {
  const errors: string[] = [];
  let next = 0;
  let out = '';
  let stopped = false;
  do {
    const start = next;
    let from = 0;
    const piece = (text: string): void => {
      const plain = unescapeText(text, true);
      out += plain.text;
      stopped ||= plain.stop;
    };
    for (const found of format.matchAll(DIRECTIVE)) {
      piece(format.slice(from, found.index));
      if (stopped) break;
      from = found.index + found[0].length;
      const kind = found[4] ?? 'T';
      if (kind === '%') {
        out += '%';
        continue;
      }
      let flags = found[1]!;
      let width = found[2] === '*' ? wholeNumber(args[next++] ?? '0', errors) : Number(found[2] ?? 0);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      const precision =
        found[3] === undefined
          ? undefined
          : found[3] === '*'
            ? wholeNumber(args[next++] ?? '0', errors)
            : Number(found[3] || 0);
      const arg = args[next++];
      let text: string;
      if (kind === 'b') {
        const plain = unescapeText(arg ?? '');
        stopped ||= plain.stop;
        text = precision === undefined ? plain.text : plain.text.slice(0, precision);
      } else if (kind === 'T') text = dated(found[5]!, arg, times, errors);
      else text = directive(kind, flags, precision, arg, errors);
      const zero =
        flags.includes('0') &&
        !flags.includes('-') &&
        /[dioxXufFeEgG]/.test(kind) &&
        !/[in]/i.test(text) &&
        !(precision !== undefined && /[dioxXu]/.test(kind));
      if (flags.includes('-')) out += text.padEnd(width);
      else if (zero)
        out += /^[-+ ]/.test(text) ? text[0] + text.slice(1).padStart(width - 1, '0') : text.padStart(width, '0');
      else out += text.padStart(width);
      if (stopped) break;
    }
    if (!stopped) {
      const rest = format.slice(from);
      const bad = /%(?!%)[-+ #0'\d.*]*[hlLjzt]*([\s\S]?)/.exec(rest);
      if (bad) {
        piece(rest.slice(0, bad.index));
        errors.push(bad[1] ? `\`${bad[1]}': invalid format character` : `\`%': missing format character`);
        return { text: out, errors };
      }
      piece(rest);
    }
    if (next === start) break;
  } while (next < args.length && !stopped);
  return { text: out, errors };
}

function directive(
  kind: string,
  flags: string,
  precision: number | undefined,
  arg: string | undefined,
  errors: string[],
): string {
  if (kind === 's') return precision === undefined ? (arg ?? '') : (arg ?? '').slice(0, precision);
  if (kind === 'c') return (arg ?? '').slice(0, 1);
  if (kind === 'q' || kind === 'Q')
    return backslashed(kind === 'Q' && precision !== undefined ? (arg ?? '').slice(0, precision) : (arg ?? ''));
  if (/[diouxX]/.test(kind)) {
    const n = wholeNumber(arg ?? '0', errors);
    const radix = kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10;
    let digits = (radix === 10 ? BigInt(Math.abs(n)) : BigInt.asUintN(64, BigInt(n))).toString(radix);
    if (kind === 'X') digits = digits.toUpperCase();
    digits = digits.padStart(precision ?? 1, '0');
    if (flags.includes('#') && n !== 0)
      digits = (kind === 'o' ? '0' : kind === 'x' ? '0x' : kind === 'X' ? '0X' : '') + digits;
    if (n < 0 && radix === 10) return `-${digits}`;
    return radix === 10 && flags.includes('+')
      ? `+${digits}`
      : radix === 10 && flags.includes(' ')
        ? ` ${digits}`
        : digits;
  }
  const lower = kind.toLowerCase();
  const endless = /^([-+]?)(inf(?:inity)?|nan)$/i.exec(arg ?? '');
  if (endless) {
    const word = `${endless[1] === '-' ? '-' : ''}${endless[2]!.slice(0, 3).toLowerCase()}`;
    return kind === lower ? word : word.toUpperCase();
  }
  const n = realNumber(arg ?? '0', errors);
  let text: string;
  if (lower === 'a') text = hexadecimal(n, precision);
  else if (lower === 'e') text = n.toExponential(precision ?? 6).replace(/e([-+])(\d)$/, 'e$10$2');
  else if (lower === 'g') text = general(n, precision ?? 6, flags.includes('#'));
  else text = n.toFixed(precision ?? 6);
  if (flags.includes('+') && n >= 0) text = `+${text}`;
  return kind === lower ? text : text.toUpperCase();
}

/** What a text begins with; the rest of it is a mistake. */
function realNumber(text: string, errors: string[]): number {
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const [whole = ''] = /^[-+]?(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(trimmed) ?? [];
  if (whole !== trimmed) errors.push(`${text}: invalid number`);
  return whole.startsWith('-') ? -Number(whole.slice(1) || 0) : Number(whole || 0);
}

/** C's `%La` on x86: the digit before the point is 8 to f. */
function hexadecimal(n: number, precision: number | undefined): string {
  if (n === 0) return `0x0${precision ? `.${'0'.repeat(precision)}` : ''}p+0`;
  let power = Math.floor(Math.log2(Math.abs(n)));
  if (Math.abs(n) < 2 ** power) power--;
  const mantissa = Math.abs(n) / 2 ** (power - 3);
  const scale = precision === undefined ? undefined : 16 ** precision;
  const [whole = '', part = ''] = (scale ? Math.round(mantissa * scale) / scale : mantissa).toString(16).split('.');
  const digits = precision === undefined ? part : part.padEnd(precision, '0');
  return `${n < 0 ? '-' : ''}0x${whole}${digits ? `.${digits}` : ''}p${power - 3 < 0 ? '' : '+'}${power - 3}`;
}

function wholeNumber(text: string, errors: string[]): number {
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const found = /^([-+]?)(0[xX][\da-fA-F]+|\d+)/.exec(trimmed);
  if (!found || found[0] !== trimmed) errors.push(`${text}: invalid number`);
  if (!found) return 0;
  const digits = found[2]!;
  const n = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return found[1] === '-' ? -n : n;
}

/** C's `%g`: the shorter of the two notations, without zeros at its end. */
function general(n: number, precision: number, keepsZeros: boolean): string {
  if (!Number.isFinite(n)) return n > 0 ? 'inf' : '-inf';
  const digits = Math.max(1, precision);
  const exponent = n === 0 ? 0 : Number(/e([-+]\d+)$/.exec(n.toExponential(digits - 1))![1]);
  const trim = (text: string): string => (keepsZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, ''));
  if (exponent >= -4 && exponent < digits) return trim(n.toFixed(digits - 1 - exponent));
  const [mantissa = '', power = ''] = n.toExponential(digits - 1).split('e');
  return `${trim(mantissa)}e${power.replace(/^([-+])(\d)$/, '$10$2')}`;
}
