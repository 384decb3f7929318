// Packets on their way, until something takes the connection.

import type { Words } from '../language.ts';
import type { Sayings } from './saying.ts';

const NO_SERVER: Words = {
  en: 'See that a process listens there: kubectl exec POD -- ss -ltn, or the logs of the Pod.',
  zh: '确认那里有进程监听：kubectl exec POD -- ss -ltn，或查看 Pod 的日志。',
};

export const PACKETS = {
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
} as const satisfies Sayings;
