// What a browser comes to that opens a URL, as a value: the page draws it, and a terminal without a page says it in words.

import type { HttpHeaders } from '#machine/http.ts';

/** Why there is nothing to show, by Chrome's names. Source: net/base/net_error_list.h. */
export type Failure =
  | 'ERR_ADDRESS_UNREACHABLE'
  | 'ERR_BAD_SSL_CLIENT_AUTH_CERT'
  | 'ERR_CONNECTION_REFUSED'
  | 'ERR_CONNECTION_RESET'
  | 'ERR_CONNECTION_TIMED_OUT'
  | 'ERR_EMPTY_RESPONSE'
  | 'ERR_INVALID_HTTP_RESPONSE'
  | 'ERR_INVALID_URL'
  | 'ERR_NAME_NOT_RESOLVED'
  | 'ERR_SSL_PROTOCOL_ERROR'
  | 'ERR_TIMED_OUT'
  | 'ERR_TOO_MANY_REDIRECTS'
  | 'ERR_UNKNOWN_URL_SCHEME';

/** What is wrong with a certificate that one may decide to put up with. */
export type Doubt = 'ERR_CERT_AUTHORITY_INVALID' | 'ERR_CERT_COMMON_NAME_INVALID' | 'ERR_CERT_DATE_INVALID';

export interface ShownPage {
  readonly kind: 'page';
  readonly status: number;
  /** The words beside the status. */
  readonly reason: string;
  readonly headers: HttpHeaders;
  /** `html` is drawn, `text` is shown as it stands, `other` would be saved as a file. */
  readonly type: 'html' | 'text' | 'other';
  readonly body: string;
  /** `doubted`: over TLS with a certificate that the learner put up with. */
  readonly connection: 'plain' | 'secure' | 'doubted';
}

export interface Visit {
  /** Where it ended. */
  readonly url: string;
  /** Answers that led elsewhere, in order. */
  readonly redirects: readonly { readonly from: string; readonly status: number }[];
  readonly outcome:
    | ShownPage
    | { readonly kind: 'doubt'; readonly code: Doubt }
    | { readonly kind: 'failure'; readonly code: Failure };
}

/** Undefined: it is none. */
export function urlOf(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
