// Pods as wholes: they end, they leave, their node is silent.

import type { NotesWords } from './words.ts';

export const PODS = {
  leaving: { what: { en: 'Pod {pod} is being deleted.', zh: 'Pod {pod} 正在被删除。' } },
  'finalizers-hold': {
    what: {
      en: 'It stays until {finalizers} is taken off its finalizers: whoever put that there has not done its work yet.',
      zh: '在它的 finalizers 里的 {finalizers} 被移除之前，它会一直留着：设置它的程序还没有完成工作。',
    },
    mend: {
      en: 'See who should take it off: kubectl get pod {name}{in} -o yaml, metadata.finalizers.',
      zh: '看看应该由谁移除：kubectl get pod {name}{in} -o yaml 的 metadata.finalizers。',
    },
  },
  'nobody-ends-it': {
    what: {
      en: 'Its node {node} does not report: nobody there says that its containers have ended, so it stays.',
      zh: '它所在的节点 {node} 没有上报：没有谁能确认它的容器已经结束，所以它一直留着。',
    },
    mend: {
      en: 'Bring the node back: why node/{node}. Only if it is gone for good: kubectl delete pod {name}{in} --force --grace-period=0.',
      zh: '让节点恢复：why node/{node}。只有节点真的不再回来时才用：kubectl delete pod {name}{in} --force --grace-period=0。',
    },
  },
  'node-silent': {
    what: {
      en: 'Pod {pod} is on node {node}, which does not report: what its containers do is not known, and it counts as not ready.',
      zh: 'Pod {pod} 在节点 {node} 上，而这个节点没有上报：无从知道它的容器怎样，它被当作未就绪。',
    },
    mend: { en: 'See what the node lacks: why node/{node}.', zh: '看看节点怎么了：why node/{node}。' },
  },
  'pod-refused': {
    what: {
      en: 'Pod {pod} has failed as a whole, and does not come back: {reason}. {message}',
      zh: 'Pod {pod} 整体失败了，不会再恢复：{reason}。{message}',
    },
    mend: {
      en: 'What made it makes another one; this one can go: kubectl delete pod {name}{in}.',
      zh: '创建它的控制器会另建一个；这一个可以删掉：kubectl delete pod {name}{in}。',
    },
  },
  'stays-ended': {
    what: {
      en: 'Container {container} of Pod {pod} has ended with exit code {exit}; with restartPolicy {policy} nobody starts it again.',
      zh: 'Pod {pod} 的容器 {container} 以退出码 {exit} 结束；restartPolicy 是 {policy}，没有谁会再启动它。',
    },
    mend: {
      en: 'Read its last words: kubectl logs {name}{in} -c {container}.',
      zh: '看看它最后的日志：kubectl logs {name}{in} -c {container}。',
    },
  },
  'gate-closed': {
    what: {
      en: 'All containers of Pod {pod} are ready, but its readiness gate {condition} is not True: whoever watches over that has not said so.',
      zh: 'Pod {pod} 的容器都已就绪，但它的就绪门控 {condition} 还不是 True：负责它的程序还没有这样写。',
    },
    mend: {
      en: 'Find who sets this condition, or take the gate out of spec.readinessGates.',
      zh: '找到由谁设置这个状况，或从 spec.readinessGates 中去掉这个门控。',
    },
  },
  'init-first': {
    what: {
      en: 'The containers of Pod {pod} begin after its init container {container}.',
      zh: 'Pod {pod} 的容器要等 Init 容器 {container} 完成后才启动。',
    },
  },
  'init-runs': {
    what: { en: 'That one has not finished.', zh: '它还没有结束。' },
    mend: {
      en: 'See what it waits for: kubectl logs {name}{in} -c {container}.',
      zh: '看看它在等什么：kubectl logs {name}{in} -c {container}。',
    },
  },
} as const satisfies NotesWords;
