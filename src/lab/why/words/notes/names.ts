// Names in DNS.

import type { NotesWords } from './words.ts';

export const NAMES = {
  'service-elsewhere': {
    what: {
      en: 'Namespace {namespace} has a Service {name}: from another namespace its name is {name}.{namespace}.',
      zh: '名字空间 {namespace} 里有 Service {name}：从别的名字空间访问，它的名字是 {name}.{namespace}。',
    },
    mend: { en: 'Ask {name}.{namespace}.', zh: '请求 {name}.{namespace}。' },
  },
  'service-near': {
    what: { en: 'There is a Service {near}: was that meant?', zh: '有一个 Service {near}：是想请求它吗？' },
  },
  headless: {
    what: {
      en: 'Service {service} is headless: DNS has its name only while it has ready Pods.',
      zh: 'Service {service} 是无头 Service：只有在它有就绪的 Pod 时，DNS 里才有它的名字。',
    },
    mend: {
      en: 'See that its selector matches Pods that are ready: kubectl get pods --show-labels.',
      zh: '确认它的选择算符匹配就绪的 Pod：kubectl get pods --show-labels。',
    },
  },
  'names-inside': {
    what: {
      en: 'There is a Service {service}, but only DNS inside the cluster knows the names of Services; this was asked outside.',
      zh: '有 Service {service}，但只有集群内的 DNS 知道 Service 的名字；这次是在集群外询问的。',
    },
    mend: {
      en: 'Ask from a Pod, or expose the Service and ask its outer address.',
      zh: '从 Pod 里请求，或把 Service 暴露出来，请求它的外部地址。',
    },
  },
  'host-without-record': {
    what: {
      en: '{owner} is for this host, but public DNS has no record of it.',
      zh: '{owner} 对应这个主机，但公共 DNS 里没有它的记录。',
    },
    mend: {
      en: 'Make a record: dnszone add {host} A ADDRESS; for a try, curl --resolve {host}:80:ADDRESS.',
      zh: '添加记录：dnszone add {host} A 地址；先试一下可以用 curl --resolve {host}:80:地址。',
    },
  },
} as const satisfies NotesWords;
