// Brace expansion: `a{b,c}d`, `{1..5}`, `{a..e..2}`. It works on the text, before anything else is expanded.

/** The words that `text` stands for; itself alone if it holds no braces. */
export function expandBraces(text: string): string[] {
  for (let i = 0; i < text.length; i++) {
    const skipped = skipQuoted(text, i);
    if (skipped > i) {
      i = skipped - 1;
      continue;
    }
    if (text[i] !== '{') continue;
    const split = splitBrace(text, i);
    if (!split) continue;
    const { choices, end } = split;
    const before = text.slice(0, i);
    const after = expandBraces(text.slice(end + 1));
    return choices.flatMap((choice) => expandBraces(choice).flatMap((c) => after.map((rest) => before + c + rest)));
  }
  return [text];
}

/** Past a quoted or expanded span that begins at `i`; `i` if none does. */
function skipQuoted(text: string, i: number): number {
  const c = text[i];
  if (c === '\\') return i + 2;
  if (c === "'") return endOf(text.indexOf("'", i + 1), text);
  if (c === '"' || c === '`') {
    for (let j = i + 1; j < text.length; j++) {
      if (text[j] === '\\') j++;
      else if (text[j] === c) return j + 1;
    }
    return text.length;
  }
  if (c === '$' && (text[i + 1] === '{' || text[i + 1] === '(')) {
    const open = text[i + 1]!;
    const close = open === '{' ? '}' : ')';
    let depth = 0;
    for (let j = i + 1; j < text.length; j++) {
      if (text[j] === '\\') j++;
      else if (text[j] === open) depth++;
      else if (text[j] === close && --depth === 0) return j + 1;
    }
    return text.length;
  }
  return i;
}

function endOf(found: number, text: string): number {
  return found < 0 ? text.length : found + 1;
}

function splitBrace(text: string, open: number): { choices: string[]; end: number } | undefined {
  const choices: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i++) {
    const skipped = skipQuoted(text, i);
    if (skipped > i) {
      i = skipped - 1;
      continue;
    }
    const c = text[i];
    if (c === '{') depth++;
    else if (c === ',' && depth === 1) {
      choices.push(text.slice(from, i));
      from = i + 1;
    } else if (c === '}' && --depth === 0) {
      const last = text.slice(from, i);
      if (choices.length > 0) return { choices: [...choices, last], end: i };
      const range = expandRange(last);
      return range && { choices: range, end: i };
    }
  }
  return undefined;
}

const MOST = 100_000;

function expandRange(text: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d+))?$/.exec(text);
  const found = numbers ?? letters;
  if (!found) return undefined;
  const code = (t: string): number => (numbers ? Number(t) : t.charCodeAt(0));
  const [from, to] = [code(found[1]!), code(found[2]!)];
  const step = Math.abs(Number(found[3] ?? 1)) || 1;
  if (Math.abs(to - from) / step > MOST) return undefined;
  const padded = numbers && /^-?0\d/.test(`${found[1]}`) ? found[1]!.length : 0;
  const width = numbers && (padded || /^-?0\d/.test(found[2]!)) ? Math.max(found[1]!.length, found[2]!.length) : 0;
  const out: string[] = [];
  for (let n = from; from <= to ? n <= to : n >= to; n += from <= to ? step : -step) {
    if (letters) out.push(String.fromCharCode(n));
    else out.push(n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0'));
  }
  return out;
}
