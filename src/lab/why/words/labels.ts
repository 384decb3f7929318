// What `why` says around the reasons.

import type { Words } from './language.ts';

export const LABELS = {
  asked: { en: '{method} {url} (from {from}) → {outcome}', zh: '{method} {url}（来自 {from}）→ {outcome}' },
  answered: {
    en: 'Nothing is broken on the way: {status} is what {at} answered.',
    zh: '一路上没有断开的环节：{status} 是 {at} 自己的回答。',
  },
  fine: { en: 'Nothing is broken on the way.', zh: '一路上没有断开的环节。' },
  retried: {
    en: 'One try failed on the way, and another one came through.',
    zh: '途中有一次尝试失败了，另一次成功了。',
  },
  broken: { en: 'Broken at: {at}', zh: '断开处：{at}' },
  because: { en: 'Because: {what}', zh: '原因：{what}' },
  decided: { en: 'Decided by: {object} {path}', zh: '决定它的是：{object} 的 {path}' },
  decidedWhole: { en: 'Decided by: {object}', zh: '决定它的是：{object}' },
  absent: { en: ' (not set)', zh: '（没有设置）' },
  inFile: { en: ', {file}', zh: '，{file}' },
  written: { en: ' (written by {manager})', zh: '（由 {manager} 写入）' },
  mend: { en: 'Mend: {how}', zh: '修复：{how}' },
  none: {
    en: 'Nothing was asked yet. Send a request first, with curl for instance; then ask why.',
    zh: '还没有发出过请求。先用 curl 等发一个，然后再问 why。',
  },
  noObject: { en: 'There is no {kind} {name}.', zh: '没有 {kind} {name}。' },
  unexplained: {
    en: 'why says nothing of {type}: it explains {kinds}. Of others, kubectl describe {asked} shows conditions and events.',
    zh: 'why 不解释 {type}，只解释 {kinds}。其他对象的状况和事件可以用 kubectl describe {asked} 查看。',
  },
  look: {
    en: 'See its conditions and events: kubectl describe {type} {name}{in}.',
    zh: '查看它的状况和事件：kubectl describe {type} {name}{in}。',
  },
} satisfies Readonly<Record<string, Words>>;
