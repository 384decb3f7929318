// Text in quotes that a shell reads back. Models bash's lib/sh/shquote.c and strtrans.c.

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  "'": "\\'",
};

const hasControls = (text: string): boolean => /[\x00-\x1f\x7f]/.test(text);

/** `$'a\nb'` */
export function ansiQuoted(text: string): string {
  const one = (c: string): string => NAMED[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`;
  return `$'${text.replace(/[\x00-\x1f\x7f\\']/g, one)}'`;
}

/** `'it'\''s'` */
export function singleQuoted(text: string): string {
  return text === "'" ? "\\'" : `'${text.replaceAll("'", "'\\''")}'`;
}

/** As `${x@Q}` has it: in quotes, whatever it is. */
export function quotedText(text: string): string {
  return hasControls(text) ? ansiQuoted(text) : singleQuoted(text);
}

/** As `printf %q` has it: `it's` as `it\'s`. */
export function backslashed(text: string): string {
  if (text === '') return "''";
  if (hasControls(text)) return ansiQuoted(text);
  return text.replace(/[ !"$&'()*,;<>?[\\\]^`{|}]/g, '\\$&').replace(/^#|^~|(?<=[:=])~/g, '\\$&');
}

/** In double quotes, as `declare -p` shows a value. */
export function doubleQuoted(text: string): string {
  return hasControls(text) ? ansiQuoted(text) : `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

const MEANS_SOMETHING = /[\s'"\\|&;()<>!{}*[\]?^$`]|^#|^~|(?<=[:=])~/;

/** As `set` and `alias` show a value: in quotes only where it needs them. */
export function quotedWhereNeeded(text: string): string {
  if (hasControls(text)) return ansiQuoted(text);
  return MEANS_SOMETHING.test(text) ? singleQuoted(text) : text;
}

/** A word as `set -x` shows it. */
export function tracedWord(text: string): string {
  if (text === '') return "''";
  return MEANS_SOMETHING.test(text) ? singleQuoted(text) : hasControls(text) ? ansiQuoted(text) : text;
}

/** A name in a message: what cannot be printed is shown, not sent. */
export function printable(text: string): string {
  return hasControls(text) ? ansiQuoted(text) : text;
}
