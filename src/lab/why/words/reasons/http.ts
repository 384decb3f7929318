// Request and answer, once there is a connection.

import type { Words } from '../language.ts';
import type { Sayings } from './saying.ts';

export const LOGS: Words = {
  en: 'Read what the server says: kubectl logs; and whether it restarts: kubectl get pods.',
  zh: '看看服务器的日志：kubectl logs；以及它是否在重启：kubectl get pods。',
};

export const HTTP = {
  'connecting-too-slow': {
    what: {
      en: 'The connection took longer to open than the client waits.',
      zh: '建立连接的用时超过了客户端等待的时间。',
    },
    mend: { en: 'Give the client more time, or look at the link.', zh: '给客户端更多时间，或检查链路。' },
  },
  'no-http2': {
    what: {
      en: 'The client began with HTTP/2, and the server does not speak it on this port.',
      zh: '客户端直接使用了 HTTP/2，而服务器在这个端口上不支持它。',
    },
    mend: {
      en: 'Ask by HTTP/1.1, or with TLS, where both agree on one.',
      zh: '改用 HTTP/1.1，或使用 TLS，由双方协商。',
    },
  },
  'only-http2': {
    what: {
      en: 'The client began with HTTP/1.1, and the server speaks only HTTP/2 on this port, as gRPC servers do.',
      zh: '客户端使用了 HTTP/1.1，而服务器在这个端口上只支持 HTTP/2，gRPC 服务器就是这样。',
    },
    mend: {
      en: 'Ask by HTTP/2: a gRPC client such as grpcurl, `curl --http2-prior-knowledge`, or an Ingress with backend-protocol GRPC.',
      zh: '改用 HTTP/2：grpcurl 之类的 gRPC 客户端、`curl --http2-prior-knowledge`，或带有 backend-protocol: GRPC 注解的 Ingress。',
    },
  },
  'no-answer-in-time': {
    what: {
      en: 'The server took the request, and had not answered when the client gave up.',
      zh: '服务器收下了请求，但客户端放弃时它还没有应答。',
    },
    mend: LOGS,
  },
  'closed-without-answer': {
    what: {
      en: 'The server took the connection and closed it without an answer. It may speak another protocol.',
      zh: '服务器接受了连接，没有应答就关闭了。它可能使用别的协议。',
    },
    mend: LOGS,
  },
  reset: {
    what: {
      en: 'The server broke off in the middle: the connection was reset.',
      zh: '服务器中途断开：连接被重置。',
    },
    mend: LOGS,
  },
  'not-http': {
    what: {
      en: 'Something answers there, but it does not speak HTTP.',
      zh: '那里有应答，但不是 HTTP。',
    },
    mend: {
      en: 'Ask it in its own protocol, or ask the port that speaks HTTP.',
      zh: '用它自己的协议请求它，或请求提供 HTTP 的端口。',
    },
  },
} as const satisfies Sayings;
