// The TLS handshake.

import type { Sayings } from './saying.ts';

export const TLS = {
  'tls-plain': {
    what: {
      en: 'The client began with TLS, and the server answered in plain HTTP: this port does not speak TLS.',
      zh: '客户端发起了 TLS，而服务器用明文 HTTP 应答：这个端口不使用 TLS。',
    },
    mend: {
      en: 'Ask by http://, or ask the port that TLS is served on, usually 443.',
      zh: '改用 http://，或请求提供 TLS 的端口（通常是 443）。',
    },
  },
  'tls-alert': {
    what: { en: 'The server ended the TLS handshake: {alert}.', zh: '服务器结束了 TLS 握手：{alert}。' },
    mend: {
      en: 'See which name and which version the server takes: openssl s_client -connect HOST:443 -servername HOST.',
      zh: '看看服务器接受什么名字和版本：openssl s_client -connect HOST:443 -servername HOST。',
    },
  },
  'tls-untrusted': {
    what: {
      en: 'The certificate is for {certificate}, and nobody whom the client trusts has signed it: {message}.',
      zh: '证书是给 {certificate} 的，而签发它的不是客户端信任的机构：{message}。',
    },
    mend: {
      en: 'Serve a certificate of an authority that the client knows, or give the client that authority: curl --cacert. With -k it would not look at all.',
      zh: '使用客户端所知机构签发的证书，或把该机构交给客户端：curl --cacert。-k 则是完全不检查。',
    },
  },
  'tls-expired': {
    what: {
      en: 'The certificate for {certificate} was valid until {until}, and is past that: {message}.',
      zh: '给 {certificate} 的证书有效期到 {until} 为止，已经过期：{message}。',
    },
    mend: {
      en: 'Renew it: put a new certificate into the Secret, or see why cert-manager did not: kubectl describe certificate.',
      zh: '更新它：把新证书放进 Secret，或用 kubectl describe certificate 看看 cert-manager 为什么没有更新。',
    },
  },
  'tls-not-yet-valid': {
    what: {
      en: 'The certificate for {certificate} is valid only from {from}: {message}.',
      zh: '给 {certificate} 的证书从 {from} 起才有效：{message}。',
    },
    mend: { en: 'Look at the clock of the client, or at notBefore.', zh: '检查客户端的时钟，或证书的 notBefore。' },
  },
  'tls-wrong-host': {
    what: {
      en: 'The certificate is for {certificate}, and not for {host}: {message}.',
      zh: '证书是给 {certificate} 的，而不是给 {host} 的：{message}。',
    },
    mend: {
      en: 'Serve a certificate with this name, or ask by a name that it has. Which Secret is for which host stands under spec.tls of the Ingress, or under the listener’s tls of the Gateway.',
      zh: '使用带有这个名字的证书，或按它所有的名字来请求。哪个 Secret 对应哪个主机，写在 Ingress 的 spec.tls 或 Gateway 监听器的 tls 里。',
    },
  },
  'tls-invalid': {
    what: {
      en: 'The certificate for {certificate} is not one to serve with: {message}.',
      zh: '给 {certificate} 的证书不能用于服务器：{message}。',
    },
    mend: {
      en: 'Make one for a server: extendedKeyUsage serverAuth, signed by an authority.',
      zh: '制作服务器用的证书：extendedKeyUsage 为 serverAuth，并由机构签发。',
    },
  },
  'tls-too-slow': {
    what: {
      en: 'The TLS handshake took longer than the client waits.',
      zh: 'TLS 握手的用时超过了客户端等待的时间。',
    },
    mend: { en: 'Give the client more time.', zh: '给客户端更多时间。' },
  },
} as const satisfies Sayings;
