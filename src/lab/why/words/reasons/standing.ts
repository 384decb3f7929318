// A Service or an Ingress as it stands, without a request.

import type { Sayings } from './saying.ts';

export const STANDING = {
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
} as const satisfies Sayings;
