import { expect, test } from 'vitest';
import { wordsOf } from './words-of.ts';

test.each([
  ['web.shop.svc and my-service', ['web.shop.svc', 'web', 'shop', 'svc', 'and', 'my-service', 'my', 'service']],
  ['“HTTP 503”', ['HTTP', '503']],
  ['--- / ', []],
])('%s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('Chinese is found by its words and by its characters', () => {
  expect(wordsOf('集群内部的服务')).toEqual(expect.arrayContaining(['集群', '服务', '集', '群']));
});
