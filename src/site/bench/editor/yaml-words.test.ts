import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import en from '../../i18n/en/yaml.json';
import { inWords, type YamlWords, yamlWords } from './yaml-words.ts';

const modules = new URL('../../../../node_modules/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, modules), 'utf8');

/** Every text in the code; where something is filled in, a number in braces. */
function texts(code: string): readonly string[] {
  const found = code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`/g);
  return [...found].map(([, single, double, template]) => {
    let hole = 0;
    return (single ?? double ?? template)!.replace(/\\(["'])/g, '$1').replace(/\$\{[^}]*\}/g, () => `{${hole++}}`);
  });
}

const server = read('monaco-yaml/yaml.worker.js');
const composing = 'yaml/browser/dist/compose/';
const composed = readdirSync(new URL(composing, modules)).flatMap((file) => texts(read(composing + file)));

test('what the packages say is all there, and nothing else', () => {
  const told = [...server.matchAll(/l10n\d*\.t\(\s*(?=["'])/g)].map(
    ({ index }) => texts(server.slice(index, index + 300))[0]!,
  );
  expect(told.length).toBeGreaterThan(60);
  const parsed = composed.filter((text) => /^(?:[A-Z]|\{0\} ).* /.test(text) && text !== '{0}: {1}');
  expect(parsed.length).toBeGreaterThan(50);
  expect([...told, ...parsed].filter((text) => !(text in en))).toEqual([]);
  const said = new Set([...told, ...texts(server), ...composed, ...texts(read('yaml/browser/dist/parse/parser.js'))]);
  const made = ['Flow map', 'Flow sequence', 'collection'];
  expect(Object.keys(en).filter((text) => !said.has(text) && !made.includes(text))).toEqual([]);
  expect(Object.entries(en).filter(([english, text]) => english !== text)).toEqual([]);
});

test('what is said is said in other words, with what fills it; or as it is', async () => {
  const zh = await yamlWords('zh');
  expect(inWords(zh, 'Map keys must be unique')).toBe('同一个映射里的键不能重复');
  expect(inWords(zh, 'Missing , between flow sequence items')).toBe('流式序列的各项之间缺少“,”');
  expect(inWords(zh, 'Flow map must end with a }')).toBe('流式映射必须以“}”结尾');
  expect(inWords(zh, 'Invalid escape sequence \\$&')).toBe('无效的转义：\\$&');
  expect(inWords(zh, '缺少字段“apiVersion”。')).toBe('缺少字段“apiVersion”。');
  for (const language of ['en', 'none']) expect(await yamlWords(language)).toEqual({} satisfies YamlWords);
});
