// A Service without a ready endpoint.

import type { Sayings } from './saying.ts';

export const ENDPOINTS = {
  'selector-matches-none': {
    what: {
      en: 'The selector {selector} of Service {service} matches no Pod, so it has no endpoint, and connections are refused.',
      zh: 'Service {service} 的选择算符 {selector} 没有匹配任何 Pod，因此没有端点，连接被拒绝。',
    },
    mend: {
      en: 'Make spec.selector equal to labels of the Pods: kubectl get pods --show-labels.',
      zh: '让 spec.selector 与 Pod 的标签一致：kubectl get pods --show-labels。',
    },
  },
  'none-running': {
    what: {
      en: 'Service {service} selects Pods by {selector}, but none of the {count} is running.',
      zh: 'Service {service} 通过 {selector} 选择 Pod，但 {count} 个里没有一个在运行。',
    },
    mend: {
      en: 'See why they do not run: kubectl describe pods -l {selector}.',
      zh: '查看它们为什么没有运行：kubectl describe pods -l {selector}。',
    },
  },
  'none-ready': {
    what: {
      en: 'Service {service} selects Pods by {selector}, but none of the {count} is ready, so none is sent anything.',
      zh: 'Service {service} 通过 {selector} 选择 Pod，但 {count} 个里没有一个就绪，因此不会向任何 Pod 转发。',
    },
    mend: {
      en: 'See what their readiness probe says: kubectl describe pods -l {selector}.',
      zh: '查看就绪态探针的结果：kubectl describe pods -l {selector}。',
    },
  },
  'no-such-port-name': {
    what: {
      en: 'No Pod that Service {service} selects has a port named {port}.',
      zh: 'Service {service} 选择的 Pod 都没有名为 {port} 的端口。',
    },
    mend: {
      en: 'Give the container’s port that name, or write the number as targetPort.',
      zh: '给容器端口起这个名字，或者把 targetPort 写成数字。',
    },
  },
  'not-in-slices': {
    what: {
      en: 'The Pods of Service {service} are ready, but no EndpointSlice lists them.',
      zh: 'Service {service} 的 Pod 已就绪，但没有 EndpointSlice 列出它们。',
    },
    mend: {
      en: 'Look at the slices: kubectl get endpointslices -l kubernetes.io/service-name.',
      zh: '查看端点切片：kubectl get endpointslices -l kubernetes.io/service-name。',
    },
  },
  'no-slices': {
    what: {
      en: 'Service {service} has no selector, and nobody made an EndpointSlice for it.',
      zh: 'Service {service} 没有选择算符，也没有人为它创建 EndpointSlice。',
    },
    mend: {
      en: 'Give it a selector, or make an EndpointSlice with the label kubernetes.io/service-name.',
      zh: '为它设置选择算符，或创建带有 kubernetes.io/service-name 标签的 EndpointSlice。',
    },
  },
  'slices-without-address': {
    what: {
      en: 'Service {service} has no selector, and its EndpointSlices list no address for this port.',
      zh: 'Service {service} 没有选择算符，它的 EndpointSlice 也没有为这个端口列出地址。',
    },
    mend: {
      en: 'The port of the EndpointSlice has to bear the name of the Service’s port, and endpoints addresses.',
      zh: 'EndpointSlice 的端口要与 Service 的端口同名，endpoints 里要有地址。',
    },
  },
  'endpoints-unready': {
    what: {
      en: 'No endpoint that stands in the EndpointSlices of Service {service} is ready.',
      zh: 'Service {service} 的 EndpointSlice 里没有一个端点是就绪的。',
    },
    mend: { en: 'Look at conditions.ready of the endpoints.', zh: '检查端点的 conditions.ready。' },
  },
} as const satisfies Sayings;
