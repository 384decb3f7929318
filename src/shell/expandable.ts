// Where in typed text `!` may stand for something from the history: not in comments, single quotes and the bodies of here-documents.
// Models bash's shell_getc and readline's history_tokenize, which know of a line's quotes; bash reads a here-document's body past them.

/** Of each character. */
export type Place = 'code' | 'double' | 'plain';

interface Document {
  readonly end: string;
  readonly tabs: boolean;
}

/** @param before What was typed of the same command, ending in a line break, or nothing. */
export const placesOf = (line: string, before: string): readonly Place[] =>
  scan(before + line).places.slice(before.length);

/** Does the text end amid quotes? */
export const endsQuoted = (text: string): boolean => scan(text).quote !== '';

function scan(text: string): { readonly places: readonly Place[]; readonly quote: string } {
  const places: Place[] = new Array(text.length).fill('code');
  let documents: Document[] = [];
  let quote = '';
  let arithmetic = 0;
  const plain = (from: number, to: number): number => {
    places.fill('plain', from, to);
    return to;
  };
  for (let at = 0; at < text.length; ) {
    const c = text[at]!;
    if (quote === "'") {
      const end = text.indexOf("'", at);
      at = plain(at, end < 0 ? text.length : end + 1);
      if (end >= 0) quote = '';
    } else if (c === '\\') {
      if (quote === '"') places.fill('double', at, at + 2);
      at += 2;
    } else if (c === '"') {
      quote = quote === '"' ? '' : '"';
      places[at++] = quote === '"' ? 'code' : 'double';
    } else if (quote === '"') places[at++] = 'double';
    else if (c === "'") {
      quote = c;
      places[at++] = 'plain';
    } else if (c === '#' && /^$|[\s;&()|<>]/.test(text[at - 1] ?? '')) {
      const end = text.indexOf('\n', at);
      at = plain(at, end < 0 ? text.length : end);
    } else if (c === '\n' && documents.length > 0) {
      at = plain(at, endOf(documents, text, at + 1));
      documents = [];
    } else {
      if (text.startsWith('((', at)) arithmetic++;
      if (text.startsWith('))', at)) arithmetic = Math.max(0, arithmetic - 1);
      const opening =
        arithmetic > 0 ? null : /^<<(?!<)(-?)[ \t]*((?:\\.|'[^']*'|"[^"]*"|[^\s;&|()<>'"\\])+)/.exec(text.slice(at));
      if (opening) documents.push({ end: opening[2]!.replace(/\\(.)|['"]/g, '$1'), tabs: opening[1] === '-' });
      at += opening ? opening[0].length : text.startsWith('<<<', at) ? 3 : 1;
    }
  }
  return { places, quote };
}

/** Behind the last line of the last document, or the text's end. */
function endOf(documents: readonly Document[], text: string, from: number): number {
  let at = from;
  for (const { end, tabs } of documents)
    for (let isOpen = true; isOpen && at < text.length; ) {
      const to = text.indexOf('\n', at);
      const row = text.slice(at, to < 0 ? text.length : to);
      isOpen = (tabs ? row.replace(/^\t+/, '') : row) !== end;
      at = to < 0 ? text.length : to + 1;
    }
  return at;
}
