// Says where a request stopped, from its trace, in the learner's language.

import type { Exchange, NetworkErrorKind } from '#machine/http.ts';
import type { Text } from './text.ts';

const ENDED: Readonly<Record<NetworkErrorKind, Text>> = {
  unresolved: { en: 'the name does not resolve there', zh: '那里解析不了这个名字' },
  refused: { en: 'the connection was refused', zh: '连接被拒绝' },
  timeout: { en: 'no answer came', zh: '一直没有应答（超时）' },
  unreachable: { en: 'there is no route to it', zh: '没有到它的路由' },
  reset: { en: 'the connection was reset', zh: '连接被重置' },
  empty: { en: 'the connection was closed without an answer', zh: '连接没有应答就关闭了' },
  protocol: { en: 'what came back is not the HTTP that was asked for', zh: '返回的内容不是所请求的 HTTP' },
  tls: { en: 'the TLS handshake failed', zh: 'TLS 握手失败' },
};

/** The last hop carries the cluster's own words, which stay English as in any real log. */
export function describeFailure(from: string, url: string, exchange: Exchange): Text {
  if (exchange.ok) throw new Error('the exchange did not fail');
  const ended = ENDED[exchange.error.kind];
  const stop = exchange.trace.at(-1);
  const where = stop ? ` (${stop.object ?? stop.at}: ${stop.did})` : '';
  return { en: `From ${from}, ${url}: ${ended.en}${where}.`, zh: `从 ${from} 访问 ${url}：${ended.zh}${where}。` };
}
