// Pods that do not run, or are not ready.

import type { NotesWords } from './words.ts';

export const PODS = {
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
} as const satisfies NotesWords;
