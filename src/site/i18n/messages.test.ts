import { expect, test } from 'vitest';
import { filled } from './filled.ts';
import { LANGUAGES, words } from './index.ts';
import { fill, type Message } from './messages.ts';

const en = words('en');
/** Words of parts of the site, in files of their own. A language may leave them out, and has English ones there. */
const parts = import.meta.glob<Readonly<Record<string, string>>>(['./*/*.json', '!./*/messages.json'], {
  import: 'default',
  eager: true,
});
/** What a sentence is filled with. */
const holes = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name!))].sort();

test.each(LANGUAGES)('%s has every word, with the same things to be filled in', (language) => {
  const own = words(language);
  expect(Object.keys(own)).toEqual(Object.keys(en));
  for (const message of Object.keys(en) as Message[])
    expect([message, ...holes(own[message])]).toEqual([message, ...holes(en[message])]);
});

test.each(Object.keys(parts))('%s has the same words and holes as the English file', (path) => {
  const [own, english] = [parts[path]!, parts[path.replace(/^\.\/[^/]+/, './en')]!];
  expect(Object.keys(own)).toEqual(Object.keys(english));
  for (const [word, text] of Object.entries(own))
    expect([word, ...holes(text)]).toEqual([word, ...holes(english[word]!)]);
});

test.each(LANGUAGES)('every sentence of %s can be read', (language) => {
  const own = words(language);
  for (const message of Object.keys(own) as Message[]) {
    const values = Object.fromEntries(holes(own[message]).map((hole) => [hole, 2]));
    expect(fill(own, message, values), message).not.toMatch(/[{}]/);
  }
});

test('one is not two, in a language that tells them apart', () => {
  expect(fill(en, 'minutes', { n: 1 })).toBe('1 minute');
  expect(fill(en, 'minutes', { n: 2 })).toBe('2 minutes');
  expect(fill(words('zh'), 'minutes', { n: 1 })).toBe('1 分钟');
});

test('dates are written as the language writes them', () => {
  const at = new Date(2026, 10, 29, 17, 5).getTime();
  expect(fill(en, 'certificateOf', { at })).toBe('Nov 29, 2026');
  expect(fill(words('zh'), 'certificateOf', { at })).toBe('2026年11月29日');
});

test('Chinese has no blank between what is filled in and the sentence around it, where both are Han characters', () => {
  const zh = words('zh');
  expect(fill(zh, 'timeSame', { from: '08:11:42', to: '现在' })).toMatch('从 08:11:42 到现在没有不同。');
  // Its own blanks are its own.
  expect(filled('在 {a} 和 {b} 里', { a: '你 好', b: 'web' })).toBe('在你 好和 web 里');
  expect(filled('{a} 的 {b}', { a: '一', b: '（二）' })).toBe('一的（二）');
});

test('what is filled in is text, whatever it looks like', () => {
  expect(fill(en, 'searchNone', { query: "<b>{n}</b> ''" })).toBe("Nothing found for “<b>{n}</b> ''”.");
});
