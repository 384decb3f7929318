// nginx, and the Ingresses that ingress-nginx serves.

import type { Sayings } from './saying.ts';

export const NGINX = {
  'ingress-no-rule': {
    what: {
      en: 'No Ingress that this controller serves has a rule for host {host} and path {path}, so its own default backend answers 404.',
      zh: '这个控制器所服务的 Ingress 中，没有规则匹配主机 {host} 和路径 {path}，因此由它自己的默认后端返回 404。',
    },
    mend: {
      en: 'Compare host, path and pathType with what was asked, and ingressClassName with the class of the controller: kubectl get ingress -A, kubectl get ingressclass.',
      zh: '把 host、path 和 pathType 与请求比较，把 ingressClassName 与控制器的类比较：kubectl get ingress -A，kubectl get ingressclass。',
    },
  },
  'ingress-no-endpoint': {
    what: {
      en: 'The rule leads to Service {service}, and that has no ready endpoint. The answer is 503.',
      zh: '规则指向 Service {service}，而它没有就绪的端点。返回 503。',
    },
    mend: {
      en: 'See that the Service exists, that it has this port, and that its selector matches Pods that are ready: kubectl describe ingress, kubectl describe service.',
      zh: '确认这个 Service 存在、有这个端口，并且它的选择算符匹配就绪的 Pod：kubectl describe ingress，kubectl describe service。',
    },
  },
  'nginx-bad-request': {
    what: {
      en: 'nginx does not take the request, whatever it is for: {why}.',
      zh: '无论请求要去哪里，nginx 都不接受它：{why}。',
    },
    mend: {
      en: 'Mend the request itself: nginx looks at no rule before that.',
      zh: '改正请求本身：在此之前 nginx 不看任何规则。',
    },
  },
  'ingress-body-too-large': {
    what: {
      en: 'The body has {bytes} bytes, and the controller takes {limit}. The answer is 413.',
      zh: '请求体有 {bytes} 字节，而控制器只接受 {limit} 字节。返回 413。',
    },
    mend: {
      en: 'Set the annotation nginx.ingress.kubernetes.io/proxy-body-size.',
      zh: '设置注解 nginx.ingress.kubernetes.io/proxy-body-size。',
    },
  },
  'ingress-denies-all': {
    what: {
      en: 'The controller denies every request to this place, since its configuration is wrong: {why}. The answer is 503.',
      zh: '控制器拒绝到这里的所有请求，因为配置有误：{why}。返回 503。',
    },
    mend: { en: 'Mend the annotation; the controller’s log names it.', zh: '改正注解；控制器的日志会指出它。' },
  },
  'ingress-rate-limited': {
    what: { en: '{ip} asks more often than it may.', zh: '{ip} 的请求次数超过了限制。' },
    mend: {
      en: 'Wait, or raise nginx.ingress.kubernetes.io/limit-rps or limit-rpm.',
      zh: '等一等，或调高 nginx.ingress.kubernetes.io/limit-rps 或 limit-rpm。',
    },
  },
  'ingress-wants-password': {
    what: {
      en: 'The Ingress asks for a user name and a password, and the request has none that fit. The answer is 401.',
      zh: 'Ingress 要求用户名和密码，而请求里没有正确的。返回 401。',
    },
    mend: {
      en: 'Give them with curl -u USER:PASSWORD; the file of passwords is in the Secret that nginx.ingress.kubernetes.io/auth-secret names.',
      zh: '用 curl -u USER:PASSWORD 提供；密码文件在注解 nginx.ingress.kubernetes.io/auth-secret 所指的 Secret 里。',
    },
  },
  'ingress-denylisted': {
    what: {
      en: 'The Ingress refuses {ip}: denylist-source-range has it. The answer is 403.',
      zh: 'Ingress 拒绝 {ip}：它在 denylist-source-range 之内。返回 403。',
    },
    mend: {
      en: 'Change nginx.ingress.kubernetes.io/denylist-source-range. Is it the client’s address, or that of a node that hides it?',
      zh: '修改 nginx.ingress.kubernetes.io/denylist-source-range。这是客户端的地址，还是遮住它的节点的地址？',
    },
  },
  'ingress-not-allowlisted': {
    what: {
      en: 'The Ingress refuses {ip}: whitelist-source-range does not have it. The answer is 403.',
      zh: 'Ingress 拒绝 {ip}：它不在 whitelist-source-range 之内。返回 403。',
    },
    mend: {
      en: 'Change nginx.ingress.kubernetes.io/whitelist-source-range. Is it the client’s address, or that of a node that hides it (externalTrafficPolicy: Cluster)?',
      zh: '修改 nginx.ingress.kubernetes.io/whitelist-source-range。这是客户端的地址，还是遮住它的节点的地址（externalTrafficPolicy: Cluster）？',
    },
  },
  'ingress-password-not-simulated': {
    what: {
      en: 'Portolan does not simulate how this password is hashed.',
      zh: 'Portolan 没有模拟这种密码散列。',
    },
    mend: { en: 'Make the file by htpasswd without -B.', zh: '用不带 -B 的 htpasswd 生成文件。' },
  },
  'ingress-auth-unreachable': {
    what: {
      en: 'The Ingress asks {url} who may pass, and gets no answer: {message}. The answer is 500.',
      zh: 'Ingress 要询问 {url} 谁可以通过，但没有得到应答：{message}。返回 500。',
    },
    mend: {
      en: 'Name in nginx.ingress.kubernetes.io/auth-url what the controller’s Pod can reach.',
      zh: '在 nginx.ingress.kubernetes.io/auth-url 中写控制器的 Pod 能访问的地址。',
    },
  },
  'ingress-auth-signs-in': {
    what: { en: 'Who asks is not signed in, and is sent on to do so.', zh: '请求者还没有登录，被转去登录。' },
    mend: { en: 'Follow the redirect: curl -L.', zh: '跟随重定向：curl -L。' },
  },
  'ingress-auth-answered': {
    what: {
      en: 'The service behind auth-url answered {status}: the request may not pass.',
      zh: 'auth-url 背后的服务返回了 {status}：请求不能通过。',
    },
    mend: {
      en: 'Give the credentials that this service wants.',
      zh: '提供那个服务所要求的凭据。',
    },
  },
} as const satisfies Sayings;
