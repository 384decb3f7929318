// One request on its way through nginx, and what is found for it.

import type { Hop, HttpHeaders, HttpRequest } from '#machine/http.ts';
import type { TcpHandler } from '#machine/stream.ts';
import type { ServerView } from '../../image.ts';
import type { Directive } from './config.ts';
import type { RequestUri } from './uri.ts';

export interface Visit {
  readonly request: HttpRequest;
  readonly ip: string;
  readonly port: number;
  readonly uri: RequestUri;
  readonly server: Directive;
  readonly serverName: string;
  readonly secure: boolean;
  readonly version: string;
  /** The number of its connection, in logs. */
  readonly connection: number;
  readonly view: ServerView;
  /** Variables of `set` and of captures; `uri` after a rewrite. */
  readonly own: Map<string, string>;
  readonly hops: Hop[];
  /** The connection ends with the answer. */
  closes: boolean;
}

export interface Given {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly extra?: HttpHeaders;
  readonly location: Directive | undefined;
  readonly server: Directive;
  /** HTTP/2's, from a backend. */
  readonly trailers?: HttpHeaders;
  /** Of a 101 that a backend gave. */
  readonly upgrade?: TcpHandler;
  /** It is the page of an error that nginx itself found. */
  readonly isOwnPage?: boolean;
}

export const requestLine = ({ request, uri }: Visit): string => `${request.method} ${uri.requestUri} HTTP/1.1`;
export const origin = ({ uri, port, secure }: Visit): string =>
  `${secure ? 'https' : 'http'}://${uri.host}${port === (secure ? 443 : 80) ? '' : `:${port}`}`;
