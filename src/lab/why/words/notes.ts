// What the cluster's objects add to a reason: which label differs, which probe fails, what may have been meant. Some say better what would mend it.

import type { Words } from './language.ts';

export interface NoteWords {
  readonly what: Words;
  readonly mend?: Words;
}

export const NOTES = {
  'zero-replicas': {
    what: { en: '{owner} has 0 replicas.', zh: '{owner} 的副本数是 0。' },
    mend: { en: 'Give it replicas: kubectl scale.', zh: '给它副本：kubectl scale。' },
  },
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
  waiting: {
    what: {
      en: 'Container {container} of Pod {pod} waits: {reason}.',
      zh: 'Pod {pod} 的容器 {container} 在等待：{reason}。',
    },
  },
  'image-missing': {
    what: {
      en: 'Pod {pod} cannot get its image {image}: {reason}.',
      zh: 'Pod {pod} 无法获取镜像 {image}：{reason}。',
    },
    mend: {
      en: 'Look at name and tag of the image; the events have the registry’s words: kubectl describe pod.',
      zh: '检查镜像的名字和标签；事件里有镜像仓库的原话：kubectl describe pod。',
    },
  },
  crashing: {
    what: {
      en: 'Container {container} of Pod {pod} ends with exit code {exit}, and is started again, later each time.',
      zh: 'Pod {pod} 的容器 {container} 以退出码 {exit} 结束，然后被重新启动，间隔越来越长。',
    },
    mend: {
      en: 'Read its last words: kubectl logs {pod} --previous.',
      zh: '看看它最后的日志：kubectl logs {pod} --previous。',
    },
  },
  unschedulable: {
    what: { en: 'Pod {pod} has no node: {message}', zh: 'Pod {pod} 没有被调度到节点：{message}' },
    mend: {
      en: 'Mend what the scheduler names: kubectl describe pod {pod}.',
      zh: '改正调度器指出的问题：kubectl describe pod {pod}。',
    },
  },
  'probe-fails': {
    what: {
      en: 'The readiness probe of container {container} in Pod {pod} asks {asks}, and fails: {message}.',
      zh: 'Pod {pod} 中容器 {container} 的就绪态探针请求 {asks}，失败了：{message}。',
    },
    mend: {
      en: 'Let the probe ask what the server answers with 200, or mend the server.',
      zh: '让探针请求服务器会返回 200 的地址，或修好服务器。',
    },
  },
  'probe-not-yet': {
    what: {
      en: 'The readiness probe of container {container} in Pod {pod} has not succeeded yet.',
      zh: 'Pod {pod} 中容器 {container} 的就绪态探针还没有成功过。',
    },
  },
  leaving: { what: { en: 'Pod {pod} is being deleted.', zh: 'Pod {pod} 正在被删除。' } },
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
  'endpoints-on': {
    what: { en: 'Its endpoints are on {nodes}.', zh: '它的端点在 {nodes} 上。' },
  },
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
} as const satisfies Readonly<Record<string, NoteWords>>;

export type NoteCode = keyof typeof NOTES;
