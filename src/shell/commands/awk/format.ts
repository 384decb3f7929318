// awk's printf: as C has it, with arguments that are numbers or text.

import { formatPrintf } from '../../printf.ts';
import { toNumber, toText, type Value } from './values.ts';

export function formatNumber(format: string, value: number): string {
  return formatAwk(format, [value], '%.6g');
}

/** `convfmt`: how a number becomes text for `%s`. */
export function formatAwk(format: string, args: readonly Value[], convfmt: string): string {
  let next = 0;
  let out = '';
  let from = 0;
  for (const found of format.matchAll(/%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?([a-zA-Z%])/g)) {
    out += format.slice(from, found.index);
    from = found.index + found[0].length;
    const [, flags = '', width, precision, kind = ''] = found;
    if (kind === '%') {
      out += '%';
      continue;
    }
    const star = (text: string | undefined): string =>
      text === '*' ? String(Math.trunc(toNumber(args[next++]))) : (text ?? '');
    const w = star(width);
    const p = precision === undefined ? '' : `.${star(precision)}`;
    const value = args[next++];
    out += one(flags, w, p, kind, value, convfmt);
  }
  return out + format.slice(from);
}

function one(flags: string, width: string, precision: string, kind: string, value: Value, convfmt: string): string {
  const directive = (as: string, arg: string): string => {
    // A backslash in the argument is a backslash: only the format's own were escapes.
    return formatPrintf(`%${flags}${width}${precision}${as}`, [arg]).text;
  };
  if (kind === 'c') {
    const text =
      typeof value === 'number'
        ? String.fromCodePoint(Math.max(0, Math.trunc(value)))
        : toText(value, convfmt).slice(0, 1);
    return directive('s', text);
  }
  if (kind === 's') return directive('s', toText(value, convfmt));
  const number = toNumber(value);
  if ('diouxX'.includes(kind)) {
    if (!Number.isFinite(number)) return directive('s', Number.isNaN(number) ? 'nan' : number > 0 ? 'inf' : '-inf');
    return directive(kind === 'i' ? 'd' : kind, String(BigInt(Math.trunc(number))));
  }
  if ('feEgGF'.includes(kind)) return directive(kind === 'F' ? 'f' : kind, String(number));
  return `%${flags}${width}${precision}${kind}`;
}
