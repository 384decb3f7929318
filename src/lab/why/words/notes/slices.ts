// EndpointSlices and Endpoints.

import type { NotesWords } from './words.ts';

export const SLICES = {
  'slice-of-nobody': {
    what: {
      en: 'EndpointSlice {slice} has no label {label}: no Service reads it.',
      zh: 'EndpointSlice {slice} 没有标签 {label}：没有 Service 使用它。',
    },
    mend: { en: 'Label it with the name of its Service.', zh: '给它加上这个标签，值是它的 Service 的名字。' },
  },
  'slice-without-service': {
    what: {
      en: 'It is for Service {service}, and there is none.',
      zh: '它是给 Service {service} 的，而这个 Service 不存在。',
    },
    mend: {
      en: 'Make the Service, or name the one that is meant: kubectl get services -A.',
      zh: '创建这个 Service，或写上真正的那一个：kubectl get services -A。',
    },
  },
  'endpoints-ready': {
    what: {
      en: '{object} lists {all} endpoints of Service {service}, {ready} of them ready.',
      zh: '{object} 列出了 Service {service} 的 {all} 个端点，其中 {ready} 个就绪。',
    },
    mend: {
      en: 'Compare the Service’s selector with the labels of the Pods: kubectl get pods --show-labels.',
      zh: '比较 Service 的选择算符和 Pod 的标签：kubectl get pods --show-labels。',
    },
  },
} as const satisfies NotesWords;
