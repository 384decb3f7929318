// Certificates of cert-manager, and the steps of their issuing.

import type { NotesWords } from './words.ts';

export const ISSUING = {
  'certificate-untouched': {
    what: {
      en: 'Nobody has looked at Certificate {certificate} yet: that is cert-manager’s work.',
      zh: '还没有谁处理 Certificate {certificate}：这是 cert-manager 的工作。',
    },
    mend: {
      en: 'See whether it runs: kubectl get pods -n cert-manager.',
      zh: '看看它是否在运行：kubectl get pods -n cert-manager。',
    },
  },
  'certificate-unready': {
    what: {
      en: 'Certificate {certificate} is not ready, so the Secret {secret} has no good certificate: {message}.',
      zh: 'Certificate {certificate} 没有就绪，Secret {secret} 里没有可用的证书：{message}。',
    },
  },
  'certificate-begins': {
    what: { en: 'Its issuing has only begun.', zh: '签发刚刚开始。' },
    mend: { en: 'Wait: kubectl get certificate {name}{in} -w.', zh: '等待：kubectl get certificate {name}{in} -w。' },
  },
  'certificate-backs-off': {
    what: {
      en: 'It has failed {times} times, the last time at {last}; it is tried again an hour after the first failure, and later each time.',
      zh: '已失败 {times} 次，最近一次在 {last}；第一次失败一小时后重试，之后间隔越来越长。',
    },
  },
  'issuer-missing': {
    what: { en: 'It names the {kind} {issuer}, and there is none.', zh: '它写的 {kind} {issuer} 不存在。' },
    mend: {
      en: 'Make it, or name one that there is: kubectl get {type}{in}.',
      zh: '创建它，或写一个存在的：kubectl get {type}{in}。',
    },
  },
  'issuer-of-other-kind': {
    what: {
      en: 'There is a {kind} {issuer}: without kind, an issuerRef means an Issuer of its own namespace.',
      zh: '有一个 {kind} {issuer}：不写 kind 时，issuerRef 指的是自己名字空间里的 Issuer。',
    },
    mend: { en: 'Set issuerRef.kind to {kind}.', zh: '把 issuerRef.kind 设为 {kind}。' },
  },
  'issuer-near': {
    what: { en: 'There is {kind} {near}: was that meant?', zh: '有 {kind} {near}：是想写它吗？' },
  },
  'issuer-untouched': {
    what: { en: '{issuer} has not been looked at yet.', zh: '还没有谁处理 {issuer}。' },
    mend: {
      en: 'See whether cert-manager runs: kubectl get pods -n cert-manager.',
      zh: '看看 cert-manager 是否在运行：kubectl get pods -n cert-manager。',
    },
  },
  'issuer-unready': {
    what: { en: '{issuer} cannot issue: {message}.', zh: '{issuer} 无法签发：{message}。' },
    mend: {
      en: 'Mend at the issuer what it names; certificates that wait for it then go on by themselves.',
      zh: '在签发者那里改正它指出的问题；等它的证书之后会自己继续。',
    },
  },
  'at-request': {
    what: { en: 'It stands at CertificateRequest {request}.', zh: '停在 CertificateRequest {request}。' },
  },
  'request-denied': {
    what: { en: 'That was denied by who approves requests.', zh: '它被负责审批的一方拒绝了。' },
    mend: { en: 'Ask whoever approves requests here.', zh: '请询问这里负责审批的人。' },
  },
  'cert-manager-says': {
    what: { en: 'cert-manager says: {message}.', zh: 'cert-manager 说：{message}。' },
  },
  'at-order': {
    what: {
      en: 'It has Order {order} at the authority, state {state}.',
      zh: '它在证书机构的 Order 是 {order}，状态是 {state}。',
    },
  },
  'no-solver': {
    what: {
      en: 'No solver of the issuer is for the names {names}, so nobody proves that they are yours.',
      zh: '签发者没有适用于 {names} 的 solver，所以没有谁能证明这些名字属于你。',
    },
    mend: {
      en: 'Add a solver under spec.acme.solvers whose selector takes these names, or has none.',
      zh: '在 spec.acme.solvers 里加一个选择器包含这些名字（或没有选择器）的 solver。',
    },
  },
  'authority-decides': {
    what: { en: 'The authority has not decided yet.', zh: '证书机构还没有决定。' },
    mend: { en: 'Wait: kubectl get orders -A.', zh: '等待：kubectl get orders -A。' },
  },
  'at-challenge': {
    what: {
      en: 'It waits for Challenge {challenge} ({type}, {host}).',
      zh: '它在等 Challenge {challenge}（{type}，{host}）。',
    },
  },
  'challenge-failed': {
    what: {
      en: 'The authority looked at {host}, and did not find the answer: {message}.',
      zh: '证书机构查看了 {host}，没有找到应有的回答：{message}。',
    },
    mend: {
      en: 'See that {host} leads to this cluster from outside; a new Order is made later, or with a new Certificate.',
      zh: '确认从外部访问 {host} 能到这个集群；之后会有新的 Order，或重新创建 Certificate。',
    },
  },
  'challenge-queued': {
    what: {
      en: 'Another challenge for {host} has its turn; this one comes after it.',
      zh: '{host} 的另一个 Challenge 正在进行，轮到它之后才是这一个。',
    },
    mend: { en: 'See which: kubectl get challenges -A.', zh: '看看是哪一个：kubectl get challenges -A。' },
  },
  'challenge-begins': {
    what: { en: 'It has only begun.', zh: '它刚刚开始。' },
    mend: { en: 'Wait: kubectl get challenges -A -w.', zh: '等待：kubectl get challenges -A -w。' },
  },
  'self-check': {
    what: {
      en: 'Before the authority may look, cert-manager itself asks {url}, and that is what it got: {got}.',
      zh: '在请证书机构查看之前，cert-manager 自己先请求 {url}，得到的是：{got}。',
    },
    mend: {
      en: 'Ask the same, and then why: curl {url}; why.',
      zh: '请求同一个地址，再问 why：curl {url}; why。',
    },
  },
  'challenge-without-record': {
    what: { en: 'DNS has no record of {host}.', zh: 'DNS 里没有 {host} 的记录。' },
    mend: {
      en: 'Make one that leads to the way into the cluster: dnszone add {host} A ADDRESS.',
      zh: '添加一条指向集群入口的记录：dnszone add {host} A 地址。',
    },
  },
} as const satisfies NotesWords;
