// What makes Pods, and how many.

import type { NotesWords } from './words.ts';

export const WORKLOADS = {
  'zero-replicas': {
    what: { en: '{owner} has 0 replicas.', zh: '{owner} 的副本数是 0。' },
    mend: { en: 'Give it replicas: kubectl scale.', zh: '给它副本：kubectl scale。' },
  },
  'no-node-wanted': {
    what: { en: '{owner} suits no node, so it makes no Pod.', zh: '没有节点适合 {owner}，所以它没有创建 Pod。' },
    mend: {
      en: 'Compare nodeSelector, affinity and tolerations of its template with kubectl get nodes --show-labels.',
      zh: '把它模板里的 nodeSelector、affinity 和 tolerations 与 kubectl get nodes --show-labels 比较。',
    },
  },
  'too-few-ready': {
    what: {
      en: '{owner} has {ready} of {wanted} Pods ready.',
      zh: '{owner} 要 {wanted} 个 Pod，就绪的有 {ready} 个。',
    },
  },
  'rollout-stands': {
    what: {
      en: '{owner} still has enough Pods ready, but not all by its present template: the new ones are not there, or not well.',
      zh: '{owner} 就绪的 Pod 仍然够数，但不全是按现在的模板创建的：新的 Pod 还没有，或有问题。',
    },
  },
  'pods-to-come': {
    what: {
      en: 'Nothing is wrong with those that there are; the others are being made.',
      zh: '已有的没有问题；其余的正在创建。',
    },
    mend: {
      en: 'Wait: kubectl rollout status {type} {name}{in}.',
      zh: '等待：kubectl rollout status {type} {name}{in}。',
    },
  },
  'so-have-others': { what: { en: 'The same with {pods}.', zh: '{pods} 也是这样。' } },
  paused: {
    what: {
      en: '{owner} is paused: its Pods are not yet as its template has them now.',
      zh: '{owner} 已暂停：它的 Pod 还不是按现在的模板创建的。',
    },
    mend: {
      en: 'Go on: kubectl rollout resume deployment {name}{in}.',
      zh: '继续：kubectl rollout resume deployment {name}{in}。',
    },
  },
  'quota-used-up': {
    what: {
      en: 'No more Pods are let in: ResourceQuota {quota} allows {hard} of {resource}, {used} are used, and one more Pod asks for {wanted}.',
      zh: '不能再创建 Pod：ResourceQuota {quota} 允许 {resource} 共 {hard}，已用 {used}，而再来一个 Pod 要 {wanted}。',
    },
    mend: {
      en: 'Raise the quota, or take something away: kubectl describe quota {quota}{in}.',
      zh: '调高配额，或删掉一些东西：kubectl describe quota {quota}{in}。',
    },
  },
  'quota-wants-amounts': {
    what: {
      en: 'No Pods are let in: a ResourceQuota of namespace {namespace} counts {amounts}, so each container has to say how much it takes.',
      zh: '不能创建 Pod：名字空间 {namespace} 的 ResourceQuota 要计算 {amounts}，因此每个容器都要写明用量。',
    },
    mend: {
      en: 'Set resources in the template, or defaults for the namespace by a LimitRange.',
      zh: '在模板里设置 resources，或用 LimitRange 给名字空间设默认值。',
    },
  },
  'account-missing': {
    what: {
      en: 'No Pods are let in: there is no ServiceAccount {account} here.',
      zh: '不能创建 Pod：这里没有 ServiceAccount {account}。',
    },
    mend: {
      en: 'Make it: kubectl create serviceaccount {account}{in}; or name another one.',
      zh: '创建它：kubectl create serviceaccount {account}{in}；或写另一个。',
    },
  },
  'pods-refused': {
    what: { en: 'The API server takes no Pods from it: {message}', zh: 'API 服务器不接受它的 Pod：{message}' },
    mend: { en: 'Mend in its template what the API server names.', zh: '在它的模板里改正 API 服务器指出的问题。' },
  },
} as const satisfies NotesWords;
