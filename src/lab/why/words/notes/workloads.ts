// What makes Pods, and how many.

import type { NotesWords } from './words.ts';

export const WORKLOADS = {
  'zero-replicas': {
    what: { en: '{owner} has 0 replicas.', zh: '{owner} 的副本数是 0。' },
    mend: { en: 'Give it replicas: kubectl scale.', zh: '给它副本：kubectl scale。' },
  },
} as const satisfies NotesWords;
