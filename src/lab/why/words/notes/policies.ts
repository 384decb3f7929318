// NetworkPolicies.

import type { NotesWords } from './words.ts';

export const POLICIES = {
  'dns-forgotten': {
    what: {
      en: 'This is the way to DNS: with egress isolated, names cannot be looked up either.',
      zh: '这是去 DNS 的路：出站被隔离后，名字也无法解析了。',
    },
    mend: {
      en: 'Allow egress to port 53, UDP and TCP, of the Pods of kube-dns in namespace kube-system.',
      zh: '允许到名字空间 kube-system 中 kube-dns 的 Pod 的 53 端口（UDP 和 TCP）的出站流量。',
    },
  },
  'policy-without-rules': {
    what: {
      en: 'It has no rule for this direction at all: nothing is allowed.',
      zh: '它在这个方向上没有任何规则：什么都不允许。',
    },
  },
  'policy-names-other-port': {
    what: {
      en: 'A rule names port {port}; this connection goes to port {target} of the Pod, which is what a rule has to name.',
      zh: '有一条规则写的是端口 {port}；而这个连接到的是 Pod 的端口 {target}，规则里要写的是它。',
    },
  },
  'policy-same-namespace': {
    what: {
      en: 'A rule has a podSelector without a namespaceSelector: that selects Pods of namespace {namespace} only, and the peer is in {other}.',
      zh: '有一条规则只有 podSelector 而没有 namespaceSelector：它只选择名字空间 {namespace} 里的 Pod，而对端在 {other}。',
    },
  },
  'policy-selects-others': {
    what: {
      en: 'No rule selects the peer, Pod {peer} ({labels}).',
      zh: '没有规则选中对端 Pod {peer}（{labels}）。',
    },
  },
} as const satisfies NotesWords;
