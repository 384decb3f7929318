// A lesson's page as it stands in a learning platform's package: without the site around it, and with what reports.

/** What the page gets beside what it has. */
export interface Additions {
  /** The reporting module, from the package's root: `portolan/scorm.js`. */
  readonly script: string;
  /** Origins that it may send to, beside its own: `https://lrs.example.org`, or `https:` for any. */
  readonly connect: readonly string[];
  /** JSON for that module: its attribute, and what is in it. */
  readonly data?: { readonly attribute: string; readonly value: unknown };
}

/** What leads out of the package, where code looks for it all the same: the bar, the other lessons, and the offer of a newer site. */
const HIDDEN = '.bar,.neighbours,.offer,.share,[data-lesson-done] a{display:none!important}';

/** @throws {Error} when the page is not as the site is built. */
export function packagedPage(html: string, path: string, { script, connect, data }: Additions): string {
  const up = '../'.repeat(path.split('/').length - 1);
  const once = (text: string, before: RegExp, after: string): string => {
    if (!before.test(text)) throw new Error(`${path} has no ${before.source}; build the site anew`);
    return text.replace(before, () => after);
  };
  const json = data ? `<script type="application/json" ${data.attribute}>${escaped(data.value)}</script>` : '';
  let out = once(html, /<\/head>/, `<style>${HIDDEN}</style></head>`);
  // What these ask for is the site's, and not in the package: icons, the manifest, the index of the search, the pages about errors.
  out = once(out, /<dialog\b[^>]*\bdata-search-dialog\b[\s\S]*?<\/dialog>/, '');
  out = once(out, / data-met(?=[ >])/, '');
  out = out.replaceAll(/<link\b[^>]*\brel="?(?:icon|apple-touch-icon|manifest)\b[^>]*>/g, '');
  // Nothing is kept for when there is no network, and no newer version looked for: the platform has both in its hands.
  out = once(out, / data-update(?=[ >])/, '');
  out = once(out, /<\/body>/, `${json}<script type="module" src="${up}${script}"></script></body>`);
  if (connect.length > 0) out = once(out, /connect-src 'self'/, `connect-src 'self' ${connect.join(' ')}`);
  return out;
}

/** JSON within a script element. */
const escaped = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
