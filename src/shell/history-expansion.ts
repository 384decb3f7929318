// History expansion: `!!`, `!$`, `!kub:s/a/b/`, `^old^new`. Models readline's histexpand.c.

import { placesOf } from './expandable.ts';
import { wordsOf } from './line/text.ts';

export type Expanded =
  | {
      readonly line: string;
      /** Something was expanded: the shell shows what it runs. */
      readonly changed: boolean;
      /** `:p`: shown and kept, not run. */
      readonly onlyShown: boolean;
    }
  | { readonly error: string };

class NotFound extends Error {}

interface Scan {
  readonly history: readonly string[];
  onlyShown: boolean;
  /** The last `?text?`, and the last substitution. */
  searched: string;
  substituted: readonly [from: string, to: string] | undefined;
}

/** `!` is plain before these. Source: histexpand.c, history_no_expand_chars. */
const PLAIN_BEFORE = /^[\s=("]?$/;

/** @param before What was typed of the same command already, ending in a line break. Default: nothing. */
export function expandHistory(line: string, history: readonly string[], before = ''): Expanded {
  const scan: Scan = { history, onlyShown: false, searched: '', substituted: undefined };
  try {
    const quick = before === '' ? /^\^([^^]+)\^([^^]*)(?:\^([\s\S]*))?$/.exec(line) : null;
    const out = quick ? substituteQuickly(quick, scan) : expandAll(line, before, scan);
    return { line: out, changed: out !== line, onlyShown: scan.onlyShown };
  } catch (thrown) {
    if (thrown instanceof NotFound) return { error: thrown.message };
    throw thrown;
  }
}

function substituteQuickly([whole, from, to, rest = '']: RegExpExecArray, { history }: Scan): string {
  const last = history.at(-1);
  if (last === undefined) throw new NotFound(`${whole}: event not found`);
  if (!last.includes(from!)) throw new NotFound(`:s${whole}: substitution failed`);
  return last.replace(from!, () => to!) + rest;
}

function expandAll(line: string, before: string, scan: Scan): string {
  if (!line.includes('!')) return line;
  const places = placesOf(line, before);
  let out = '';
  for (let at = 0; at < line.length; ) {
    const c = line[at]!;
    if (c === '\\' && places[at] !== 'plain') {
      out += line.slice(at, at + 2);
      at += 2;
    } else if (c === '!' && places[at] !== 'plain' && !isPlain(line, at, places[at] === 'double')) {
      const [text, end] = expandOne(line, at, out, scan);
      out += text;
      at = end;
    } else {
      out += c;
      at++;
    }
  }
  return out;
}

function isPlain(line: string, at: number, inDouble: boolean): boolean {
  const next = line[at + 1] ?? '';
  // `[!a]`, `${!name}`, `$!` are the shell's.
  if (/\[$|\$\{?$/.test(line.slice(0, at))) return true;
  return inDouble && next === '"' ? true : PLAIN_BEFORE.test(next);
}

/** The text that stands for an event, and where the line goes on. */
function expandOne(line: string, from: number, before: string, scan: Scan): [string, number] {
  const rest = line.slice(from + 1);
  const { history } = scan;
  const [event] = /^(?:!|#|-?\d+|\?[^?\n]*\??|(?=[$^*:]|-(?!\d))|[^\s:;&()|<>!"'$^*%-][^\s:;&()|<>"'$^*%]*)/.exec(
    rest,
  ) ?? [''];
  let at = from + 1 + event.length;
  let found: string | undefined;
  if (event === '!' || event === '') found = history.at(-1);
  else if (event === '#') found = before;
  else if (/^-\d+$/.test(event)) found = history.at(Number(event));
  else if (/^\d+$/.test(event)) found = history[Number(event) - 1];
  else if (event.startsWith('?')) {
    scan.searched = event.replace(/^\?|\?$/g, '') || scan.searched;
    found = history.findLast((each) => each.includes(scan.searched));
  } else found = history.findLast((each) => each.startsWith(event));
  if (found === undefined) throw new NotFound(`!${event}: event not found`);

  const designator =
    /^(?::(?=[\d^$*%-])|(?=[$^*%]|-[\d$]?(?=\s|$|:)))(\d+-\d+|\d+-\$|\d+-|\d+\*|\d+|\^-\d+|\^|\$|\*|%|-\d+|-\$|-)/.exec(
      line.slice(at),
    );
  if (designator) {
    found = chosenWords(found, designator[1]!, scan.searched);
    if (found === undefined) throw new NotFound(`${designator[0]}: bad word specifier`);
    at += designator[0].length;
  }
  for (;;) {
    const modifier = /^:(?:(g|a)?(s(.)((?:\\.|(?!\3).)*)\3((?:\\.|(?!\3).)*)\3?|&)|([htrepqx]))/.exec(line.slice(at));
    if (!modifier) return [found, at];
    at += modifier[0].length;
    found = modified(found, modifier, scan);
  }
}

function chosenWords(line: string, which: string, searched: string): string | undefined {
  const words = wordsOf(line);
  const last = words.length - 1;
  if (which === '$') return words[last];
  if (which === '%') return words.findLast((word) => word.includes(searched));
  if (which === '*') return words.slice(1).join(' ');
  if (which === '^') return words[1];
  const range = /^(\d+|\^)?(-)?(\d+|\$)?(\*)?$/.exec(which)!;
  const from = range[1] === '^' ? 1 : Number(range[1] ?? 0);
  const to = range[4]
    ? last
    : !range[2]
      ? from
      : range[3] === undefined
        ? last - 1
        : range[3] === '$'
          ? last
          : Number(range[3]);
  if (from > last || to > last) return undefined;
  return words.slice(from, to + 1).join(' ');
}

function modified(text: string, [whole, all, , , from, to, letter]: RegExpExecArray, scan: Scan): string {
  switch (letter) {
    case 'h':
      return text.includes('/') ? text.slice(0, text.lastIndexOf('/')) : text;
    case 't':
      return text.slice(text.lastIndexOf('/') + 1);
    case 'r':
      return text.replace(/\.[^./]*$/, '');
    case 'e':
      return /\.[^./]*$/.exec(text)?.[0] ?? text;
    case 'p':
      scan.onlyShown = true;
      return text;
    case 'q':
      return `'${text.replaceAll("'", "'\\''")}'`;
    case 'x':
      return text
        .split(/\s+/)
        .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
        .join(' ');
  }
  if (from !== undefined) scan.substituted = [from || scan.searched, to ?? ''];
  const [old, instead] = scan.substituted ?? ['', ''];
  if (old === '' || !text.includes(old)) throw new NotFound(`${whole}: substitution failed`);
  const put = instead.replace(/\\?&/g, (mark) => (mark === '&' ? old : '&'));
  return all ? text.split(old).join(put) : text.replace(old, () => put);
}
