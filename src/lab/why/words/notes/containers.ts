// Containers that do not run, or are not ready.

import type { NotesWords } from './words.ts';

export const CONTAINERS = {
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
      en: 'Read its last words: kubectl logs {pod}{in} -c {container} --previous.',
      zh: '看看它最后的日志：kubectl logs {pod}{in} -c {container} --previous。',
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
  'image-says': { what: { en: 'What was answered: {message}.', zh: '得到的回答：{message}。' } },
  'kubelet-says': {
    what: { en: 'The kubelet says: {message}.', zh: 'kubelet 说：{message}。' },
  },
  'last-line': {
    what: { en: 'The last line of its log is “{line}”.', zh: '它日志的最后一行是“{line}”。' },
    mend: {
      en: 'Read the rest of its log: kubectl logs {name}{in} -c {container} --previous.',
      zh: '看看其余的日志：kubectl logs {name}{in} -c {container} --previous。',
    },
  },
  'out-of-memory': {
    what: {
      en: 'It wanted more memory than its limit of {limit}, and was killed for it (OOMKilled).',
      zh: '它要的内存超过了上限 {limit}，因此被杀死（OOMKilled）。',
    },
    mend: {
      en: 'Raise resources.limits.memory, or let the program take less.',
      zh: '调高 resources.limits.memory，或让程序少用内存。',
    },
  },
  'liveness-fails': {
    what: {
      en: 'It does not end by itself: the kubelet kills it, since the liveness probe of container {container} in Pod {pod} asks {asks}, and fails: {message}.',
      zh: '它不是自己结束的，而是被 kubelet 杀死的：Pod {pod} 中容器 {container} 的存活态探针请求 {asks}，失败了：{message}。',
    },
    mend: {
      en: 'Let the liveness probe ask what the server answers with 200; for a slow start, give it a startupProbe.',
      zh: '让存活态探针请求服务器会返回 200 的地址；启动慢的话，给它一个 startupProbe。',
    },
  },
  'startup-fails': {
    what: {
      en: 'The startup probe of container {container} in Pod {pod} asks {asks}, and fails: {message}. Too many failures, and the kubelet kills the container.',
      zh: 'Pod {pod} 中容器 {container} 的启动探针请求 {asks}，失败了：{message}。失败次数太多时，kubelet 会杀死容器。',
    },
    mend: {
      en: 'Let the probe ask what the server answers, or give it more time: failureThreshold times periodSeconds.',
      zh: '让探针请求服务器会应答的地址，或给它更多时间：failureThreshold 乘以 periodSeconds。',
    },
  },
  'startup-not-yet': {
    what: {
      en: 'The startup probe of container {container} in Pod {pod} has not succeeded yet; the others wait for it.',
      zh: 'Pod {pod} 中容器 {container} 的启动探针还没有成功过；其他探针都在等它。',
    },
  },
} as const satisfies NotesWords;
