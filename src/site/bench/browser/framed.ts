// A document as it stands in the panel's frame.

/** Links open nowhere: the frame may open nothing. Nothing is fetched, whatever the document asks for. */
const BEFORE =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; form-action \'none\'"><base target="_blank">';

/** The document type comes first, or it is drawn as those of last century were. */
export function framed(html: string): string {
  const at = afterComments(html);
  const end = at + (/^<!doctype[^>]*>/i.exec(html.slice(at, at + LONGEST_TYPE))?.[0].length ?? -at);
  return html.slice(0, end) + BEFORE + html.slice(end);
}

/** Characters: longer than any that was ever written. */
const LONGEST_TYPE = 1000;

/** Where what is neither blank nor comment begins. */
function afterComments(html: string): number {
  const blank = /\s*/y;
  for (let at = 0; ; ) {
    blank.lastIndex = at;
    at += blank.exec(html)![0].length;
    const end = html.startsWith('<!--', at) ? html.indexOf('-->', at + 4) : -1;
    if (end < 0) return at;
    at = end + 3;
  }
}
