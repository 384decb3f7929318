// The cloud’s own load balancer for Ingresses.

import type { Sayings } from './saying.ts';

export const CLOUD = {
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
} as const satisfies Sayings;
