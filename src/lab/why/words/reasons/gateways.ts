// Gateways and their routes.

import type { Sayings } from './saying.ts';

export const GATEWAYS = {
  'gateway-no-listener': {
    what: {
      en: 'No listener of the Gateway on port {port} is for the host {host}: 404.',
      zh: 'Gateway 在端口 {port} 上没有对应主机 {host} 的监听器：404。',
    },
    mend: {
      en: 'Ask for a host that a listener names, or add a listener for this one.',
      zh: '请求监听器所写的主机名，或为它添加监听器。',
    },
  },
  'gateway-misdirected': {
    what: {
      en: 'The TLS handshake asked for {name}, the request for the host {host}: 421.',
      zh: 'TLS 握手要的是 {name}，请求要的却是主机 {host}：421。',
    },
    mend: {
      en: 'Ask for the same host in both: https://{host}/ with curl --resolve in place of -H Host.',
      zh: '两处使用同一个主机：用 curl --resolve 访问 https://{host}/，不要用 -H Host。',
    },
  },
  'gateway-no-rule': {
    what: {
      en: 'No rule of a route that is attached to listener {listener} matches {method} {path} for the host {host}: 404.',
      zh: '附加到监听器 {listener} 的路由中，没有规则匹配主机 {host} 的 {method} {path}：404。',
    },
    mend: {
      en: 'See what is attached, and whether it was accepted: kubectl get httproutes -A -o yaml, status.parents.',
      zh: '查看附加了哪些路由、是否被接受：kubectl get httproutes -A -o yaml 的 status.parents。',
    },
  },
  'gateway-no-backend': {
    what: {
      en: 'Rule {rule} of {route} has no valid backend: {why}. The answer is 500.',
      zh: '{route} 的规则 {rule} 没有有效的后端：{why}。返回 500。',
    },
    mend: {
      en: 'Name a Service and a port of it that exist; in another namespace, that needs a ReferenceGrant there.',
      zh: '写一个存在的 Service 及其端口；如果在别的名字空间，那里需要有 ReferenceGrant。',
    },
  },
  'gateway-no-endpoint': {
    what: {
      en: 'Service {service} has no ready endpoint. The answer is 503.',
      zh: 'Service {service} 没有就绪的端点。返回 503。',
    },
    mend: {
      en: 'See whether its selector matches Pods that are ready: kubectl describe service.',
      zh: '检查它的选择算符是否匹配就绪的 Pod：kubectl describe service。',
    },
  },
} as const satisfies Sayings;
