// What is wrong, and what would mend it, for every reason that breaks a request's way. `{name}` stands for a parameter of the reason.

import type { HopCode } from '#machine/hop.ts';
import type { Words } from './language.ts';

/** Reasons of steps that went well, or that another step goes on from. */
type Passing =
  | 'opens-connection'
  | 'keeps-connection'
  | 'nginx-passed'
  | 'sends-datagram'
  | 'sends-ping'
  | 'found-in-hosts-file'
  | 'resolved'
  | 'node-port'
  | 'host-port'
  | 'proxy-health-port'
  | 'service-health-port'
  | 'picked-endpoint'
  | 'accepted'
  | 'answered-ping'
  | 'balancer-sent'
  | 'balancer-sent-unwell'
  | 'balancer-connected'
  | 'balancer-connected-unwell'
  | 'answered'
  | 'service-asked'
  | 'answer-names-pod'
  | 'kubectl-proxied'
  | 'port-forwarded'
  | 'api-passed-on'
  | 'ingress-matched'
  | 'ingress-no-host'
  | 'ingress-slash'
  | 'ingress-www'
  | 'ingress-no-path'
  | 'ingress-picked'
  | 'gce-mapped'
  | 'gce-picked'
  | 'gateway-matched'
  | 'gateway-sent'
  | 'sni-route-matched'
  | 'sni-ingress-matched'
  | 'sni-sent';

export type BreakingCode = Exclude<HopCode, Passing>;

export interface Saying {
  /** What is wrong, and what the client sees of it. */
  readonly what: Words;
  /** What would mend it: where to look, not a whole solution. */
  readonly mend: Words;
}

const NO_SERVER: Saying['mend'] = {
  en: 'See that a process listens there: kubectl exec POD -- ss -ltn, or the logs of the Pod.',
  zh: '确认那里有进程监听：kubectl exec POD -- ss -ltn，或查看 Pod 的日志。',
};
const LOGS: Saying['mend'] = {
  en: 'Read what the server says: kubectl logs; and whether it restarts: kubectl get pods.',
  zh: '看看服务器的日志：kubectl logs；以及它是否在重启：kubectl get pods。',
};

export const REASONS: Readonly<Record<BreakingCode, Saying>> = {
  'not-running': {
    what: {
      en: '{who} is not running, so it has no network, and nothing can be sent from there.',
      zh: '{who} 没有在运行，所以没有网络，无法从那里发送任何东西。',
    },
    mend: {
      en: 'See whether the Pod is there and runs: kubectl get pods -A.',
      zh: '看看这个 Pod 是否存在并在运行：kubectl get pods -A。',
    },
  },
  'bad-url': {
    what: { en: '{url} is no URL that can be asked.', zh: '{url} 不是可以请求的 URL。' },
    mend: { en: 'Write it as http://HOST:PORT/PATH.', zh: '写成 http://HOST:PORT/PATH。' },
  },
  'bad-request': {
    what: { en: 'The request says what cannot be sent: {message}.', zh: '这个请求无法发送：{message}。' },
    mend: { en: 'Write the request as that says.', zh: '按提示改写请求。' },
  },
  'no-ipv6': {
    what: {
      en: '{who} has only an IPv4 address: to it, an IPv6 network is unreachable.',
      zh: '{who} 只有 IPv4 地址，对它来说 IPv6 网络不可达。',
    },
    mend: { en: 'Ask the IPv4 address.', zh: '改用 IPv4 地址。' },
  },
  interrupted: {
    what: { en: 'The client was stopped before an answer came.', zh: '客户端在得到应答之前就被停止了。' },
    mend: {
      en: 'Let it wait, or give it a limit such as curl -m 5, and ask why again.',
      zh: '让它等下去，或给一个时限（例如 curl -m 5），然后再问 why。',
    },
  },

  'no-name-server': {
    what: {
      en: '{who} knows no name server: its /etc/resolv.conf names none.',
      zh: '{who} 不知道任何名字服务器：它的 /etc/resolv.conf 里一个也没有。',
    },
    mend: { en: 'Look at dnsPolicy and dnsConfig of the Pod.', zh: '检查 Pod 的 dnsPolicy 和 dnsConfig。' },
  },
  'name-server-silent': {
    what: {
      en: 'The name server {server} does not answer, so no name can be looked up: {cause}',
      zh: '名字服务器 {server} 没有应答，所以什么名字都解析不了：{cause}',
    },
    mend: { en: '{cause}', zh: '{cause}' },
  },
  'no-such-name': {
    what: {
      en: 'DNS has no name {name} (tried {tried}).',
      zh: 'DNS 中没有 {name} 这个名字（尝试过 {tried}）。',
    },
    mend: {
      en: 'A Service is SERVICE from its own namespace, SERVICE.NAMESPACE from another, and nothing at all from outside the cluster: kubectl get services -A. A public name needs a record in its zone: dnszone list.',
      zh: '在自己的名字空间里，Service 的名字是 SERVICE；从别的名字空间是 SERVICE.NAMESPACE；在集群之外则没有名字：kubectl get services -A。公共的名字需要在它的区域里有记录：dnszone list。',
    },
  },
  'name-without-address': {
    what: {
      en: 'The name {name} exists, but has no address now.',
      zh: '{name} 这个名字存在，但现在没有地址。',
    },
    mend: {
      en: 'A headless Service has the addresses of its ready Pods, and none without one: kubectl get endpointslices.',
      zh: '无头 Service 的地址就是它已就绪的 Pod 的地址，没有就绪的 Pod 就没有地址：kubectl get endpointslices。',
    },
  },
  'name-server-failed': {
    what: {
      en: 'The name server {server} was asked for {name}, and failed: {answer}.',
      zh: '向名字服务器 {server} 询问 {name}，它失败了：{answer}。',
    },
    mend: {
      en: 'Look at the Corefile: kubectl -n kube-system get configmap coredns -o yaml.',
      zh: '检查 Corefile：kubectl -n kube-system get configmap coredns -o yaml。',
    },
  },
  'resolving-too-slow': {
    what: {
      en: 'The answer of DNS for {name} came later than the client waits.',
      zh: 'DNS 对 {name} 的应答晚于客户端等待的时间。',
    },
    mend: {
      en: 'Give the client more time, or look at the way to DNS.',
      zh: '给客户端更多时间，或检查到 DNS 的路径。',
    },
  },

  'balancer-no-port': {
    what: {
      en: 'The load balancer {ip} of Service {service} forwards the ports of the Service only, and {port} is none of them: the packet is dropped.',
      zh: 'Service {service} 的负载均衡器 {ip} 只转发该 Service 的端口，{port} 不在其中，数据包被丢弃。',
    },
    mend: {
      en: 'Ask for a port under spec.ports, or add this one there.',
      zh: '请求 spec.ports 中已有的端口，或在那里加上它。',
    },
  },
  'balancer-no-node': {
    what: {
      en: 'The load balancer {ip} has no node that it could send to.',
      zh: '负载均衡器 {ip} 没有任何可以转发的节点。',
    },
    mend: {
      en: 'See which nodes are ready, and which have the label node.kubernetes.io/exclude-from-external-load-balancers: kubectl get nodes --show-labels.',
      zh: '看看哪些节点就绪，哪些带有 node.kubernetes.io/exclude-from-external-load-balancers 标签：kubectl get nodes --show-labels。',
    },
  },
  'balancer-no-node-port': {
    what: {
      en: 'The load balancer {ip} connects to node ports, and Service {service} has none.',
      zh: '负载均衡器 {ip} 要连接节点端口，而 Service {service} 没有分配节点端口。',
    },
    mend: {
      en: 'Set spec.allocateLoadBalancerNodePorts to true.',
      zh: '把 spec.allocateLoadBalancerNodePorts 设为 true。',
    },
  },
  'source-not-in-ranges': {
    what: {
      en: '{ip} is not in loadBalancerSourceRanges ({ranges}) of Service {service}: the packet is dropped.',
      zh: '{ip} 不在 Service {service} 的 loadBalancerSourceRanges（{ranges}）之内，数据包被丢弃。',
    },
    mend: {
      en: 'Add the client’s range under spec.loadBalancerSourceRanges.',
      zh: '把客户端的网段加入 spec.loadBalancerSourceRanges。',
    },
  },
  'no-route-from-outside': {
    what: {
      en: '{ip} is an address inside the cluster: nothing routes to it from outside.',
      zh: '{ip} 是集群内部的地址，从外部没有到它的路由。',
    },
    mend: {
      en: 'Expose the Service: type NodePort or LoadBalancer, an Ingress or a Gateway; for a look, kubectl port-forward.',
      zh: '把 Service 暴露出来：NodePort 或 LoadBalancer 类型、Ingress 或 Gateway；临时查看可以用 kubectl port-forward。',
    },
  },
  'no-balancer-there': {
    what: {
      en: '{ip} stands in the status of Service {service}, but no load balancer has this address.',
      zh: '{ip} 写在 Service {service} 的 status 里，但没有负载均衡器使用这个地址。',
    },
    mend: {
      en: 'Nobody but the cloud should write status.loadBalancer: see who did, kubectl get service -o yaml --show-managed-fields.',
      zh: 'status.loadBalancer 只应由云来写：用 kubectl get service -o yaml --show-managed-fields 看看是谁写的。',
    },
  },
  'external-ip-unrouted': {
    what: {
      en: '{ip} is under spec.externalIPs of Service {service}: kube-proxy would take it, but no route outside leads it to a node.',
      zh: '{ip} 写在 Service {service} 的 spec.externalIPs 里：kube-proxy 会接收它，但外部没有路由把它送到节点。',
    },
    mend: {
      en: 'Name an address of a node there, or route the address to one outside of Kubernetes.',
      zh: '在那里写某个节点的地址，或在 Kubernetes 之外把这个地址路由到节点。',
    },
  },
  'nobody-there': {
    what: { en: 'No machine has the address {ip}: no answer comes.', zh: '没有任何机器使用地址 {ip}，不会有应答。' },
    mend: {
      en: 'See which addresses there are: kubectl get services,pods,nodes -A -o wide.',
      zh: '看看有哪些地址：kubectl get services,pods,nodes -A -o wide。',
    },
  },
  'no-service-there': {
    what: {
      en: '{ip} is in the range of Services, but no Service has it.',
      zh: '{ip} 在 Service 的地址范围内，但没有 Service 使用它。',
    },
    mend: {
      en: 'A Service that was made anew has a new address: ask its name instead.',
      zh: '重新创建的 Service 会有新的地址：请改用它的名字。',
    },
  },
  'no-pod-there': {
    what: {
      en: '{ip} is in the range of Pods, but no Pod has it.',
      zh: '{ip} 在 Pod 的地址范围内，但没有 Pod 使用它。',
    },
    mend: {
      en: 'A Pod that was replaced has a new address: put a Service in front, and ask that.',
      zh: '被替换的 Pod 会有新的地址：在前面放一个 Service，请求它。',
    },
  },
  'endpoint-gone': {
    what: {
      en: 'The rules still name the endpoint {ip}, but what had this address is gone.',
      zh: '规则里还有端点 {ip}，但使用这个地址的东西已经不在了。',
    },
    mend: {
      en: 'An EndpointSlice that was made by hand has to be kept by hand: kubectl get endpointslices.',
      zh: '手工创建的 EndpointSlice 需要手工维护：kubectl get endpointslices。',
    },
  },
  'host-unreachable': {
    what: { en: '{who} takes no connections from elsewhere.', zh: '{who} 不接收来自别处的连接。' },
    mend: { en: 'Ask from {who} itself.', zh: '在 {who} 上请求它自己。' },
  },
  'node-down': {
    what: {
      en: 'Node {node} is down: neither it nor its Pods answer, until the cluster has noticed and stops sending there.',
      zh: '节点 {node} 已宕机：它和它的 Pod 都不应答，直到集群发现并不再向那里转发。',
    },
    mend: {
      en: 'Ask another node; kubectl get nodes shows when the cluster has noticed.',
      zh: '请求别的节点；kubectl get nodes 会显示集群何时发现。',
    },
  },
  'network-cut': {
    what: {
      en: 'Nothing passes between {a} and {b}: the network between them is cut.',
      zh: '{a} 与 {b} 之间什么都过不去：它们之间的网络断了。',
    },
    mend: { en: 'Ask from another place; here, fault heal ends it.', zh: '从别处请求；在这里，fault heal 可以恢复。' },
  },
  'link-slow': {
    what: {
      en: 'The link between {a} and {b} is slow: a packet takes {ms} ms each way, and the client does not wait so long.',
      zh: '{a} 与 {b} 之间的链路很慢：一个数据包单程要 {ms} 毫秒，而客户端等不了这么久。',
    },
    mend: {
      en: 'Give the client more time (curl -m); ping shows how long the way takes.',
      zh: '给客户端更多时间（curl -m）；ping 会显示这段路要多久。',
    },
  },
  'link-lossy': {
    what: {
      en: 'The link between {a} and {b} loses {percent} % of packets: TCP sends them again and again, later each time, and the client gave up first.',
      zh: '{a} 与 {b} 之间的链路丢失 {percent} % 的数据包：TCP 一次次重发，间隔越来越长，客户端先放弃了。',
    },
    mend: {
      en: 'Try again, or give the client more time; ping shows how much is lost.',
      zh: '再试一次，或给客户端更多时间；ping 会显示丢了多少。',
    },
  },
  'cloud-firewall': {
    what: {
      en: 'The cloud’s firewall lets nothing in to port {port} of nodes.',
      zh: '云防火墙不允许访问节点的端口 {port}。',
    },
    mend: {
      en: 'Open the port in the cloud’s firewall, or use a Service of type LoadBalancer.',
      zh: '在云防火墙中放行该端口，或使用 LoadBalancer 类型的 Service。',
    },
  },
  'policy-denied': {
    what: {
      en: 'NetworkPolicy {policies} isolates Pod {pod} ({direction}), and none of its rules allows this connection. The packet is dropped in silence.',
      zh: 'NetworkPolicy {policies} 隔离了 Pod {pod}（{direction}），没有任何规则允许这个连接，数据包被静默丢弃。',
    },
    mend: {
      en: 'Add a rule under spec.{field} that names this peer and the port of the Pod (not of the Service), or label the peer so that a rule that is there selects it.',
      zh: '在 spec.{field} 下添加一条规则，写明对端以及 Pod 的端口（不是 Service 的端口）；或者给对端加上现有规则所选择的标签。',
    },
  },
  'local-without-endpoint': {
    what: {
      en: '{field} of Service {service} is Local, and node {node} has no endpoint of it: the packet is dropped.',
      zh: 'Service {service} 的 {field} 是 Local，而节点 {node} 上没有它的端点，数据包被丢弃。',
    },
    mend: {
      en: 'Ask a node that runs one of its Pods, or set {field} to Cluster.',
      zh: '访问运行其 Pod 的节点，或把 {field} 设为 Cluster。',
    },
  },
  'no-such-port': {
    what: {
      en: 'Service {service} has no port {port}, only {ports}: the packet is dropped.',
      zh: 'Service {service} 没有端口 {port}，只有 {ports}，数据包被丢弃。',
    },
    mend: {
      en: 'Ask for a port of the Service (port, not targetPort), or add this one under spec.ports.',
      zh: '请求 Service 的端口（port，而不是 targetPort），或在 spec.ports 中加上它。',
    },
  },
  'not-listening': {
    what: {
      en: 'Nothing listens on port {port} of {who} (it listens on: {listens}), so the connection is refused.',
      zh: '{who} 的端口 {port} 上没有进程监听（它监听：{listens}），因此连接被拒绝。',
    },
    mend: {
      en: 'Make targetPort of the Service the port that the container listens on.',
      zh: '把 Service 的 targetPort 改成容器实际监听的端口。',
    },
  },
  'bound-elsewhere': {
    what: {
      en: 'Port {port} of {who} is bound to {listens} only, so that connections from elsewhere are refused.',
      zh: '{who} 的端口 {port} 只绑定在 {listens} 上，来自别处的连接被拒绝。',
    },
    mend: { en: 'Let the server listen on 0.0.0.0.', zh: '让服务器监听 0.0.0.0。' },
  },
  'port-closed': {
    what: {
      en: 'The server closed port {port} while the connection was on its way.',
      zh: '连接还在路上时，服务器关闭了端口 {port}。',
    },
    mend: NO_SERVER,
  },
  'service-takes-no-ping': {
    what: {
      en: '{ip} is a virtual address of Service {service}: kube-proxy forwards ports, and no ping.',
      zh: '{ip} 是 Service {service} 的虚拟地址：kube-proxy 只转发端口，不转发 ping。',
    },
    mend: { en: 'Ask one of its ports, with curl or nc.', zh: '用 curl 或 nc 请求它的端口。' },
  },

  'selector-matches-none': {
    what: {
      en: 'The selector {selector} of Service {service} matches no Pod, so it has no endpoint, and connections are refused.',
      zh: 'Service {service} 的选择算符 {selector} 没有匹配任何 Pod，因此没有端点，连接被拒绝。',
    },
    mend: {
      en: 'Make spec.selector equal to labels of the Pods: kubectl get pods --show-labels.',
      zh: '让 spec.selector 与 Pod 的标签一致：kubectl get pods --show-labels。',
    },
  },
  'none-running': {
    what: {
      en: 'Service {service} selects Pods by {selector}, but none of the {count} is running.',
      zh: 'Service {service} 通过 {selector} 选择 Pod，但 {count} 个里没有一个在运行。',
    },
    mend: {
      en: 'See why they do not run: kubectl describe pods -l {selector}.',
      zh: '查看它们为什么没有运行：kubectl describe pods -l {selector}。',
    },
  },
  'none-ready': {
    what: {
      en: 'Service {service} selects Pods by {selector}, but none of the {count} is ready, so none is sent anything.',
      zh: 'Service {service} 通过 {selector} 选择 Pod，但 {count} 个里没有一个就绪，因此不会向任何 Pod 转发。',
    },
    mend: {
      en: 'See what their readiness probe says: kubectl describe pods -l {selector}.',
      zh: '查看就绪态探针的结果：kubectl describe pods -l {selector}。',
    },
  },
  'no-such-port-name': {
    what: {
      en: 'No Pod that Service {service} selects has a port named {port}.',
      zh: 'Service {service} 选择的 Pod 都没有名为 {port} 的端口。',
    },
    mend: {
      en: 'Give the container’s port that name, or write the number as targetPort.',
      zh: '给容器端口起这个名字，或者把 targetPort 写成数字。',
    },
  },
  'not-in-slices': {
    what: {
      en: 'The Pods of Service {service} are ready, but no EndpointSlice lists them.',
      zh: 'Service {service} 的 Pod 已就绪，但没有 EndpointSlice 列出它们。',
    },
    mend: {
      en: 'Look at the slices: kubectl get endpointslices -l kubernetes.io/service-name.',
      zh: '查看端点切片：kubectl get endpointslices -l kubernetes.io/service-name。',
    },
  },
  'no-slices': {
    what: {
      en: 'Service {service} has no selector, and nobody made an EndpointSlice for it.',
      zh: 'Service {service} 没有选择算符，也没有人为它创建 EndpointSlice。',
    },
    mend: {
      en: 'Give it a selector, or make an EndpointSlice with the label kubernetes.io/service-name.',
      zh: '为它设置选择算符，或创建带有 kubernetes.io/service-name 标签的 EndpointSlice。',
    },
  },
  'slices-without-address': {
    what: {
      en: 'Service {service} has no selector, and its EndpointSlices list no address for this port.',
      zh: 'Service {service} 没有选择算符，它的 EndpointSlice 也没有为这个端口列出地址。',
    },
    mend: {
      en: 'The port of the EndpointSlice has to bear the name of the Service’s port, and endpoints addresses.',
      zh: 'EndpointSlice 的端口要与 Service 的端口同名，endpoints 里要有地址。',
    },
  },
  'endpoints-unready': {
    what: {
      en: 'No endpoint that stands in the EndpointSlices of Service {service} is ready.',
      zh: 'Service {service} 的 EndpointSlice 里没有一个端点是就绪的。',
    },
    mend: { en: 'Look at conditions.ready of the endpoints.', zh: '检查端点的 conditions.ready。' },
  },

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

  'no-cloud': {
    what: {
      en: 'Service {service} waits for an address, and nothing in this cluster gives one: on bare metal no cloud makes load balancers, and no event says so.',
      zh: 'Service {service} 在等待地址，但这个集群里没有谁会分配：裸机上没有云来创建负载均衡器，也不会有事件说明这一点。',
    },
    mend: {
      en: 'Use its node port ({port}), or install what gives out addresses, such as MetalLB.',
      zh: '使用它的节点端口（{port}），或安装会分配地址的组件，例如 MetalLB。',
    },
  },
  'foreign-class': {
    what: {
      en: 'Service {service} asks for loadBalancerClass {class}, and no controller in this cluster is for it: the cloud’s own leaves such Services alone.',
      zh: 'Service {service} 要求 loadBalancerClass {class}，而这个集群里没有负责它的控制器；云自己的控制器会忽略这样的 Service。',
    },
    mend: {
      en: 'Install the controller for that class, or make the Service anew without the field: it cannot be changed.',
      zh: '安装负责该类的控制器，或去掉这个字段重新创建 Service：该字段不可修改。',
    },
  },

  'cloud-refused': {
    what: {
      en: 'Service {service} waits for a load balancer, and the cloud refuses it one: {message}',
      zh: 'Service {service} 在等待负载均衡器，而云拒绝创建：{message}',
    },
    mend: {
      en: 'See cloud quota and cloud load-balancers: delete one that is not needed, or use one Ingress for several Services.',
      zh: '看看 cloud quota 和 cloud load-balancers：删除不需要的，或让一个 Ingress 服务多个 Service。',
    },
  },
  'service-without-endpoint': {
    what: { en: 'Service {service} has no ready endpoint.', zh: 'Service {service} 没有就绪的端点。' },
    mend: {
      en: 'Compare its selector with the Pods’ labels, and see whether the Pods are ready: kubectl get pods --show-labels.',
      zh: '把它的选择算符与 Pod 的标签比较，并看看 Pod 是否就绪：kubectl get pods --show-labels。',
    },
  },
  'ingress-unserved': {
    what: {
      en: 'No controller serves Ingress {ingress}, so it will never have an address, and no event says so.',
      zh: '没有控制器负责 Ingress {ingress}，所以它永远不会有地址，也不会有事件说明这一点。',
    },
    mend: {
      en: 'Name the class of a controller that is there: kubectl get ingressclass.',
      zh: '写一个存在的控制器的类：kubectl get ingressclass。',
    },
  },
  'ingress-no-controller': {
    what: {
      en: 'Ingress {ingress} is for the controller {controller}, and that does not run.',
      zh: 'Ingress {ingress} 由控制器 {controller} 负责，而它没有在运行。',
    },
    mend: {
      en: 'Install it, or see why its Pod does not run: kubectl get pods -A. An Ingress alone does nothing.',
      zh: '安装它，或看看它的 Pod 为什么没有运行：kubectl get pods -A。只有 Ingress 是不起作用的。',
    },
  },
  'connecting-too-slow': {
    what: {
      en: 'The connection took longer to open than the client waits.',
      zh: '建立连接的用时超过了客户端等待的时间。',
    },
    mend: { en: 'Give the client more time, or look at the link.', zh: '给客户端更多时间，或检查链路。' },
  },
  'no-http2': {
    what: {
      en: 'The client began with HTTP/2, and the server does not speak it on this port.',
      zh: '客户端直接使用了 HTTP/2，而服务器在这个端口上不支持它。',
    },
    mend: {
      en: 'Ask by HTTP/1.1, or with TLS, where both agree on one.',
      zh: '改用 HTTP/1.1，或使用 TLS，由双方协商。',
    },
  },
  'only-http2': {
    what: {
      en: 'The client began with HTTP/1.1, and the server speaks only HTTP/2 on this port, as gRPC servers do.',
      zh: '客户端使用了 HTTP/1.1，而服务器在这个端口上只支持 HTTP/2，gRPC 服务器就是这样。',
    },
    mend: {
      en: 'Ask by HTTP/2: a gRPC client such as grpcurl, `curl --http2-prior-knowledge`, or an Ingress with backend-protocol GRPC.',
      zh: '改用 HTTP/2：grpcurl 之类的 gRPC 客户端、`curl --http2-prior-knowledge`，或带有 backend-protocol: GRPC 注解的 Ingress。',
    },
  },
  'no-answer-in-time': {
    what: {
      en: 'The server took the request, and had not answered when the client gave up.',
      zh: '服务器收下了请求，但客户端放弃时它还没有应答。',
    },
    mend: LOGS,
  },
  'closed-without-answer': {
    what: {
      en: 'The server took the connection and closed it without an answer. It may speak another protocol.',
      zh: '服务器接受了连接，没有应答就关闭了。它可能使用别的协议。',
    },
    mend: LOGS,
  },
  reset: {
    what: {
      en: 'The server broke off in the middle: the connection was reset.',
      zh: '服务器中途断开：连接被重置。',
    },
    mend: LOGS,
  },
  'not-http': {
    what: {
      en: 'Something answers there, but it does not speak HTTP.',
      zh: '那里有应答，但不是 HTTP。',
    },
    mend: {
      en: 'Ask it in its own protocol, or ask the port that speaks HTTP.',
      zh: '用它自己的协议请求它，或请求提供 HTTP 的端口。',
    },
  },

  'service-failed': {
    what: {
      en: 'The address is that of Service {service}, and no answer came from it.',
      zh: '这个地址属于 Service {service}，它没有应答。',
    },
    mend: {
      en: 'See whether it has endpoints, and on which ports: kubectl describe service.',
      zh: '看看它有没有端点、用哪些端口：kubectl describe service。',
    },
  },
  'kubectl-proxy-filtered': {
    what: {
      en: 'kubectl proxy does not pass {path} on: its own filter refuses the path, the method, or the Host that was asked for (403 Forbidden).',
      zh: 'kubectl proxy 不转发 {path}：它自己的过滤规则拒绝了这个路径、方法或 Host（403 Forbidden）。',
    },
    mend: {
      en: 'See --accept-paths, --reject-paths, --reject-methods and --accept-hosts: kubectl proxy --help. exec and attach are refused by default.',
      zh: '查看 --accept-paths、--reject-paths、--reject-methods 和 --accept-hosts：kubectl proxy --help。exec 和 attach 默认就被拒绝。',
    },
  },
  'forwarded-pod-gone': {
    what: {
      en: 'Pod {pod} no longer runs. kubectl port-forward chose it when it started, and does not look for another one, whatever the Service has by now.',
      zh: 'Pod {pod} 已经不在运行。kubectl port-forward 启动时选中了它，之后不会再另找一个，不管 Service 现在有哪些 Pod。',
    },
    mend: {
      en: 'Start kubectl port-forward again; for something that outlives Pods, expose the Service.',
      zh: '重新运行 kubectl port-forward；如果要比 Pod 活得久，请把 Service 暴露出来。',
    },
  },
  'api-no-service-port': {
    what: {
      en: 'Service {service} has no port {port}, and the API server passes on only to ports of the Service.',
      zh: 'Service {service} 没有端口 {port}，而 API 服务器只转发到 Service 的端口。',
    },
    mend: {
      en: 'Write a port of the Service (port or its name, not targetPort) behind the colon: services/NAME:PORT/proxy/.',
      zh: '冒号后面写 Service 的端口（port 或它的名字，不是 targetPort）：services/NAME:PORT/proxy/。',
    },
  },
  'api-no-endpoint': {
    what: {
      en: 'The API server passes a request for a Service on to one of its ready Pods, and Service {service} has none for this port: {message}.',
      zh: 'API 服务器会把对 Service 的请求转给它某个已就绪的 Pod，而 Service {service} 的这个端口一个也没有：{message}。',
    },
    mend: {
      en: 'Compare its selector with the labels of the Pods, and see whether they are ready; a named port goes behind the colon by its name: kubectl get endpointslices.',
      zh: '比较它的选择算符和 Pod 的标签，并看看 Pod 是否就绪；有名字的端口要在冒号后面写名字：kubectl get endpointslices。',
    },
  },
  'api-forbidden': {
    what: {
      en: 'User {user} may not {verb} {resource} in namespace {where}: the API server answers 403 Forbidden, and passes nothing on.',
      zh: '用户 {user} 没有权限在名字空间 {where} 中对 {resource} 执行 {verb}：API 服务器返回 403 Forbidden，什么也不转发。',
    },
    mend: {
      en: 'Somebody who may has to grant it: a Role with the verb {verb} on {resource}, and a RoleBinding. kubectl auth can-i {verb} {resource} tells.',
      zh: '需要有权限的人来授权：一个允许对 {resource} 执行 {verb} 的 Role，以及一个 RoleBinding。可以用 kubectl auth can-i {verb} {resource} 查看。',
    },
  },
  'api-refused': {
    what: { en: 'The API server could not pass the request on: {message}.', zh: 'API 服务器无法转发请求：{message}。' },
    mend: {
      en: 'Look at the path: /api/v1/namespaces/NAMESPACE/services/NAME:PORT/proxy/, or …/pods/NAME:PORT/proxy/.',
      zh: '检查路径：/api/v1/namespaces/NAMESPACE/services/NAME:PORT/proxy/，或 …/pods/NAME:PORT/proxy/。',
    },
  },

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
  'gce-spreading': {
    what: {
      en: 'The load balancer is new: its configuration has not reached all of the cloud yet, which takes some minutes. Until then it answers 502.',
      zh: '负载均衡器刚刚创建：它的配置还没有传到云的各处，这需要几分钟。在那之前它返回 502。',
    },
    mend: { en: 'Wait.', zh: '等待。' },
  },
  'gce-no-rule': {
    what: {
      en: 'No rule of the Ingress is for {host}{path}, so the default backend answers 404.',
      zh: 'Ingress 没有匹配 {host}{path} 的规则，因此默认后端返回 404。',
    },
    mend: {
      en: 'Compare host and path with what was asked: this load balancer reads /* as "all below", and / as / alone, with pathType ImplementationSpecific.',
      zh: '把 host 和 path 与请求比较：pathType 为 ImplementationSpecific 时，这个负载均衡器把 /* 当作“以下所有路径”，而 / 只是 / 本身。',
    },
  },
  'gce-none-healthy': {
    what: {
      en: 'No backend of Service {service} passes the load balancer’s health check. The answer is 502.',
      zh: 'Service {service} 没有后端通过负载均衡器的健康检查。返回 502。',
    },
    mend: {
      en: 'The check wants a 200 at the path of the readiness probe, or at /; and the Service has to be of type NodePort, or to have a NEG.',
      zh: '健康检查要求在就绪态探针的路径（否则是 /）上得到 200；而且 Service 要是 NodePort 类型，或使用 NEG。',
    },
  },

  'gateway-no-listener': {
    what: {
      en: 'No listener of the Gateway on port {port} is for the host {host}: 404.',
      zh: 'Gateway 在端口 {port} 上没有对应主机 {host} 的监听器：404。',
    },
    mend: {
      en: 'Ask for a host that a listener names, or add a listener for this one.',
      zh: '请求监听器所写的主机名，或为它添加监听器。',
    },
  },
  'gateway-misdirected': {
    what: {
      en: 'The TLS handshake asked for {name}, the request for the host {host}: 421.',
      zh: 'TLS 握手要的是 {name}，请求要的却是主机 {host}：421。',
    },
    mend: {
      en: 'Ask for the same host in both: https://{host}/ with curl --resolve in place of -H Host.',
      zh: '两处使用同一个主机：用 curl --resolve 访问 https://{host}/，不要用 -H Host。',
    },
  },
  'gateway-no-rule': {
    what: {
      en: 'No rule of a route that is attached to listener {listener} matches {method} {path} for the host {host}: 404.',
      zh: '附加到监听器 {listener} 的路由中，没有规则匹配主机 {host} 的 {method} {path}：404。',
    },
    mend: {
      en: 'See what is attached, and whether it was accepted: kubectl get httproutes -A -o yaml, status.parents.',
      zh: '查看附加了哪些路由、是否被接受：kubectl get httproutes -A -o yaml 的 status.parents。',
    },
  },
  'gateway-no-backend': {
    what: {
      en: 'Rule {rule} of {route} has no valid backend: {why}. The answer is 500.',
      zh: '{route} 的规则 {rule} 没有有效的后端：{why}。返回 500。',
    },
    mend: {
      en: 'Name a Service and a port of it that exist; in another namespace, that needs a ReferenceGrant there.',
      zh: '写一个存在的 Service 及其端口；如果在别的名字空间，那里需要有 ReferenceGrant。',
    },
  },
  'gateway-no-endpoint': {
    what: {
      en: 'Service {service} has no ready endpoint. The answer is 503.',
      zh: 'Service {service} 没有就绪的端点。返回 503。',
    },
    mend: {
      en: 'See whether its selector matches Pods that are ready: kubectl describe service.',
      zh: '检查它的选择算符是否匹配就绪的 Pod：kubectl describe service。',
    },
  },

  'sni-missing': {
    what: {
      en: 'Port {port} passes TLS on by the name in the handshake, and the client sent none: the connection is closed.',
      zh: '端口 {port} 按 TLS 握手里的名称转发，而客户端没有给出名称：连接被关闭。',
    },
    mend: {
      en: 'Ask by https:// and by the host’s name, not by the address: curl --resolve HOST:PORT:ADDRESS https://HOST.',
      zh: '用 https:// 和主机名请求，不要用地址：curl --resolve 主机:端口:地址 https://主机。',
    },
  },
  'sni-no-route': {
    what: {
      en: 'No TLSRoute is for the name {name} on port {port}: the connection is closed.',
      zh: '端口 {port} 上没有对应名称 {name} 的 TLSRoute：连接被关闭。',
    },
    mend: {
      en: 'See which names are routed, and whether the route was accepted: kubectl get tlsroutes -A -o yaml, status.parents.',
      zh: '查看路由了哪些名称、路由是否被接受：kubectl get tlsroutes -A -o yaml 的 status.parents。',
    },
  },
  'sni-no-backend': {
    what: {
      en: '{route} has no valid backend: {why}. The connection is closed.',
      zh: '{route} 没有有效的后端：{why}。连接被关闭。',
    },
    mend: {
      en: 'Name a Service and a port of it that exist; in another namespace, that needs a ReferenceGrant there.',
      zh: '写一个存在的 Service 及其端口；如果在别的名字空间，那里需要有 ReferenceGrant。',
    },
  },
  'sni-no-endpoint': {
    what: {
      en: 'Service {service} has no ready endpoint. The connection is closed.',
      zh: 'Service {service} 没有就绪的端点。连接被关闭。',
    },
    mend: {
      en: 'See whether its selector matches Pods that are ready: kubectl describe service.',
      zh: '检查它的选择算符是否匹配就绪的 Pod：kubectl describe service。',
    },
  },
  'sni-unreachable': {
    what: {
      en: 'The proxy could connect to no backend, and closed the client’s connection.',
      zh: '代理连不上任何后端，于是关闭了客户端的连接。',
    },
    mend: LOGS,
  },
  'sni-loop': {
    what: {
      en: 'The backend is the proxy itself: the connection goes round in a circle.',
      zh: '后端就是代理自己：连接在原地打转。',
    },
    mend: {
      en: 'Name the Service of the server that holds the certificate, not that of the proxy.',
      zh: '写持有证书的服务器的 Service，而不是代理自己的 Service。',
    },
  },
};
