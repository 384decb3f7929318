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
  noService: { en: 'There is no Service {name}.', zh: '没有 Service {name}。' },
  hasAddress: {
    en: 'Service {name} has the address {address}, and {ready} ready endpoints.',
    zh: 'Service {name} 的地址是 {address}，有 {ready} 个就绪端点。',
  },
  isWell: {
    en: 'Service {name} is of type {type}, and has {ready} ready endpoints.',
    zh: 'Service {name} 的类型是 {type}，有 {ready} 个就绪端点。',
  },
  noAddressWanted: {
    en: 'Service {name} is of type {type}: it waits for no load balancer.',
    zh: 'Service {name} 的类型是 {type}，不需要负载均衡器。',
  },
  waits: {
    en: 'Service {name} waits for its load balancer. Its events say more: kubectl describe service {plain}.',
    zh: 'Service {name} 在等待负载均衡器。事件里有更多信息：kubectl describe service {plain}。',
  },
  noIngress: { en: 'There is no Ingress {name}.', zh: '没有 Ingress {name}。' },
  ingressHasAddress: {
    en: 'Ingress {name} has the address {address}.',
    zh: 'Ingress {name} 的地址是 {address}。',
  },
  ingressWaits: {
    en: 'Ingress {name} has a controller that serves it, and waits for its address: that takes a minute or more.',
    zh: 'Ingress {name} 有控制器负责，正在等待地址：这需要一分钟或更久。',
  },
} satisfies Readonly<Record<string, Words>>;
