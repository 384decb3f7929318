// What Pods are made with: claims, ConfigMaps, Secrets.

import type { NotesWords } from './words.ts';

export const VOLUMES = {
  'source-missing': {
    what: {
      en: 'Pod {pod} does not start without {source}, and there is none.',
      zh: 'Pod {pod} 没有 {source} 就无法启动，而它不存在。',
    },
    mend: {
      en: 'Make it, or name one that there is: kubectl get {type}{in}. The Pod then starts by itself.',
      zh: '创建它，或写一个存在的：kubectl get {type}{in}。之后 Pod 会自己启动。',
    },
  },
  'source-lacks-key': {
    what: {
      en: 'Pod {pod} takes a variable from the key {key} of {source}, and that has no such key.',
      zh: 'Pod {pod} 的变量取自 {source} 的键 {key}，而那里没有这个键。',
    },
    mend: {
      en: 'See which keys it has: kubectl describe {type} {name}{in}.',
      zh: '看看它有哪些键：kubectl describe {type} {name}{in}。',
    },
  },
  'claim-missing': {
    what: { en: 'There is no PersistentVolumeClaim {claim}.', zh: '没有 PersistentVolumeClaim {claim}。' },
    mend: {
      en: 'Make it, or name one that there is: kubectl get pvc{in}.',
      zh: '创建它，或写一个存在的：kubectl get pvc{in}。',
    },
  },
  'claim-unbound': {
    what: {
      en: 'PersistentVolumeClaim {claim} has no volume.',
      zh: 'PersistentVolumeClaim {claim} 还没有卷。',
    },
  },
  'class-not-named': {
    what: {
      en: 'It names no StorageClass, and none is the default; there are: {classes}.',
      zh: '它没有写 StorageClass，也没有默认的；现有的是：{classes}。',
    },
    mend: { en: 'Name a class: kubectl get storageclass.', zh: '写一个类：kubectl get storageclass。' },
  },
  'storage-class-missing': {
    what: {
      en: 'It names the StorageClass {class}, and there is none of this name; there are: {classes}.',
      zh: '它写的 StorageClass {class} 不存在；现有的是：{classes}。',
    },
    mend: {
      en: 'Name a class that there is, in a new claim: what is asked of a claim cannot be changed.',
      zh: '在新的 PersistentVolumeClaim 里写一个存在的类：已有的不能修改。',
    },
  },
  'no-volume-suits': {
    what: {
      en: 'Nothing makes a volume for it, and no free PersistentVolume suits it: {volumes}.',
      zh: '没有谁为它创建卷，也没有合适的空闲 PersistentVolume：{volumes}。',
    },
    mend: {
      en: 'Compare size, modes and class: kubectl get pv, kubectl get pvc.',
      zh: '比较大小、访问模式和类：kubectl get pv，kubectl get pvc。',
    },
  },
} as const satisfies NotesWords;
