// The URLs that curl accepts: what it assumes, refuses, and globs.

import type { CurlOptions } from './options.ts';

export interface CurlUrl {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** Path and query, as sent. */
  readonly target: string;
  readonly user?: string;
  readonly href: string;
}

export type UrlProblem = { readonly exit: 1 | 3; readonly text: string };

const BAD: UrlProblem = { exit: 3, text: 'URL using bad/illegal format or missing URL' };

/** @param pathAsIs `..` is not resolved before it is sent. */
export function parseUrl(text: string, pathAsIs = false): CurlUrl | UrlProblem {
  const found =
    /^(?:([a-zA-Z][\w+.-]*):\/\/\/?)?(?:([^@/?#]*)@)?(\[[\da-fA-F:.]+\]|[^/?#:]*)(?::([^/?#]*))?([^#]*)/.exec(text);
  if (!found || /[\x00-\x20\x7f]/.test(text)) return BAD;
  const [, given, user, host = '', portText, rest = ''] = found;
  const scheme = (given ?? 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') {
    const known = /^(ftps?|file|gopher|smb|tftp|ldaps?|imaps?|pop3s?|smtps?|telnet|dict|scp|sftp|rtsp|mqtt)$/.test(
      scheme,
    );
    return known
      ? { exit: 1, text: `Portolan does not simulate the protocol "${scheme}"` }
      : { exit: 1, text: `Protocol "${given}" not supported or disabled in libcurl` };
  }
  if (host === '' || /[\s<>"\\^`{|}]/.test(host)) return BAD;
  if (portText !== undefined && portText !== '' && (!/^\d+$/.test(portText) || Number(portText) > 65535)) return BAD;
  const fallback = scheme === 'https' ? 443 : 80;
  const port = portText ? Number(portText) : fallback;
  const asked = rest.startsWith('/') ? rest : `/${rest}`;
  const target = pathAsIs ? asked : dropDots(asked);
  const authority = port === fallback ? host : `${host}:${port}`;
  return {
    scheme,
    host: host.toLowerCase(),
    port,
    target,
    ...(user === undefined ? {} : { user }),
    href: `${scheme}://${authority}${target}`,
  };
}

function dropDots(target: string): string {
  const [path = '/', ...query] = target.split('?');
  if (!/\/\.\.?(\/|$)/.test(path)) return target;
  const out: string[] = [];
  const parts = path.split('/').slice(1);
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === '..') out.pop();
    if (part === '.' || part === '..') {
      if (isLast) out.push('');
    } else out.push(part);
  });
  return `/${out.join('/')}${query.length > 0 ? `?${query.join('?')}` : ''}`;
}

/** `{a,b}` and `[1-3]`. A text that does not glob is given back alone. */
export function globUrl(text: string): string[] {
  const braces = /\{([^{}]*)\}/.exec(text);
  const range = /\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-z])-([a-z])\]/i.exec(text);
  const first = braces && (!range || braces.index < range.index) ? braces : range;
  if (!first) return [text];
  let choices: string[];
  if (first === braces) choices = first[1]!.split(',');
  else if (first[4] !== undefined) {
    const [from, to] = [first[4].charCodeAt(0), first[5]!.charCodeAt(0)];
    choices = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => String.fromCharCode(from + i));
  } else {
    const width = first[1]!.startsWith('0') ? first[1]!.length : 0;
    const step = Number(first[3] ?? 1) || 1;
    const count = Math.min(10_000, Math.floor((Number(first[2]) - Number(first[1])) / step) + 1);
    choices = Array.from({ length: Math.max(0, count) }, (_, i) =>
      String(Number(first[1]) + i * step).padStart(width, '0'),
    );
  }
  const before = text.slice(0, first.index);
  const after = globUrl(text.slice(first.index + first[0].length));
  return choices.flatMap((choice) => after.map((rest) => before + choice + rest));
}

/** What stands in the Host header. */
export function hostHeader({ host, port, scheme }: CurlUrl): string {
  return port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`;
}

/** `-G`: data go into the query. */
export function withQuery(url: CurlUrl, options: CurlOptions): CurlUrl {
  if (!options.get || options.data.length === 0) return url;
  const mark = url.target.includes('?') ? '&' : '?';
  const query = mark + options.data.join('&');
  return { ...url, target: url.target + query, href: url.href + query };
}

/** Where a redirect leads. */
export function resolveUrl(location: string, base: CurlUrl): string {
  if (/^[a-zA-Z][\w+.-]*:\/\//.test(location)) return location;
  const origin = `${base.scheme}://${hostHeader(base)}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  const path = base.target.split('?')[0]!;
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1)}${location}`;
}
