// The API server as a proxy, kubectl proxy and port-forward; and a cluster that keeps no trace.

import type { Sayings } from './saying.ts';

export const API_SERVER = {
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
} as const satisfies Sayings;
