// Routes: the Gateways that should take them, and what they lead to.

import type { NotesWords } from './words.ts';

export const ROUTES = {
  'no-parent': {
    what: { en: '{route} names no Gateway.', zh: '{route} 没有写 Gateway。' },
    mend: {
      en: 'Name one under spec.parentRefs: kubectl get gateways -A.',
      zh: '在 spec.parentRefs 里写一个：kubectl get gateways -A。',
    },
  },
  'parent-missing': {
    what: { en: 'There is no Gateway {gateway}.', zh: '没有 Gateway {gateway}。' },
    mend: { en: 'Name one that there is: kubectl get gateways -A.', zh: '写一个存在的：kubectl get gateways -A。' },
  },
  'parent-elsewhere': {
    what: {
      en: 'There is {gateway}: without a namespace, a route means the Gateway of its own one.',
      zh: '有 {gateway}：不写名字空间时，路由指的是自己名字空间里的 Gateway。',
    },
    mend: { en: 'Add namespace: {namespace} to the parentRef.', zh: '在 parentRef 里加上 namespace: {namespace}。' },
  },
  'gateway-near': {
    what: { en: 'There is a Gateway {near}: was that meant?', zh: '有一个 Gateway {near}：是想写它吗？' },
  },
  'parent-silent': {
    what: {
      en: 'Gateway {gateway} has not said whether it takes {route}.',
      zh: 'Gateway {gateway} 还没有表示是否接受 {route}。',
    },
    mend: {
      en: 'See whether the controller runs: kubectl get pods -A.',
      zh: '看看控制器是否在运行：kubectl get pods -A。',
    },
  },
  'parent-ill': {
    what: {
      en: '{route} depends on Gateway {gateway}, which does not work.',
      zh: '{route} 依赖 Gateway {gateway}，而这个 Gateway 有问题。',
    },
  },
  'section-missing': {
    what: {
      en: 'Gateway {gateway} has no listener {section}; it has: {listeners}.',
      zh: 'Gateway {gateway} 没有监听器 {section}；它有：{listeners}。',
    },
    mend: { en: 'Name one of them as sectionName, or leave it out.', zh: '在 sectionName 里写其中一个，或去掉它。' },
  },
  'namespace-not-same': {
    what: {
      en: 'Listener {listener} of Gateway {gateway} takes routes of its own namespace only, and this one is in {namespace}.',
      zh: 'Gateway {gateway} 的监听器 {listener} 只接受自己名字空间里的路由，而这个路由在 {namespace}。',
    },
    mend: {
      en: 'Who owns the Gateway sets allowedRoutes.namespaces.from to All or Selector; or move the route.',
      zh: '由 Gateway 的所有者把 allowedRoutes.namespaces.from 设为 All 或 Selector；或把路由移过去。',
    },
  },
  'namespace-not-selected': {
    what: {
      en: 'Listener {listener} of Gateway {gateway} takes routes of namespaces that are labelled {labels}, and {namespace} is not.',
      zh: 'Gateway {gateway} 的监听器 {listener} 只接受带标签 {labels} 的名字空间里的路由，而 {namespace} 没有这个标签。',
    },
    mend: {
      en: 'Label the namespace: kubectl label namespace {namespace} {labels}.',
      zh: '给名字空间加标签：kubectl label namespace {namespace} {labels}。',
    },
  },
  'kind-not-allowed': {
    what: {
      en: 'Listener {listener} of Gateway {gateway} takes {kinds} only, and this is a {kind}.',
      zh: 'Gateway {gateway} 的监听器 {listener} 只接受 {kinds}，而这是 {kind}。',
    },
    mend: { en: 'Add the kind to allowedRoutes.kinds.', zh: '在 allowedRoutes.kinds 里加上这个类型。' },
  },
  'protocol-takes-others': {
    what: {
      en: 'Listener {listener} of Gateway {gateway} speaks {protocol}, which takes no {kind}.',
      zh: 'Gateway {gateway} 的监听器 {listener} 的协议是 {protocol}，不接受 {kind}。',
    },
    mend: { en: 'Attach it to a listener of another protocol.', zh: '把它附加到别的协议的监听器上。' },
  },
  'hostname-unmatched': {
    what: {
      en: 'The hostnames {hostnames} are none that a listener of Gateway {gateway} is for: {listeners}.',
      zh: '主机名 {hostnames} 与 Gateway {gateway} 的监听器都不相符：{listeners}。',
    },
    mend: {
      en: 'Let spec.hostnames of the route and hostname of a listener agree.',
      zh: '让路由的 spec.hostnames 与某个监听器的 hostname 一致。',
    },
  },
  'refs-unresolved': {
    what: {
      en: 'A backend of {route} cannot be referred to: its share of requests is answered with 500.',
      zh: '{route} 的一个后端无法引用：分到它的请求返回 500。',
    },
  },
  'controller-says': { what: { en: 'The controller says: {message}.', zh: '控制器说：{message}。' } },
  'backend-ill': {
    what: {
      en: 'The Gateway takes {route}, but it leads to nothing.',
      zh: 'Gateway 接受了 {route}，但它通向的地方没有应答者。',
    },
  },
  'route-service-missing': {
    what: { en: 'There is no Service {service}.', zh: '没有 Service {service}。' },
    mend: {
      en: 'Name a Service that there is; one of another namespace needs its namespace, and a ReferenceGrant there.',
      zh: '写一个存在的 Service；如果在别的名字空间，要写上 namespace，那里还要有 ReferenceGrant。',
    },
  },
  'backend-without-endpoint': {
    what: { en: 'Service {service} has no ready endpoint.', zh: 'Service {service} 没有就绪的端点。' },
    mend: {
      en: 'See whether its selector matches Pods that are ready: kubectl get pods --show-labels.',
      zh: '检查它的选择算符是否匹配就绪的 Pod：kubectl get pods --show-labels。',
    },
  },
} as const satisfies NotesWords;
