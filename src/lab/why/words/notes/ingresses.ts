// Ingresses: their class, hosts and backends.

import type { NotesWords } from './words.ts';

export const INGRESSES = {
  'class-missing': {
    what: {
      en: 'Ingress {ingress} is for it, but names the class {class}, and there is no IngressClass of this name.',
      zh: 'Ingress {ingress} 对应这个请求，但它写的类是 {class}，而没有这个名字的 IngressClass。',
    },
    mend: {
      en: 'Name a class that there is: kubectl get ingressclass.',
      zh: '写一个存在的类：kubectl get ingressclass。',
    },
  },
  'class-foreign': {
    what: {
      en: 'Ingress {ingress} is for it, but its class {class} is served by {controller}, and not by the controller that was asked.',
      zh: 'Ingress {ingress} 对应这个请求，但它的类 {class} 由 {controller} 负责，而不是被请求的控制器。',
    },
  },
  'class-none': {
    what: {
      en: 'Ingress {ingress} is for it, but names no class, and no IngressClass is the default: no controller serves it.',
      zh: 'Ingress {ingress} 对应这个请求，但它没有写类，也没有默认的 IngressClass：没有控制器负责它。',
    },
    mend: { en: 'Set spec.ingressClassName.', zh: '设置 spec.ingressClassName。' },
  },
  'host-near': {
    what: { en: 'There is a rule for the host {near} ({owner}).', zh: '有一条规则是主机 {near} 的（{owner}）。' },
  },
  'paths-of-host': {
    what: {
      en: 'For this host {owner} has the paths {paths}.',
      zh: '对这个主机，{owner} 有路径 {paths}。',
    },
  },
  'backend-service-missing': {
    what: { en: 'There is no Service {service}.', zh: '没有 Service {service}。' },
    mend: {
      en: 'Name a Service of the namespace that the Ingress is in: an Ingress leads to no other.',
      zh: '写 Ingress 所在名字空间里的 Service：Ingress 不能指向别的名字空间。',
    },
  },
  'backend-port-missing': {
    what: {
      en: 'Service {service} has no port {port}, only {ports}.',
      zh: 'Service {service} 没有端口 {port}，只有 {ports}。',
    },
    mend: {
      en: 'Name a port of the Service (port, not targetPort), by number or by name.',
      zh: '写 Service 的端口（port，而不是 targetPort），用数字或名字。',
    },
  },
} as const satisfies NotesWords;
