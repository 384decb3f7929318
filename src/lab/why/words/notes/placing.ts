// Pods without a node: what each node says to them.

import type { NotesWords } from './words.ts';

export const PLACING = {
  unschedulable: {
    what: { en: 'Pod {pod} has no node: {message}', zh: 'Pod {pod} 没有被调度到节点：{message}' },
    mend: {
      en: 'Mend what the scheduler names: kubectl describe pod {pod}.',
      zh: '改正调度器指出的问题：kubectl describe pod {pod}。',
    },
  },
  'not-placed-yet': {
    what: {
      en: 'Pod {pod} has no node yet: the scheduler has not come to it.',
      zh: 'Pod {pod} 还没有节点：调度器还没有轮到它。',
    },
  },
  gated: {
    what: {
      en: 'Pod {pod} has the scheduling gate {gates}: no scheduler looks at it before that is taken away.',
      zh: 'Pod {pod} 带有调度门控 {gates}：去掉之前，没有调度器会理会它。',
    },
    mend: {
      en: 'Whoever set it takes it away: kubectl edit pod {name}{in}, spec.schedulingGates.',
      zh: '由设置它的人去掉：kubectl edit pod {name}{in}，spec.schedulingGates。',
    },
  },
  'foreign-scheduler': {
    what: {
      en: 'Pod {pod} waits for the scheduler {scheduler}, and nothing of this name works here.',
      zh: 'Pod {pod} 在等调度器 {scheduler}，而这里没有叫这个名字的调度器。',
    },
    mend: {
      en: 'Take spec.schedulerName out, and the default one places it.',
      zh: '去掉 spec.schedulerName，由默认的调度器来安排。',
    },
  },
  'node-cordoned': {
    what: { en: '{nodes}: cordoned, takes no new Pods.', zh: '{nodes}：已被隔离（cordon），不接受新的 Pod。' },
    mend: { en: 'Let it take Pods again: kubectl uncordon {node}.', zh: '让它重新接受 Pod：kubectl uncordon {node}。' },
  },
  'node-ill': {
    what: { en: '{nodes}: out of service (taint {taint}).', zh: '{nodes}：不可用（污点 {taint}）。' },
    mend: { en: 'See what the node lacks: why node/{node}.', zh: '看看节点怎么了：why node/{node}。' },
  },
  'node-tainted': {
    what: {
      en: '{nodes}: has the taint {taint}, and the Pod does not tolerate it.',
      zh: '{nodes}：有污点 {taint}，而 Pod 没有容忍它。',
    },
    mend: {
      en: 'Give the Pod a toleration under spec.tolerations, or take the taint away: kubectl taint node {node} {taint}-.',
      zh: '在 Pod 的 spec.tolerations 里加上容忍度，或去掉污点：kubectl taint node {node} {taint}-。',
    },
  },
  'node-unselected': {
    what: {
      en: '{nodes}: not labelled {wants}, which nodeSelector asks for.',
      zh: '{nodes}：没有 nodeSelector 要求的标签 {wants}。',
    },
    mend: {
      en: 'Compare with kubectl get nodes --show-labels; then change nodeSelector, or label a node: kubectl label node {node} {wants}.',
      zh: '与 kubectl get nodes --show-labels 比较；然后修改 nodeSelector，或给节点加标签：kubectl label node {node} {wants}。',
    },
  },
  'node-unwanted': {
    what: {
      en: '{nodes}: does not match what nodeAffinity requires.',
      zh: '{nodes}：不符合 nodeAffinity 的要求。',
    },
    mend: {
      en: 'Compare spec.affinity.nodeAffinity with kubectl get nodes --show-labels.',
      zh: '把 spec.affinity.nodeAffinity 与 kubectl get nodes --show-labels 比较。',
    },
  },
  'node-ports-taken': {
    what: {
      en: '{nodes}: another Pod has the host port {ports}.',
      zh: '{nodes}：主机端口 {ports} 已被别的 Pod 占用。',
    },
    mend: {
      en: 'Leave hostPort out, and let a Service lead to the Pod; or choose another one.',
      zh: '去掉 hostPort，用 Service 通到 Pod；或换一个端口。',
    },
  },
  'node-crowded': {
    what: { en: '{nodes}: has all the Pods it may have, {room}.', zh: '{nodes}：Pod 数已到上限 {room}。' },
    mend: { en: 'Take Pods away, or add a node.', zh: '删掉一些 Pod，或增加节点。' },
  },
  'node-full': {
    what: {
      en: '{nodes}: {free} {resource} of {room} free, the Pod asks for {wanted}.',
      zh: '{nodes}：{resource} 共 {room}，还剩 {free}，而 Pod 请求 {wanted}。',
    },
    mend: {
      en: 'Ask for less under resources.requests; what takes the rest: kubectl describe node {node}.',
      zh: '在 resources.requests 里少要一些；其余的被谁占用：kubectl describe node {node}。',
    },
  },
  'node-refuses': { what: { en: '{nodes}: {reasons}.', zh: '{nodes}：{reasons}。' } },
} as const satisfies NotesWords;
