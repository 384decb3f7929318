// Load balancers, and addresses that lead into the cluster or do not.

import type { Sayings } from './saying.ts';

export const BALANCERS = {
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
} as const satisfies Sayings;
