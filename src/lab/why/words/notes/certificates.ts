// Where a server’s certificate comes from.

import type { NotesWords } from './words.ts';

export const CERTIFICATES = {
  'secret-missing': {
    what: {
      en: 'Ingress {ingress} names the Secret {secret}, and there is none: the controller shows a certificate of its own.',
      zh: 'Ingress {ingress} 写的 Secret {secret} 不存在：控制器给出的是它自己的证书。',
    },
    mend: {
      en: 'Make the Secret in the namespace of the Ingress: kubectl create secret tls.',
      zh: '在 Ingress 的名字空间里创建这个 Secret：kubectl create secret tls。',
    },
  },
  'no-tls': {
    what: {
      en: '{owner} has no certificate for this host under spec.tls: the controller shows one of its own.',
      zh: '{owner} 的 spec.tls 里没有这个主机的证书：控制器给出的是它自己的证书。',
    },
    mend: { en: 'Add the host and its Secret under spec.tls.', zh: '在 spec.tls 里加上这个主机和它的 Secret。' },
  },
  'secret-unfit': {
    what: {
      en: 'The Secret {secret} is there, but its certificate does not cover {host}: the controller shows one of its own.',
      zh: 'Secret {secret} 存在，但它的证书不包含 {host}：控制器给出的是它自己的证书。',
    },
    mend: {
      en: 'Put a certificate for {host} into the Secret: openssl x509 -noout -text shows which names it has.',
      zh: '把给 {host} 的证书放进这个 Secret：openssl x509 -noout -text 会显示证书里的名字。',
    },
  },
  'secret-of': {
    what: { en: 'Its certificate comes from the Secret {secret}.', zh: '证书来自 Secret {secret}。' },
  },
} as const satisfies NotesWords;
