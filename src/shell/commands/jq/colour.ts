// JSON in jq's colours. Models jq's src/jv_print.c, of 1.7.

import type { Json } from './syntax.ts';
import { isObject, type JsonStyle, jsonText, keysOf, stringText } from './values.ts';

const ESC = '\x1b[';
const RESET = `${ESC}0m`;
const COLOURS = {
  null: '1;30',
  false: '0;39',
  true: '0;39',
  number: '0;39',
  string: '0;32',
  array: '1;39',
  object: '1;39',
  key: '34;1',
};

export function coloured(value: Json, style: JsonStyle, depth = 0): string {
  const paint = (kind: keyof typeof COLOURS, text: string): string => `${ESC}${COLOURS[kind]}m${text}`;
  const line = (deep: number): string => (style.indent === '' ? '' : `\n${style.indent.repeat(deep)}`);
  if (Array.isArray(value)) {
    if (value.length === 0) return `${paint('array', '[]')}${RESET}`;
    const items = value.map(
      (item, i) => `${i > 0 ? paint('array', ',') : ''}${line(depth + 1)}${coloured(item, style, depth + 1)}`,
    );
    return `${paint('array', '[')}${items.join('')}${paint('array', '')}${line(depth)}${paint('array', ']')}${RESET}`;
  }
  if (isObject(value)) {
    const keys = style.sorted ? keysOf(value) : Object.keys(value);
    if (keys.length === 0) return `${paint('object', '{}')}${RESET}`;
    const entries = keys.map(
      (key, i) =>
        `${i > 0 ? paint('object', ',') : ''}${line(depth + 1)}${RESET}${paint('key', stringText(key, style.ascii))}${RESET}${paint('object', style.indent === '' ? ':' : ': ')}${RESET}${coloured(value[key]!, style, depth + 1)}`,
    );
    return `${paint('object', '{')}${entries.join('')}${paint('object', '')}${line(depth)}${paint('object', '}')}${RESET}`;
  }
  const kind =
    value === null
      ? 'null'
      : typeof value === 'boolean'
        ? (String(value) as 'true' | 'false')
        : typeof value === 'number'
          ? 'number'
          : 'string';
  return `${paint(kind, jsonText(value, style))}${RESET}`;
}
