// Proxies that read the name in the TLS handshake, and pass the connection on unopened.

import { LOGS } from './http.ts';
import type { Sayings } from './saying.ts';

export const PASSTHROUGH = {
  'sni-missing': {
    what: {
      en: 'Port {port} passes TLS on by the name in the handshake, and the client sent none: the connection is closed.',
      zh: '端口 {port} 按 TLS 握手里的名称转发，而客户端没有给出名称：连接被关闭。',
    },
    mend: {
      en: 'Ask by https:// and by the host’s name, not by the address: curl --resolve HOST:PORT:ADDRESS https://HOST.',
      zh: '用 https:// 和主机名请求，不要用地址：curl --resolve 主机:端口:地址 https://主机。',
    },
  },
  'sni-no-route': {
    what: {
      en: 'No TLSRoute is for the name {name} on port {port}: the connection is closed.',
      zh: '端口 {port} 上没有对应名称 {name} 的 TLSRoute：连接被关闭。',
    },
    mend: {
      en: 'See which names are routed, and whether the route was accepted: kubectl get tlsroutes -A -o yaml, status.parents.',
      zh: '查看路由了哪些名称、路由是否被接受：kubectl get tlsroutes -A -o yaml 的 status.parents。',
    },
  },
  'sni-no-backend': {
    what: {
      en: '{route} has no valid backend: {why}. The connection is closed.',
      zh: '{route} 没有有效的后端：{why}。连接被关闭。',
    },
    mend: {
      en: 'Name a Service and a port of it that exist; in another namespace, that needs a ReferenceGrant there.',
      zh: '写一个存在的 Service 及其端口；如果在别的名字空间，那里需要有 ReferenceGrant。',
    },
  },
  'sni-no-endpoint': {
    what: {
      en: 'Service {service} has no ready endpoint. The connection is closed.',
      zh: 'Service {service} 没有就绪的端点。连接被关闭。',
    },
    mend: {
      en: 'See whether its selector matches Pods that are ready: kubectl describe service.',
      zh: '检查它的选择算符是否匹配就绪的 Pod：kubectl describe service。',
    },
  },
  'sni-unreachable': {
    what: {
      en: 'The proxy could connect to no backend, and closed the client’s connection.',
      zh: '代理连不上任何后端，于是关闭了客户端的连接。',
    },
    mend: LOGS,
  },
  'sni-loop': {
    what: {
      en: 'The backend is the proxy itself: the connection goes round in a circle.',
      zh: '后端就是代理自己：连接在原地打转。',
    },
    mend: {
      en: 'Name the Service of the server that holds the certificate, not that of the proxy.',
      zh: '写持有证书的服务器的 Service，而不是代理自己的 Service。',
    },
  },
} as const satisfies Sayings;
