// What `why` says of an object that nothing is wrong with, or that only takes its time.

import type { Words } from './language.ts';

export const WELL = {
  hasAddress: {
    en: 'Service {name} has the address {address}, and {ready} ready endpoints.',
    zh: 'Service {name} 的地址是 {address}，有 {ready} 个就绪端点。',
  },
  isWell: {
    en: 'Service {name} is of type {type}, and has {ready} ready endpoints.',
    zh: 'Service {name} 的类型是 {type}，有 {ready} 个就绪端点。',
  },
  noAddressWanted: {
    en: 'Service {name} is of type {type}: it waits for no load balancer.',
    zh: 'Service {name} 的类型是 {type}，不需要负载均衡器。',
  },
  waits: {
    en: 'Service {name} waits for its load balancer. Its events say more: kubectl describe service {plain}.',
    zh: 'Service {name} 在等待负载均衡器。事件里有更多信息：kubectl describe service {plain}。',
  },
  ingressHasAddress: {
    en: 'Ingress {name} has the address {address}.',
    zh: 'Ingress {name} 的地址是 {address}。',
  },
  ingressWaits: {
    en: 'Ingress {name} has a controller that serves it, and waits for its address: that takes a minute or more.',
    zh: 'Ingress {name} 有控制器负责，正在等待地址：这需要一分钟或更久。',
  },
  podIsWell: {
    en: 'Pod {name} runs on {node}: {ready} of {containers} containers are ready, after {restarts} restarts.',
    zh: 'Pod {name} 在 {node} 上运行：{containers} 个容器中 {ready} 个就绪，重启过 {restarts} 次。',
  },
  podIsDone: { en: 'Pod {name} has done its work and ended well.', zh: 'Pod {name} 已完成工作，正常结束。' },
  podBegins: {
    en: 'Pod {name} is on {node} and still starting; nothing has failed so far.',
    zh: 'Pod {name} 已在 {node} 上，正在启动；目前没有出错。',
  },
  workloadIsWell: {
    en: '{object} has {ready} of {wanted} Pods ready, all by its present template.',
    zh: '{object} 要 {wanted} 个 Pod，全部就绪（{ready} 个），都是按现在的模板创建的。',
  },
  gatewayIsWell: {
    en: 'Gateway {name} has the address {addresses}; routes attached, by listener: {listeners}.',
    zh: 'Gateway {name} 的地址是 {addresses}；各监听器附加的路由数：{listeners}。',
  },
  routeIsWell: {
    en: '{object} is accepted by {gateways}, and leads to what is ready.',
    zh: '{object} 已被 {gateways} 接受，通向的后端已就绪。',
  },
  certificateIsWell: {
    en: 'Certificate {name} is ready: it stands in the Secret {secret}, and is good until {until}.',
    zh: 'Certificate {name} 已就绪：证书在 Secret {secret} 里，有效期到 {until}。',
  },
  partDone: { en: '{object} has done its part: nothing is wrong with it.', zh: '{object} 没有问题，该做的已经做完。' },
  nodeIsWell: {
    en: 'Node {name} is ready and takes Pods: it has {pods} of {room}. Taints: {taints}.',
    zh: '节点 {name} 已就绪，接受 Pod：现有 {pods} 个，最多 {room} 个。污点：{taints}。',
  },
  endpointsAreWell: {
    en: '{object} lists {ready} endpoints, all ready.',
    zh: '{object} 列出 {ready} 个端点，全部就绪。',
  },
} satisfies Readonly<Record<string, Words>>;
