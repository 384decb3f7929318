// What the client itself cannot do: it does not run, or has no address to ask.

import type { Sayings } from './saying.ts';

export const CLIENT = {
  'not-running': {
    what: {
      en: '{who} is not running, so it has no network, and nothing can be sent from there.',
      zh: '{who} 没有在运行，所以没有网络，无法从那里发送任何东西。',
    },
    mend: {
      en: 'See whether the Pod is there and runs: kubectl get pods -A.',
      zh: '看看这个 Pod 是否存在并在运行：kubectl get pods -A。',
    },
  },
  'bad-url': {
    what: { en: '{url} is no URL that can be asked.', zh: '{url} 不是可以请求的 URL。' },
    mend: { en: 'Write it as http://HOST:PORT/PATH.', zh: '写成 http://HOST:PORT/PATH。' },
  },
  'bad-request': {
    what: { en: 'The request says what cannot be sent: {message}.', zh: '这个请求无法发送：{message}。' },
    mend: { en: 'Write the request as that says.', zh: '按提示改写请求。' },
  },
  'no-ipv6': {
    what: {
      en: '{who} has only an IPv4 address: to it, an IPv6 network is unreachable.',
      zh: '{who} 只有 IPv4 地址，对它来说 IPv6 网络不可达。',
    },
    mend: { en: 'Ask the IPv4 address.', zh: '改用 IPv4 地址。' },
  },
  interrupted: {
    what: { en: 'The client was stopped before an answer came.', zh: '客户端在得到应答之前就被停止了。' },
    mend: {
      en: 'Let it wait, or give it a limit such as curl -m 5, and ask why again.',
      zh: '让它等下去，或给一个时限（例如 curl -m 5），然后再问 why。',
    },
  },
} as const satisfies Sayings;
