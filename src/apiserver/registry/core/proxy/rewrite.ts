// Models apimachinery/pkg/util/proxy/transport.go: links of a proxied answer are made to lead through the proxy again.

/** Which attributes of which elements hold a URL. Source: atomsToAttrs. */
const URL_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  applet: ['codebase'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  command: ['icon'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
};

export interface Rewrite {
  /** The path up to and including `/proxy`. */
  readonly prefix: string;
  /** The Host header that the client sent. */
  readonly host: string | undefined;
  /** `ip:port` that answered. */
  readonly target: string;
}

/** A relative URL and one that leads to another host stay as they are. */
export function rewriteUrl(url: string, { prefix, host, target }: Rewrite): string {
  const match = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(.*)$/is.exec(url);
  if (!match) return url;
  const [, scheme, authority = '', path = '', tail = ''] = match;
  const elsewhere = authority !== '' && authority !== target && authority !== host;
  // `mailto:x` and the like have no path that begins with a slash.
  if (elsewhere || !path.startsWith('/')) return url;
  const origin = authority !== '' && authority === host ? `${scheme ? `${scheme}:` : ''}//${authority}` : '';
  if (path.startsWith(prefix)) return `${origin}${path}${tail}`;
  return `${origin}${joinPath(prefix, path)}${tail}`;
}

/** Go's path.Join of the two, with the trailing slash kept. */
function joinPath(prefix: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${prefix}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const joined = `/${parts.join('/')}`;
  return path.endsWith('/') && joined !== '/' ? `${joined}/` : joined;
}

const TAG = /<([a-z][a-z0-9]*)((?:\s+(?:"[^"]*"|'[^']*'|[^>"'])*)?)>/gi;
const ATTRIBUTE = /([^\s=/>]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/g;
/** Comments, scripts and styles are no markup inside. */
const OPAQUE = /<!--[\s\S]*?-->|(<(script|style|textarea|title)\b[^>]*>)([\s\S]*?)(<\/\2\s*>)/gi;

export function rewriteHtml(html: string, rewrite: Rewrite): string {
  let out = '';
  let from = 0;
  for (const match of html.matchAll(OPAQUE)) {
    out += rewriteTags(html.slice(from, match.index), rewrite);
    out += match[1] === undefined ? match[0] : rewriteTags(match[1], rewrite) + match[3] + match[4];
    from = match.index + match[0].length;
  }
  return out + rewriteTags(html.slice(from), rewrite);
}

function rewriteTags(html: string, rewrite: Rewrite): string {
  return html.replace(TAG, (tag, name: string, attributes: string) => {
    const wanted = URL_ATTRIBUTES[name.toLowerCase()];
    if (!wanted || attributes === '') return tag;
    const changed = attributes.replace(ATTRIBUTE, (whole, attribute: string, equals: string, raw: string) => {
      if (!wanted.includes(attribute.toLowerCase())) return whole;
      const quote = raw.startsWith('"') || raw.startsWith("'") ? raw[0]! : '';
      const value = quote ? raw.slice(1, -1) : raw;
      return `${attribute}${equals}${quote}${rewriteUrl(value, rewrite)}${quote}`;
    });
    return `<${name}${changed}>`;
  });
}
