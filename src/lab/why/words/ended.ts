// How a request ended, in the words of whoever sent it.

import type { Exchange, NetworkErrorKind } from '#machine/http.ts';
import type { Language, Words } from './language.ts';

export const ENDED: Readonly<Record<NetworkErrorKind, Words>> = {
  unresolved: { en: 'the name does not resolve there', zh: '那里解析不了这个名字' },
  refused: { en: 'the connection was refused', zh: '连接被拒绝' },
  timeout: { en: 'no answer came', zh: '一直没有应答（超时）' },
  unreachable: { en: 'there is no route to it', zh: '没有到它的路由' },
  reset: { en: 'the connection was reset', zh: '连接被重置' },
  empty: { en: 'the connection was closed without an answer', zh: '连接没有应答就关闭了' },
  protocol: { en: 'what came back is not the HTTP that was asked for', zh: '返回的内容不是所请求的 HTTP' },
  tls: { en: 'the TLS handshake failed', zh: 'TLS 握手失败' },
};

/** The answer's status, or how there was none. */
export const endedText = (exchange: Exchange, language: Language): string =>
  exchange.ok ? String(exchange.response.status) : ENDED[exchange.error.kind][language];
