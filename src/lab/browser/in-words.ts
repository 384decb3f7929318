// What a browser would show, for a terminal that has none beside it.

import { byteLength } from '#machine/bytes.ts';
import { headerOf } from '#machine/http.ts';
import { type Doubt, type Failure, type ShownPage, urlOf, type Visit } from './visit.ts';

/** HOST stands for the host. */
const FAILURES: Readonly<Record<Failure, string>> = {
  ERR_ADDRESS_UNREACHABLE: 'HOST is unreachable',
  ERR_BAD_SSL_CLIENT_AUTH_CERT: 'HOST wants a certificate of its visitors, and this browser has none',
  ERR_CONNECTION_REFUSED: 'HOST refused to connect',
  ERR_CONNECTION_RESET: 'The connection was reset',
  ERR_CONNECTION_TIMED_OUT: 'HOST took too long to respond',
  ERR_EMPTY_RESPONSE: 'HOST didn’t send any data',
  ERR_INVALID_HTTP_RESPONSE: 'HOST sent an invalid response',
  ERR_INVALID_URL: 'This is no address of a page',
  ERR_NAME_NOT_RESOLVED: 'HOST’s server IP address could not be found',
  ERR_SSL_PROTOCOL_ERROR: 'HOST sent an invalid response to the TLS handshake',
  ERR_TIMED_OUT: 'HOST took too long to respond',
  ERR_TOO_MANY_REDIRECTS: 'HOST redirected you too many times',
  ERR_UNKNOWN_URL_SCHEME: 'Only http: and https: are opened here',
};

const DOUBTS: Readonly<Record<Doubt, string>> = {
  ERR_CERT_AUTHORITY_INVALID: 'its certificate is not from an authority that this laptop trusts',
  ERR_CERT_COMMON_NAME_INVALID: 'its certificate is for another name',
  ERR_CERT_DATE_INVALID: 'its certificate has expired, or is not valid yet',
};

/** Several lines, the last with its end. */
export function inWords({ url, redirects, outcome }: Visit): string {
  const ways = redirects.map(({ from, status }) => `${from} leads on (${status})\n`).join('');
  const host = urlOf(url)?.hostname ?? url;
  if (outcome.kind === 'failure')
    return `${ways}${url}: ${FAILURES[outcome.code].replace('HOST', host)} (${outcome.code})\n`;
  if (outcome.kind === 'doubt')
    return `${ways}${url}: a browser warns here: your connection is not private, as ${DOUBTS[outcome.code]} (NET::${outcome.code}). To go on all the same: open --proceed ${url}\n`;
  return ways + pageInWords(url, outcome);
}

function pageInWords(url: string, page: ShownPage): string {
  const type = headerOf(page.headers, 'content-type');
  const told = [`${page.status} ${page.reason}`.trim(), ...(type ? [type] : []), `${byteLength(page.body)} bytes`];
  const doubt = page.connection === 'doubted' ? ' Not secure: its certificate is doubtful.' : '';
  const head = `${url} shows ${told.join(', ')}.${doubt}\n`;
  const text = page.type === 'html' ? textOf(page.body) : page.type === 'text' ? page.body.trimEnd() : '';
  return text === '' ? head : `${head}\n${text}\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text of a document, a line a block, as far as one reads it without a browser. */
function textOf(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->|<(script|style|head(?=[\s>]))\b[\s\S]*?<\/\1\s*>/gi, (found) => titleOf(found))
    .replace(/\s+/g, ' ')
    .replace(/<(br|hr|\/?(p|div|h[1-6]|li|tr|table|ul|ol|pre|center|body|title|header|footer|section))\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#\d+|#x[\da-f]+|\w+);/gi, (all, name: string) =>
      name.startsWith('#')
        ? String.fromCodePoint(Math.min(0x10ffff, Number(name.slice(1).replace(/^x/i, '0x'))))
        : (ENTITIES[name.toLowerCase()] ?? all),
    )
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Of a head, what stands on the tab. */
const titleOf = (head: string): string => /<title\b[^>]*>[\s\S]*?<\/title\s*>/i.exec(head)?.[0] ?? '';
