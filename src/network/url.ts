// What a client reads out of a URL before it connects.

export interface ParsedUrl {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** As the Host header names it. */
  readonly authority: string;
}

/** What was asked for lately is asked for again. */
const known = new Map<string, ParsedUrl | undefined>();
const KEPT = 500;

/** Undefined: no http or https URL. */
export function parseUrl(text: string): ParsedUrl | undefined {
  if (known.has(text)) return known.get(text);
  const parsed = parse(text);
  if (known.size >= KEPT) known.clear();
  known.set(text, parsed);
  return parsed;
}

function parse(text: string): ParsedUrl | undefined {
  try {
    const { protocol, hostname, port, host } = new URL(text);
    const secure = protocol === 'https:' || protocol === 'wss:';
    if (!secure && protocol !== 'http:' && protocol !== 'ws:') return undefined;
    if (hostname === '') return undefined;
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      secure,
      authority: host,
    };
  } catch {
    return undefined;
  }
}
