// A lesson's prose as the search reads it: by headings, without markup.

export interface Section {
  /** Empty before the first heading. */
  readonly heading: string;
  readonly text: string;
}

/** @param mdx A lesson's source. */
export function sectionsOf(mdx: string): readonly Section[] {
  const [before = '', ...rest] = mdx.split(/^#{2,3} /m);
  const sections = rest.map((part) => {
    const end = part.indexOf('\n');
    return end < 0 ? { heading: part, text: '' } : { heading: part.slice(0, end), text: part.slice(end) };
  });
  return [{ heading: '', text: before }, ...sections]
    .map(({ heading, text }) => ({ heading: plain(heading), text: plain(text) }))
    .filter(({ heading, text }) => heading !== '' || text !== '');
}

function plain(markup: string): string {
  return markup
    .replace(/^(import|export) .*$|^\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?[ \t]*$|^```.*$/gm, '')
    .split(/(`[^`\n]*`)/)
    .map((part, i) => (i % 2 === 1 ? part.slice(1, -1) : withoutMarkup(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/(· )+/g, '· ')
    .replace(/^ ?· | ·? ?$/g, '')
    .replace(/ (?=[，。、；：！？）”])/g, '')
    .trim();
}

/** A command, and a cell of a table, stands by itself; what is between backticks is not looked into. */
function withoutMarkup(text: string): string {
  return text
    .replace(/<\/?Run[^>]*>/g, ' · ')
    .replace(/<\/?[A-Za-z][^>]*>/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[-> ]+/gm, ' ')
    .replace(/\|/g, ' · ')
    .replace(/\*/g, '');
}
