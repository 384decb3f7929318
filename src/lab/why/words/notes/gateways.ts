// Gateways and their routes.

import type { NotesWords } from './words.ts';

export const GATEWAYS = {
  'route-not-accepted': {
    what: { en: '{route} is not accepted: {message}', zh: '{route} 没有被接受：{message}' },
    mend: { en: 'Mend what its status names.', zh: '改正它的 status 指出的问题。' },
  },
  'route-for-host': {
    what: {
      en: '{route} is attached for this host, but none of its rules matches.',
      zh: '{route} 已为这个主机附加，但它的规则都不匹配。',
    },
  },
  'no-route-attached': {
    what: { en: 'No route is attached to this listener.', zh: '没有路由附加到这个监听器。' },
  },
  'grant-missing': {
    what: {
      en: 'Namespace {to} has no ReferenceGrant that lets routes of namespace {from} name Services there.',
      zh: '名字空间 {to} 里没有 ReferenceGrant 允许 {from} 的路由引用那里的 Service。',
    },
    mend: {
      en: 'Make a ReferenceGrant in namespace {to}: who owns the Service allows it, not who wants it.',
      zh: '在名字空间 {to} 里创建 ReferenceGrant：由 Service 的所有者允许，而不是由使用者。',
    },
  },
  'gateway-class-missing': {
    what: {
      en: 'Gateway {gateway} names the GatewayClass {class}, and there is none of this name; there are: {classes}.',
      zh: 'Gateway {gateway} 写的 GatewayClass {class} 不存在；现有的是：{classes}。',
    },
    mend: {
      en: 'Name a class that there is (kubectl get gatewayclass), or install the controller that brings this one.',
      zh: '写一个存在的类（kubectl get gatewayclass），或安装提供这个类的控制器。',
    },
  },
  'gateway-class-refused': {
    what: {
      en: 'GatewayClass {class} is not accepted: {message}.',
      zh: 'GatewayClass {class} 没有被接受：{message}。',
    },
    mend: { en: 'See kubectl describe gatewayclass {class}.', zh: '查看 kubectl describe gatewayclass {class}。' },
  },
  'gateway-class-unserved': {
    what: {
      en: 'Nobody has taken up Gateway {gateway}: its class {class} belongs to the controller {controller}, and that has said nothing of it.',
      zh: '没有谁处理 Gateway {gateway}：它的类 {class} 属于控制器 {controller}，而那个控制器还没有任何表示。',
    },
    mend: {
      en: 'See whether the controller runs: kubectl get pods -A; its log says more.',
      zh: '看看控制器是否在运行：kubectl get pods -A；它的日志里有更多信息。',
    },
  },
  'gateway-not-accepted': {
    what: {
      en: 'The controller does not set Gateway {gateway} up: {message}.',
      zh: '控制器没有启用 Gateway {gateway}：{message}。',
    },
  },
  'listener-conflict': {
    what: {
      en: 'Listener {listener} wants {protocol} on port {port}, and listener {other} has the same port for {else}: neither is set up.',
      zh: '监听器 {listener} 要在端口 {port} 上用 {protocol}，而监听器 {other} 在同一端口上用 {else}：两个都没有启用。',
    },
    mend: { en: 'Give one of them another port.', zh: '给其中一个换一个端口。' },
  },
  'listener-without-certificate': {
    what: {
      en: 'Listener {listener} is for HTTPS, and names no certificate.',
      zh: '监听器 {listener} 用于 HTTPS，却没有写证书。',
    },
    mend: {
      en: 'Name a Secret of type kubernetes.io/tls under tls.certificateRefs.',
      zh: '在 tls.certificateRefs 里写一个类型为 kubernetes.io/tls 的 Secret。',
    },
  },
  'listener-secret-missing': {
    what: {
      en: 'Listener {listener} takes its certificate from the Secret {secret}, and there is none.',
      zh: '监听器 {listener} 的证书取自 Secret {secret}，而它不存在。',
    },
    mend: {
      en: 'Make it: kubectl create secret tls {name}{in} --cert=FILE --key=FILE.',
      zh: '创建它：kubectl create secret tls {name}{in} --cert=文件 --key=文件。',
    },
  },
  'secret-to-come': {
    what: { en: 'Certificate {key} is to make it.', zh: '它应由 Certificate {key} 创建。' },
    mend: { en: 'Ask further: why certificate/{name}{in}.', zh: '接着问：why certificate/{name}{in}。' },
  },
  'listener-secret-unfit': {
    what: {
      en: 'Listener {listener} takes its certificate from the Secret {secret}, which is of type {type} and not kubernetes.io/tls.',
      zh: '监听器 {listener} 的证书取自 Secret {secret}，但它的类型是 {type}，不是 kubernetes.io/tls。',
    },
    mend: {
      en: 'Make it anew: kubectl delete secret {name}{in}, then kubectl create secret tls {name}{in} --cert=FILE --key=FILE.',
      zh: '重新创建：先 kubectl delete secret {name}{in}，再 kubectl create secret tls {name}{in} --cert=文件 --key=文件。',
    },
  },
  'secret-grant-missing': {
    what: {
      en: 'Listener {listener} takes its certificate from the Secret {secret}, and namespace {to} has no ReferenceGrant that lets Gateways of namespace {from} name Secrets there.',
      zh: '监听器 {listener} 的证书取自 Secret {secret}，而名字空间 {to} 里没有 ReferenceGrant 允许 {from} 的 Gateway 引用那里的 Secret。',
    },
    mend: { en: 'Make a ReferenceGrant in namespace {to}.', zh: '在名字空间 {to} 里创建 ReferenceGrant。' },
  },
  'listener-not-valid': {
    what: { en: 'Listener {listener} is not set up: {message}.', zh: '监听器 {listener} 没有启用：{message}。' },
    mend: { en: 'Mend in the listener what is named.', zh: '在监听器里改正所指出的问题。' },
  },
  'gateway-proxy-ill': {
    what: { en: 'The proxy of Gateway {gateway} does not run.', zh: 'Gateway {gateway} 的代理没有在运行。' },
  },
  'gateway-without-address': {
    what: {
      en: 'Gateway {gateway} has no address, since the Service {service} in front of its proxy has none.',
      zh: 'Gateway {gateway} 没有地址，因为它的代理前面的 Service {service} 没有地址。',
    },
    mend: { en: 'Ask further: why service/{name}{in}.', zh: '接着问：why service/{name}{in}。' },
  },
} as const satisfies NotesWords;
