// Gateways and their routes.

import type { NotesWords } from './words.ts';

export const GATEWAYS = {
  'route-not-accepted': {
    what: { en: '{route} is not accepted: {message}', zh: '{route} 没有被接受：{message}' },
    mend: { en: 'Mend what its status names.', zh: '改正它的 status 指出的问题。' },
  },
  'route-for-host': {
    what: {
      en: '{route} is attached for this host, but none of its rules matches.',
      zh: '{route} 已为这个主机附加，但它的规则都不匹配。',
    },
  },
  'no-route-attached': {
    what: { en: 'No route is attached to this listener.', zh: '没有路由附加到这个监听器。' },
  },
  'grant-missing': {
    what: {
      en: 'Namespace {to} has no ReferenceGrant that lets routes of namespace {from} name Services there.',
      zh: '名字空间 {to} 里没有 ReferenceGrant 允许 {from} 的路由引用那里的 Service。',
    },
    mend: {
      en: 'Make a ReferenceGrant in namespace {to}: who owns the Service allows it, not who wants it.',
      zh: '在名字空间 {to} 里创建 ReferenceGrant：由 Service 的所有者允许，而不是由使用者。',
    },
  },
} as const satisfies NotesWords;
