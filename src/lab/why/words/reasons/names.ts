// Names that DNS does not resolve.

import type { Sayings } from './saying.ts';

export const NAMES = {
  'no-name-server': {
    what: {
      en: '{who} knows no name server: its /etc/resolv.conf names none.',
      zh: '{who} 不知道任何名字服务器：它的 /etc/resolv.conf 里一个也没有。',
    },
    mend: { en: 'Look at dnsPolicy and dnsConfig of the Pod.', zh: '检查 Pod 的 dnsPolicy 和 dnsConfig。' },
  },
  'name-server-silent': {
    what: {
      en: 'The name server {server} does not answer, so no name can be looked up: {cause}',
      zh: '名字服务器 {server} 没有应答，所以什么名字都解析不了：{cause}',
    },
    mend: { en: '{cause}', zh: '{cause}' },
  },
  'no-such-name': {
    what: {
      en: 'DNS has no name {name} (tried {tried}).',
      zh: 'DNS 中没有 {name} 这个名字（尝试过 {tried}）。',
    },
    mend: {
      en: 'A Service is SERVICE from its own namespace, SERVICE.NAMESPACE from another, and nothing at all from outside the cluster: kubectl get services -A. A public name needs a record in its zone: dnszone list.',
      zh: '在自己的名字空间里，Service 的名字是 SERVICE；从别的名字空间是 SERVICE.NAMESPACE；在集群之外则没有名字：kubectl get services -A。公共的名字需要在它的区域里有记录：dnszone list。',
    },
  },
  'name-without-address': {
    what: {
      en: 'The name {name} exists, but has no address now.',
      zh: '{name} 这个名字存在，但现在没有地址。',
    },
    mend: {
      en: 'A headless Service has the addresses of its ready Pods, and none without one: kubectl get endpointslices.',
      zh: '无头 Service 的地址就是它已就绪的 Pod 的地址，没有就绪的 Pod 就没有地址：kubectl get endpointslices。',
    },
  },
  'name-server-failed': {
    what: {
      en: 'The name server {server} was asked for {name}, and failed: {answer}.',
      zh: '向名字服务器 {server} 询问 {name}，它失败了：{answer}。',
    },
    mend: {
      en: 'Look at the Corefile: kubectl -n kube-system get configmap coredns -o yaml.',
      zh: '检查 Corefile：kubectl -n kube-system get configmap coredns -o yaml。',
    },
  },
  'resolving-too-slow': {
    what: {
      en: 'The answer of DNS for {name} came later than the client waits.',
      zh: 'DNS 对 {name} 的应答晚于客户端等待的时间。',
    },
    mend: {
      en: 'Give the client more time, or look at the way to DNS.',
      zh: '给客户端更多时间，或检查到 DNS 的路径。',
    },
  },
} as const satisfies Sayings;
