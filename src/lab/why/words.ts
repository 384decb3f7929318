// What `why` says for each reason, in the languages that it speaks. `{name}` stands for a parameter of the reason.

export type Language = 'en' | 'zh';

interface Saying {
  /** What is wrong. */
  readonly what: string;
  /** What would mend it. */
  readonly mend: string;
}

export const REASONS: Readonly<Record<string, Readonly<Record<Language, Saying>>>> = {
  'policy-denied': {
    en: {
      what: 'NetworkPolicy {policies} isolates Pod {pod} ({direction}), and none of its rules allows this connection. The packet is dropped in silence.',
      mend: 'Add a rule under spec.{field} that names this peer and the port of the Pod (not of the Service), or label the peer so that a rule that is there selects it.',
    },
    zh: {
      what: 'NetworkPolicy {policies} 隔离了 Pod {pod}({direction}),没有任何规则允许这个连接,数据包被静默丢弃。',
      mend: '在 spec.{field} 下添加一条规则,写明对端以及 Pod 的端口(不是 Service 的端口);或者给对端加上现有规则所选择的标签。',
    },
  },
  'selector-matches-none': {
    en: {
      what: 'The selector {selector} of Service {service} matches no Pod, so it has no endpoint, and connections are refused.',
      mend: 'Make spec.selector equal to labels of the Pods: kubectl get pods --show-labels.',
    },
    zh: {
      what: 'Service {service} 的选择器 {selector} 没有匹配任何 Pod,因此没有端点,连接被拒绝。',
      mend: '让 spec.selector 与 Pod 的标签一致:kubectl get pods --show-labels。',
    },
  },
  'none-running': {
    en: {
      what: 'Service {service} selects Pods by {selector}, but none of them is running.',
      mend: 'See why they do not run: kubectl describe pods -l {selector}.',
    },
    zh: {
      what: 'Service {service} 通过 {selector} 选择 Pod,但没有一个在运行。',
      mend: '查看它们为什么没有运行:kubectl describe pods -l {selector}。',
    },
  },
  'none-ready': {
    en: {
      what: 'Service {service} selects Pods by {selector}, but none of them is ready, so none is sent anything.',
      mend: 'See what their readiness probe says: kubectl describe pods -l {selector}.',
    },
    zh: {
      what: 'Service {service} 通过 {selector} 选择 Pod,但没有一个就绪,因此不会向任何 Pod 转发。',
      mend: '查看就绪探针的结果:kubectl describe pods -l {selector}。',
    },
  },
  'no-such-port-name': {
    en: {
      what: 'No Pod that Service {service} selects has a port named {port}.',
      mend: 'Give the container’s port that name, or write the number as targetPort.',
    },
    zh: {
      what: 'Service {service} 选择的 Pod 都没有名为 {port} 的端口。',
      mend: '给容器端口起这个名字,或者把 targetPort 写成数字。',
    },
  },
  'not-in-slices': {
    en: {
      what: 'The Pods of Service {service} are ready, but no EndpointSlice lists them.',
      mend: 'Look at the slices: kubectl get endpointslices -l kubernetes.io/service-name.',
    },
    zh: {
      what: 'Service {service} 的 Pod 已就绪,但没有 EndpointSlice 列出它们。',
      mend: '查看切片:kubectl get endpointslices -l kubernetes.io/service-name。',
    },
  },
  'no-selector': {
    en: {
      what: 'Service {service} has no selector, and no EndpointSlice gives it a ready address for this port.',
      mend: 'Give it a selector, or make an EndpointSlice with the label kubernetes.io/service-name.',
    },
    zh: {
      what: 'Service {service} 没有选择器,也没有 EndpointSlice 为这个端口提供就绪的地址。',
      mend: '为它设置选择器,或创建带有 kubernetes.io/service-name 标签的 EndpointSlice。',
    },
  },
  'not-listening': {
    en: {
      what: 'Nothing listens on port {port} of {who} (it listens on: {listens}), so the connection is refused.',
      mend: 'Make targetPort of the Service the port that the container listens on.',
    },
    zh: {
      what: '{who} 的端口 {port} 上没有进程监听(它监听:{listens}),因此连接被拒绝。',
      mend: '把 Service 的 targetPort 改成容器实际监听的端口。',
    },
  },
  'bound-elsewhere': {
    en: {
      what: 'Port {port} of {who} is bound to {listens} only, so that connections from elsewhere are refused.',
      mend: 'Let the server listen on 0.0.0.0.',
    },
    zh: {
      what: '{who} 的端口 {port} 只绑定在 {listens} 上,来自别处的连接被拒绝。',
      mend: '让服务器监听 0.0.0.0。',
    },
  },
  'no-such-port': {
    en: {
      what: 'Service {service} has no port {port}.',
      mend: 'Ask for a port of the Service, or add this one under spec.ports.',
    },
    zh: { what: 'Service {service} 没有端口 {port}。', mend: '请求 Service 已有的端口,或在 spec.ports 中加上它。' },
  },
  'local-without-endpoint': {
    en: {
      what: '{field} of Service {service} is Local, and node {node} has no endpoint of it: the packet is dropped.',
      mend: 'Ask a node that runs one of its Pods, or set {field} to Cluster.',
    },
    zh: {
      what: 'Service {service} 的 {field} 是 Local,而节点 {node} 上没有它的端点,数据包被丢弃。',
      mend: '访问运行其 Pod 的节点,或把 {field} 设为 Cluster。',
    },
  },
  'source-not-in-ranges': {
    en: {
      what: '{ip} is not in loadBalancerSourceRanges ({ranges}) of Service {service}: the packet is dropped.',
      mend: 'Add the client’s range under spec.loadBalancerSourceRanges.',
    },
    zh: {
      what: '{ip} 不在 Service {service} 的 loadBalancerSourceRanges({ranges})之内,数据包被丢弃。',
      mend: '把客户端的网段加入 spec.loadBalancerSourceRanges。',
    },
  },
  'no-route-from-outside': {
    en: {
      what: '{ip} is an address inside the cluster: nothing routes to it from outside.',
      mend: 'Expose the Service: type NodePort or LoadBalancer, an Ingress or a Gateway; for a look, kubectl port-forward.',
    },
    zh: {
      what: '{ip} 是集群内部的地址,从外部没有到它的路由。',
      mend: '把 Service 暴露出来:NodePort 或 LoadBalancer 类型、Ingress 或 Gateway;临时查看可用 kubectl port-forward。',
    },
  },
  'cloud-firewall': {
    en: {
      what: 'The cloud’s firewall lets nothing in to port {port} of nodes.',
      mend: 'Open the port in the cloud’s firewall, or use a Service of type LoadBalancer.',
    },
    zh: {
      what: '云防火墙不允许访问节点的端口 {port}。',
      mend: '在云防火墙中放行该端口,或使用 LoadBalancer 类型的 Service。',
    },
  },
  'no-such-name': {
    en: {
      what: 'DNS has no address for {name} (tried {tried}).',
      mend: 'Write the name as SERVICE.NAMESPACE for a Service of another namespace, and see that it exists: kubectl get services -A.',
    },
    zh: {
      what: 'DNS 中没有 {name} 的地址(尝试过 {tried})。',
      mend: '访问其他命名空间的 Service 时写成 SERVICE.NAMESPACE,并确认它存在:kubectl get services -A。',
    },
  },
  'gateway-no-listener': {
    en: {
      what: 'No listener of the Gateway on port {port} is for the host {host}: 404.',
      mend: 'Ask for a host that a listener names, or add a listener for this one.',
    },
    zh: {
      what: 'Gateway 在端口 {port} 上没有对应主机 {host} 的监听器:404。',
      mend: '请求监听器所写的主机名,或为它添加监听器。',
    },
  },
  'gateway-no-rule': {
    en: {
      what: 'No rule of a route that is attached to listener {listener} matches {method} {path} for the host {host}: 404.',
      mend: 'See what is attached, and whether it was accepted: kubectl get httproutes -A -o yaml, status.parents.',
    },
    zh: {
      what: '附加到监听器 {listener} 的路由中,没有规则匹配主机 {host} 的 {method} {path}:404。',
      mend: '查看附加了哪些路由、是否被接受:kubectl get httproutes -A -o yaml 的 status.parents。',
    },
  },
  'gateway-no-backend': {
    en: {
      what: 'Rule {rule} of {route} has no valid backend: {why}. The answer is 500.',
      mend: 'Name a Service and a port of it that exist; in another namespace, that needs a ReferenceGrant there.',
    },
    zh: {
      what: '{route} 的规则 {rule} 没有有效的后端:{why}。返回 500。',
      mend: '写一个存在的 Service 及其端口;如果在其他命名空间,那里需要有 ReferenceGrant。',
    },
  },
  'gateway-no-endpoint': {
    en: {
      what: 'Service {service} has no ready endpoint. The answer is 503.',
      mend: 'See whether its selector matches Pods that are ready: kubectl describe service.',
    },
    zh: {
      what: 'Service {service} 没有就绪的端点。返回 503。',
      mend: '检查它的选择器是否匹配就绪的 Pod:kubectl describe service。',
    },
  },
  'no-cloud': {
    en: {
      what: 'Service {service} waits for an address, and nothing in this cluster gives one: on bare metal no cloud makes load balancers, and no event says so.',
      mend: 'Use its node port ({port}), or install what gives out addresses, such as MetalLB.',
    },
    zh: {
      what: 'Service {service} 在等待地址,但这个集群里没有谁会分配:裸机上没有云来创建负载均衡器,也不会有事件说明这一点。',
      mend: '使用它的节点端口({port}),或安装会分配地址的组件,例如 MetalLB。',
    },
  },
  'foreign-class': {
    en: {
      what: 'Service {service} asks for loadBalancerClass {class}, and no controller in this cluster is for it: the cloud’s own leaves such Services alone.',
      mend: 'Install the controller for that class, or make the Service anew without the field: it cannot be changed.',
    },
    zh: {
      what: 'Service {service} 要求 loadBalancerClass {class},而这个集群里没有负责它的控制器;云自己的控制器会忽略这样的 Service。',
      mend: '安装负责该类的控制器,或去掉这个字段重新创建 Service:该字段不可修改。',
    },
  },
};

export const LABELS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    from: 'from',
    fine: 'Nothing is broken on the way.',
    broken: 'Broken at:',
    because: 'Because:',
    decided: 'Decided by:',
    written: 'written by',
    mend: 'Mend:',
    none: 'Nothing was asked yet. Send a request first, with curl for instance; then ask why.',
    noService: 'There is no Service {name}.',
    hasAddress: 'Service {name} has the address {address}.',
    noAddressWanted: 'Service {name} is of type {type}: it waits for no load balancer.',
    waits: 'Service {name} waits for its load balancer. Its events say more: kubectl describe service {plain}.',
  },
  zh: {
    from: '来自',
    fine: '一路上没有断开的环节。',
    broken: '断开处:',
    because: '原因:',
    decided: '决定者:',
    written: '写入者',
    mend: '修复:',
    none: '还没有发出过请求。先用 curl 等发一个,然后再问 why。',
    noService: '没有 Service {name}。',
    hasAddress: 'Service {name} 的地址是 {address}。',
    noAddressWanted: 'Service {name} 的类型是 {type},不需要负载均衡器。',
    waits: 'Service {name} 在等待负载均衡器。事件里有更多信息:kubectl describe service {plain}。',
  },
};

export function filled(text: string, parameters: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
}
