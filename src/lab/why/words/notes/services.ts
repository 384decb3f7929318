// Services: whom they select, and which ports they have.

import type { NotesWords } from './words.ts';

export const SERVICES = {
  'label-differs': {
    what: {
      en: 'Pod {pod} has {key}={has}, the selector wants {key}={wants}.',
      zh: 'Pod {pod} 的标签是 {key}={has}，而选择算符要的是 {key}={wants}。',
    },
  },
  'label-missing': {
    what: { en: 'Pod {pod} has no label {key}.', zh: 'Pod {pod} 没有标签 {key}。' },
  },
  'pods-elsewhere': {
    what: {
      en: 'Pods with these labels are in namespace {namespace}: a Service selects in its own namespace only.',
      zh: '带有这些标签的 Pod 在名字空间 {namespace} 里，而 Service 只在自己的名字空间里选择。',
    },
    mend: {
      en: 'Make the Service in the namespace of the Pods.',
      zh: '在 Pod 所在的名字空间里创建 Service。',
    },
  },
  'no-pods': {
    what: { en: 'Namespace {namespace} has no Pod at all.', zh: '名字空间 {namespace} 里没有任何 Pod。' },
  },
  'port-names': {
    what: { en: 'The ports of the containers have these names: {names}.', zh: '容器端口的名字有：{names}。' },
  },
  'port-is-target': {
    what: {
      en: '{port} is its targetPort, where the Pods listen; clients ask its port {own}.',
      zh: '{port} 是它的 targetPort，即 Pod 监听的端口；客户端请求的是它的 port {own}。',
    },
  },
  'port-is-node-port': {
    what: {
      en: '{port} is its nodePort: that is open on the nodes, not at the Service’s address.',
      zh: '{port} 是它的 nodePort：它开在节点上，而不是在 Service 的地址上。',
    },
  },
  'port-other-protocol': {
    what: { en: 'It has this port for {protocol} only.', zh: '它的这个端口只用于 {protocol}。' },
    mend: {
      en: 'Ask by {protocol}, or name the right protocol under spec.ports.',
      zh: '用 {protocol} 请求，或在 spec.ports 中写上正确的 protocol。',
    },
  },
  'listens-other-protocol': {
    what: { en: 'It listens on this port for {protocol}.', zh: '它在这个端口上监听的是 {protocol}。' },
    mend: {
      en: 'Name that protocol under spec.ports of the Service.',
      zh: '在 Service 的 spec.ports 中写上这个 protocol。',
    },
  },
  'named-port': {
    what: {
      en: 'targetPort is the name {name}, and the Pod says that this is port {port}.',
      zh: 'targetPort 是名字 {name}，而 Pod 声明它是端口 {port}。',
    },
    mend: {
      en: 'Let containerPort of that name be the port that the container listens on.',
      zh: '让这个名字的 containerPort 等于容器实际监听的端口。',
    },
  },
  'asked-directly': {
    what: { en: 'No Service was asked, but the Pod itself.', zh: '请求的不是 Service，而是 Pod 本身。' },
    mend: { en: 'Ask the port that it listens on.', zh: '请求它实际监听的端口。' },
  },
  'own-computer': {
    what: { en: 'That is this computer, not the cluster.', zh: '那是这台电脑自己，不是集群。' },
    mend: {
      en: 'Start what should listen there: kubectl port-forward or kubectl proxy, which end with their command; or ask an address of the cluster.',
      zh: '先启动应该在那里监听的东西：kubectl port-forward 或 kubectl proxy，命令一结束它们就没了；或者请求集群的地址。',
    },
  },
  'endpoints-on': {
    what: { en: 'Its endpoints are on {nodes}.', zh: '它的端点在 {nodes} 上。' },
  },
  'type-without-node-port': {
    what: {
      en: 'Service {service} is of type {type}: this load balancer reaches only node ports, or Pods by a NEG.',
      zh: 'Service {service} 的类型是 {type}：这个负载均衡器只能访问节点端口，或通过 NEG 访问 Pod。',
    },
    mend: {
      en: 'Set spec.type to NodePort, or the annotation cloud.google.com/neg.',
      zh: '把 spec.type 设为 NodePort，或设置注解 cloud.google.com/neg。',
    },
  },
  'open-it': {
    what: { en: 'The rule is the cloud’s, not the cluster’s.', zh: '这条规则属于云，而不是集群。' },
    mend: {
      en: 'See cloud firewall list, and open the port there; or use a Service of type LoadBalancer, which has rules of its own.',
      zh: '看看 cloud firewall list，在那里放行；或使用 LoadBalancer 类型的 Service，它有自己的规则。',
    },
  },
} as const satisfies NotesWords;
