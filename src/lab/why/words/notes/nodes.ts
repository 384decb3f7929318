// Nodes that are not ready, short of something, or cordoned.

import type { NotesWords } from './words.ts';

export const NODES = {
  'node-is-cordoned': {
    what: {
      en: 'Node {node} is cordoned: Pods on it go on, new ones do not come.',
      zh: '节点 {node} 已被隔离（cordon）：上面的 Pod 继续运行，但不再有新的 Pod。',
    },
    mend: { en: 'Let it take Pods again: kubectl uncordon {node}.', zh: '让它重新接受 Pod：kubectl uncordon {node}。' },
  },
  'node-does-not-report': {
    what: {
      en: 'The kubelet of node {node} does not report, the last time at {last}: {message}. Its Pods count as not ready, and after five minutes they are moved.',
      zh: '节点 {node} 的 kubelet 没有上报，最近一次在 {last}：{message}。它上面的 Pod 被当作未就绪，五分钟后会被移走。',
    },
    mend: {
      en: 'See whether the kubelet runs: ssh {node} systemctl status kubelet. If ssh does not get there, the machine is off or cut off.',
      zh: '看看 kubelet 是否在运行：ssh {node} systemctl status kubelet。如果 ssh 连不上，就是机器关了或网络断了。',
    },
  },
  'node-not-ready': {
    what: {
      en: 'Node {node} reports that it is not ready: {message}.',
      zh: '节点 {node} 上报说自己没有就绪：{message}。',
    },
    mend: { en: 'Mend on the node what it names: ssh {node}.', zh: '在节点上改正它指出的问题：ssh {node}。' },
  },
  'node-pressed': {
    what: {
      en: 'Node {node} is short of something ({condition}): {message}. It takes no new Pods, and may evict some.',
      zh: '节点 {node} 的资源紧张（{condition}）：{message}。它不接受新的 Pod，还可能驱逐一些。',
    },
    mend: {
      en: 'See what takes so much: kubectl describe node {node}.',
      zh: '看看是什么占用了这么多：kubectl describe node {node}。',
    },
  },
  'node-condition': {
    what: { en: 'Node {node} says {condition}: {message}.', zh: '节点 {node} 的状况 {condition} 为真：{message}。' },
    mend: {
      en: 'See who sets this condition: kubectl describe node {node}.',
      zh: '看看是谁设置了这个状况：kubectl describe node {node}。',
    },
  },
} as const satisfies NotesWords;
